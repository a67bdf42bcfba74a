"""Many seeds go on where they were ended, and begin anew when the code is another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ordergate.harness.config.reading import read_config
from tests.seeds.many import BY_SEED, Kept, Running, Said, flags, read_run, run_all, show

GOOD = Said(3, {}, 2, {"S07": 3})


class Instant(Running):
    """Seeds that end as soon as they begin: the even ones pass."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.begun: list[int] = []

    def start(self, seed: int) -> None:
        self.begun.append(seed)
        self.processes[seed] = None  # type: ignore[assignment]  # Nothing runs for real here.

    def wait(self) -> tuple[int, Said]:
        seed = next(iter(self.processes))
        del self.processes[seed]
        return seed, GOOD if seed % 2 == 0 else Said(
            2, {"S07 it ships (full)": f"--seed {seed}"}, 2, {"S07": 3}
        )


def test_a_seed_that_was_run_is_not_run_again(tmp_path: Path) -> None:
    kept = Kept.read(tmp_path / "said.json", "one")
    kept.keep(2, GOOD)
    again = Kept.read(tmp_path / "said.json", "one")
    running = Instant()
    run_all([1, 2, 3], running, 2, again, lambda: True)
    assert running.begun == [1, 3]
    assert set(Kept.read(tmp_path / "said.json", "one").said) == {1, 2, 3}


def test_another_state_of_the_code_begins_anew(tmp_path: Path) -> None:
    Kept.read(tmp_path / "said.json", "one").keep(2, GOOD)
    assert Kept.read(tmp_path / "said.json", "two").said == {}


def test_no_seed_begins_when_the_time_is_over(tmp_path: Path) -> None:
    answers = iter([True, True, False, False, False])
    running = Instant()
    run_all([1, 2, 3, 4], running, 1, Kept(tmp_path / "said.json", "one"), lambda: next(answers))
    assert running.begun == [1]


def test_what_did_not_pass_is_told_with_its_repeat(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = Kept(tmp_path / "said.json", "one")
    run_all([1, 2], Instant(), 2, kept, lambda: True)
    show(kept, [1, 2, 3])
    said = capsys.readouterr().out
    assert "S07 it ships (full)\n  repeat: --seed 1\n" in said
    assert "2 seeds, 5 worlds passed, 1 did not, 1 seeds left to run" in said


def test_a_world_that_is_not_proven_has_not_passed(tmp_path: Path) -> None:
    one = {"id": "S07", "title": "it ships", "topology": "full", "repeat": "run S07"}
    worlds = [{**one, "verdict": "passed"}, {**one, "title": "again", "verdict": "indeterminate"}]
    (tmp_path / "run.json").write_text(json.dumps({"scenarios": worlds}), "utf-8")
    assert read_run(tmp_path, 4) == Said(1, {"S07 again (full)": "run S07"}, 4, {"S07": 2})


def test_a_seed_that_left_nothing_has_not_passed(tmp_path: Path) -> None:
    assert "left no run.json" in read_run(tmp_path, 1).broken["the run itself"]


@pytest.mark.parametrize(
    ("asked", "seed", "repairs"),
    [("off", 1, "off"), ("on", 2, "on"), (BY_SEED, 1, "on"), (BY_SEED, 2, "off")],
)
def test_a_profile_and_the_engines_repair_are_chosen_for_all_runs(
    tmp_path: Path, asked: str, seed: int, repairs: str
) -> None:
    profile, connector = flags("rough", asked, tmp_path)(seed)
    assert profile == "--profile=rough"
    config = read_config(Path(connector.partition("=")[2]), {})
    assert config.policies.reconciliation == repairs
