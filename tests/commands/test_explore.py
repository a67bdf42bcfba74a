"""``ordergate explore`` and ``ordergate repeat`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.ordergate import ordergate
from tests.explore.brief import briefest
from tests.explore.broken_engine import NAME

ROOT = Path(__file__).resolve().parents[2]


def test_stories_of_the_right_engine_pass_and_say_what_they_touched(tmp_path: Path) -> None:
    run = ordergate("explore", "--seeds", "3", "--jobs", "1", "--out", str(tmp_path / "x"))
    assert (run.returncode, run.stdout.splitlines()[0]) == (0, "seeds from 1")
    assert "no rule was broken" in run.stdout
    assert "order lives/s" in run.stdout
    assert "moves of life cycles" in run.stdout


@pytest.mark.slow
def test_a_broken_engine_is_told_with_a_file_that_fails_and_all_of_it_repeats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    out = tmp_path / "x"
    seed = briefest(NAME)
    flags = ["--from", str(seed), "--seeds", "1", "--jobs", "1", "--json", "--engine", NAME]
    run = ordergate("explore", *flags, "--out", str(out))
    assert run.returncode == 1, run.stderr
    told = json.loads(run.stdout)
    assert (told["stories"], told["seeds"]) == (1, [seed, seed])
    found = told["findings"][0]
    words = found["repeat"].split()[1:]
    again = ordergate(*words, "--out", str(tmp_path / "again"))
    assert (again.returncode, found["rule"] in again.stdout) == (1, True), again.stdout
    repeated = ordergate("repeat", str(out))
    assert (repeated.returncode, "the same as before" in repeated.stdout) == (1, True), repeated.stdout


def test_what_is_no_run_cannot_be_repeated(tmp_path: Path) -> None:
    run = ordergate("repeat", str(tmp_path))
    assert (run.returncode, "is no directory of a run" in run.stderr) == (2, True)


@pytest.mark.parametrize("engine", ["nowhere", "nowhere:make", "ordergate.harness.errors:EXIT"])
def test_an_engine_that_cannot_be_found_is_told(tmp_path: Path, engine: str) -> None:
    run = ordergate("explore", "--seeds", "1", "--engine", engine, "--out", str(tmp_path / "x"))
    assert (run.returncode, "connector.engine" in run.stderr) == (2, True)
    assert not (tmp_path / "x").exists()
