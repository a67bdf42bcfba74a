"""However a command ends, its exit code is the one of what it found, and what it found is kept."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ordergate.harness.cli_options import end
from ordergate.harness.commands.run import RunOptions, run
from ordergate.harness.commands.unforeseen import tell_unforeseen
from ordergate.harness.config.reading import read_config
from ordergate.harness.connectors.checking import check_config
from ordergate.harness.errors import UsageError
from ordergate.harness.running.own_directory import kept_to_oneself
from ordergate.harness.world.edges import Stopwatch, wait
from tests.connectors.gate import ROOT, Gate

ONE = ("S01", "--topology", "shop-erp")


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    made = Gate(tmp_path)
    made.settings("[run]\n")
    return made


def test_an_error_that_nobody_foresaw_is_one_sentence_and_its_traceback_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def work() -> int:
        raise KeyError("no such\nthing")

    with pytest.raises(Exception) as ended:
        end(work)
    assert getattr(ended.value, "exit_code", None) == 4
    said = capsys.readouterr().err
    assert said.startswith("ordergate: something went wrong in Ordergate itself: KeyError: ")
    assert said.count("\n") == 1 and "ordergate-error.txt" in said
    assert "Traceback" in (tmp_path / "ordergate-error.txt").read_text("utf-8")


def test_a_full_disk_is_called_a_full_disk(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell_unforeseen(OSError(errno.ENOSPC, "No space left on device", "out/run.json")) == 4
    assert capsys.readouterr().err == (
        "ordergate: there is no space left on the disk for out/run.json; make room, or write elsewhere\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_output_that_has_no_room_is_said_once_and_ends_with_an_error(gate: Gate) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", "from ordergate.harness.cli import main; main()", "run", *ONE]
        ended = subprocess.run(
            command, cwd=gate.folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert ended.returncode == 4
    assert ended.stderr == "ordergate: there is no space left on the disk; make room, or write elsewhere\n"


def test_a_reader_that_goes_away_changes_neither_the_evidence_nor_the_exit_code(gate: Gate) -> None:
    process = gate.started(*gate.asked(*ONE))
    assert process.stdout is not None and process.stdout.readline() == "seed 1\n"
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr is not None and process.stderr.read() == ""
    process.stderr.close()
    assert {one["verdict"] for one in gate.scenarios()} == {"passed"}


def test_a_terminal_that_knows_ascii_alone_ends_no_run(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    ended = gate.run(*ONE)
    assert ended.code == 0, ended.said
    assert "?????" in ended.out
    assert {one["verdict"] for one in gate.scenarios()} == {"passed"}


@pytest.mark.parametrize("flag", ["ctrf", "allure"])
def test_a_report_that_has_no_place_is_refused_before_anything_runs(tmp_path: Path, flag: str) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / "file" / "report"
    wrong = RunOptions(out=tmp_path / "run", **{flag: place})  # type: ignore[arg-type]  # one of the two
    with pytest.raises(UsageError, match=f"--{flag} leads to .* is a file, not a folder"):
        run(wrong)
    with pytest.raises(UsageError, match="--ctrf takes a file"):
        run(RunOptions(out=tmp_path / "run", ctrf=tmp_path))
    assert not (tmp_path / "run").exists()


def test_a_second_run_leaves_the_directory_of_the_first_alone(gate: Gate) -> None:
    gate.out.mkdir()
    with kept_to_oneself(gate.out):
        ended = gate.run(*ONE)
    assert ended.code == 2
    assert f"another run is writing its evidence to {gate.out}" in ended.errors
    assert list(gate.out.iterdir()) == []


def test_a_run_that_was_killed_locks_nobody_out(tmp_path: Path) -> None:
    (tmp_path / ".in-use").touch()
    with kept_to_oneself(tmp_path), (tmp_path / ".in-use").open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["term", "hangup"])
def test_a_run_whose_terminal_is_closed_reports_what_has_ended(gate: Gate, number: signal.Signals) -> None:
    process = gate.started(*gate.asked("--parallel", "1"))
    waited, journals = Stopwatch(), gate.out / "journals"
    while not journals.is_dir() or len(list(journals.iterdir())) < 3:
        assert waited.elapsed_s < 60 and process.poll() is None, "nothing has begun"
        wait(0.02)
    os.kill(process.pid, number)
    errors = _errors_of(process)
    assert process.returncode == 130, errors
    assert json.loads((gate.out / "run.json").read_text("utf-8"))["interrupted"] is True


def _errors_of(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=60)[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[connector.environment]\n"A=B" = "1"\n', "a variable called 'A=B'"),
        ('[connector.environment]\nA = "1\\u0000"\n', r"connector\.environment\.A is '1\\x00'"),
        ('[connector.start]\nprobe = "http://a\\u0000/"\n', r"connector\.start\.probe .* NUL"),
    ],
    ids=["name", "value", "probe"],
)
def test_what_no_system_takes_as_a_variable_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "ordergate.toml"
    file.write_text(f'[connector]\nkind = "command"\ncommand = ["python3"]\n{text}', "utf-8")
    with pytest.raises(UsageError, match=said):
        check_config(read_config(file, {}))
