from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ordergate.harness.evidence.records import RunRecord, ScenarioRecord, Verdict
from ordergate.harness.evidence.words import amount, caveat, counted, elapsed, headline, instant
from tests.evidence.fabricated import FAILED, MONDAY_US, passed, run_of

PASSED = passed("S01", "one order")
NOT_PROVEN = replace(PASSED, verdict=Verdict.NOT_PROVEN)


@pytest.mark.parametrize(
    ("scenarios", "verdict", "sentence"),
    [
        ((), Verdict.NOT_PROVEN, "No scenario ran to its end, so nothing is proven."),
        ((PASSED,), Verdict.PASSED, "1 scenario passed: no business rule was broken."),
        (
            (PASSED, PASSED),
            Verdict.PASSED,
            "2 scenarios passed: no business rule was broken.",
        ),
        (
            (PASSED, NOT_PROVEN),
            Verdict.NOT_PROVEN,
            "Of 2 scenarios, 1 could not be proven, 1 passed.",
        ),
        ((FAILED, NOT_PROVEN), Verdict.FAILED, "Of 2 scenarios, 1 failed, 1 could not be proven."),
    ],
)
def test_a_run_is_as_good_as_its_worst_scenario_and_never_passed_on_nothing(
    scenarios: tuple[ScenarioRecord, ...], verdict: Verdict, sentence: str
) -> None:
    run = run_of(scenarios)
    assert (run.verdict, headline(run)) == (verdict, sentence)


def test_an_interrupted_run_never_passes() -> None:
    run: RunRecord = replace(run_of((PASSED,)), interrupted=True)
    assert run.verdict is Verdict.NOT_PROVEN
    assert headline(run) == "1 scenario passed; the others were not reached."
    assert caveat(run) == (
        "The run was interrupted before its end; scenarios that are not listed were not run."
    )


def test_verdicts_have_a_word_for_users_and_a_value_for_machines() -> None:
    assert [(verdict.value, verdict.words) for verdict in Verdict] == [
        ("passed", "passed"),
        ("failed", "failed"),
        ("indeterminate", "not proven"),
    ]


@pytest.mark.parametrize(
    ("duration_us", "words"),
    [
        (-1, "0.0 s"),
        (1_250_000, "1.2 s"),
        (60_000_000, "1 min 00 s"),
        (2 * 3_600_000_000 + 180_000_000, "2 h 03 min"),
        (25 * 3_600_000_000, "1 d 01 h"),
    ],
)
def test_time_reads_in_its_two_largest_units(duration_us: int, words: str) -> None:
    assert elapsed(duration_us) == words


def test_money_numbers_and_instants_read_as_people_write_them() -> None:
    assert amount(Decimal("1084"), "GBP") == "1,084.00 GBP"
    assert amount(None, "GBP") == "unknown"
    assert (counted(1, "finding"), counted(1_200, "finding")) == ("1 finding", "1,200 findings")
    assert instant(MONDAY_US) == "2010-12-01 08:26:40"
