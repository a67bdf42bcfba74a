"""Stories from seeds: the same each time, clean with the right engine, short with a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.config.model import Config
from ordergate.harness.config.reading import config_without_file
from ordergate.harness.explore.coverage import FAULT, MOVE, Coverage, every_move
from ordergate.harness.explore.exploring import Plan, explore, tell
from ordergate.harness.explore.playing import NOTHING_SET_ASIDE
from ordergate.harness.running.session import Selection, Session
from tests.explore.brief import briefest
from tests.explore.broken_engine import NAME

BROKEN = config_without_file({"connector.engine": NAME})


def test_a_seed_tells_the_same_story_again() -> None:
    first, second = (tell(Plan(Config()), [7, 8]) for _ in range(2))
    assert (first.steps, first.orders, first.coverage) == (second.steps, second.orders, second.coverage)
    assert first.steps > 20


@pytest.mark.slow
def test_no_story_is_held_against_the_right_engine() -> None:
    found = explore(Plan(Config(), seeds=60))
    assert [broken.text for broken in found.broken] == []
    assert (found.stories, found.last_seed) == (60, 60)


def test_the_processes_tell_what_one_process_tells() -> None:
    alone, together = (explore(Plan(Config(), seeds=6, jobs=jobs, chunk=2)) for jobs in (1, 2))
    assert (alone.steps, alone.coverage) == (together.steps, together.coverage)


@pytest.fixture(scope="module")
def short() -> tuple[int, str, str, int]:
    found = explore(Plan(BROKEN, first=briefest(NAME), seeds=1))
    [broken] = found.broken
    return broken.drawn.seed, broken.rule, broken.text, len(broken.short.lines)


@pytest.mark.slow
def test_what_breaks_a_rule_is_told_in_a_few_steps(short: tuple[int, str, str, int]) -> None:
    _, rule, text, steps = short
    assert (rule, steps <= 12) == ("I07", True), text
    assert "world.picker.ships(" in text


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "passes"), [(NAME, False), ("", True)])
def test_its_file_fails_as_a_scenario_with_the_broken_engine_alone(
    short: tuple[int, str, str, int], tmp_path: Path, engine: str, passes: bool
) -> None:
    seed, rule, text, _ = short
    file = tmp_path / "story.py"
    file.write_text(text, "utf-8")
    flags = [f"--seed={seed}", *([f"--engine={engine}"] if engine else [])]
    session = Session(Selection(flags=flags, folders=[file]), None)
    session.run()
    [record] = session.records.scenarios
    assert (record.verdict.value == "passed") is passes, record.reason
    assert (rule in {finding.rule for finding in record.findings}) is not passes


def test_a_scenario_says_that_nobody_is_needed() -> None:
    assert NOTHING_SET_ASIDE.startswith("assert world.set_aside() == []")


def test_coverage_counts_stories_and_pairs_of_different_kinds() -> None:
    coverage = Coverage()
    coverage.add([(MOVE, "a"), (MOVE, "b"), (FAULT, "latency")])
    coverage.add([(MOVE, "a")])
    assert (coverage.seen[MOVE, "a"], coverage.count(MOVE), len(coverage.pairs)) == (2, 2, 2)
    assert "latency" not in coverage.missing(FAULT)
    assert set(every_move()) == set(coverage.missing(MOVE))
