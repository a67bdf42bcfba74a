"""How a load run ends: what goes before what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ordergate.harness.evidence.records import Verdict
from ordergate.harness.findings import Finding
from ordergate.harness.load.generator import Limit
from ordergate.harness.load.outcome import Outcome, of_lost

GOOD = Outcome(placed=10, in_erp=10, limits=[Limit("order_in_erp_p95_s", 5.0, 1.2, True)])
SLOW = replace(GOOD, limits=[Limit("order_in_erp_p95_s", 5.0, 7.25, False)], repeat="ordergate load burst")
BROKEN = [Finding("I01", "order A stands 2 times in the erp; once is right")]


@pytest.mark.parametrize(
    ("outcome", "verdict", "code", "strict_code"),
    [
        (GOOD, Verdict.PASSED, 0, 0),
        (SLOW, Verdict.FAILED, 99, 99),
        (replace(SLOW, findings=BROKEN), Verdict.FAILED, 1, 1),
        (replace(SLOW, lost=["A"], in_erp=9), Verdict.FAILED, 1, 1),
        (replace(GOOD, lost=["A"], in_erp=9), Verdict.FAILED, 1, 1),
        (Outcome(placed=0, in_erp=0), Verdict.NOT_PROVEN, 0, 1),
        (replace(GOOD, cpu={"the load generator": 91.0}), Verdict.NOT_PROVEN, 0, 1),
        (replace(SLOW, cpu={"the load generator": 91.0}), Verdict.NOT_PROVEN, 0, 1),
        (replace(SLOW, asked_per_s=100, placed_per_s=79.9, hold_s=1), Verdict.NOT_PROVEN, 0, 1),
        (replace(SLOW, asked_per_s=99, placed_per_s=1, hold_s=1), Verdict.FAILED, 99, 99),
        (replace(SLOW, asked_per_s=100, placed_per_s=80, hold_s=1), Verdict.FAILED, 99, 99),
        (replace(GOOD, cpu={"the load generator": 91.0}, findings=BROKEN), Verdict.FAILED, 1, 1),
        (replace(GOOD, cpu={"the load generator": 90.0, "the served systems": None}), Verdict.PASSED, 0, 0),
        (replace(SLOW, interrupted=True, findings=BROKEN), Verdict.NOT_PROVEN, 130, 130),
    ],
)  # fmt: skip
def test_each_way_to_end_has_its_verdict_and_its_code(
    outcome: Outcome, verdict: Verdict, code: int, strict_code: int
) -> None:
    assert outcome.verdict is verdict
    assert (outcome.exit_code(strict=False), outcome.exit_code(strict=True)) == (code, strict_code)


def test_a_breached_limit_is_a_finding_with_both_values_and_the_line_that_repeats_it() -> None:
    [finding] = SLOW.all_findings()
    assert finding.text == (
        "95 of 100 orders were in the ERP after 7.25 s; the limit order_in_erp_p95_s is 5"
    )
    assert (finding.rule, finding.repeat) == ("SLA", "ordergate load burst")


def test_a_breached_limit_is_no_finding_when_the_proving_ground_was_too_slow() -> None:
    assert replace(SLOW, cpu={"the served systems": 97.4}).all_findings() == []
    assert "the served systems at 97 %" in replace(SLOW, cpu={"the served systems": 97.4}).unproven


def test_lost_orders_are_counted_against_their_limit() -> None:
    assert of_lost(2, 3) == Limit("orders_lost_max", 2, 3, False)
    assert of_lost(3, 3).kept is True
