"""A connector that does not do its part is reported on; it does not end the trade."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.findings import Finding
from ordergate.harness.trade.documents import TradeFile
from ordergate.harness.trade.posting import SALE_SET_ASIDE
from ordergate.harness.trade.refusals import Refusals
from ordergate.harness.trade.rows import Total
from ordergate.harness.trade.tally import Outcome
from ordergate.harness.world.world import NeverSettled
from tests.trade.making import a_line, trade_of
from tests.trade.worlds import REPEAT, carried_without

THIRD = "2010-12-03 09:00:00"
FOURTH = "2010-12-04 09:00:00"


@pytest.fixture
def trade(tmp_path: Path) -> TradeFile:
    """Five sold, two of them credited at another price, one credited for nothing sold, three sold."""
    lines = [a_line(document="1", quantity=5), a_line(document="C2", quantity=-2, price="2", at=THIRD)]
    lines += [a_line(document="C3", item="M", quantity=-1, at=THIRD)]
    lines += [a_line(document="4", quantity=3, at=FOURTH)]
    return trade_of(tmp_path, *lines)


def test_what_a_system_refuses_is_a_finding_and_the_trade_goes_on(trade: TradeFile) -> None:
    report = carried_without(trade, "shipments")
    [finding] = [finding for finding in report.findings if finding.rule == "expectation"]
    assert finding.text.startswith("buyer asked to POST /_world/orders/")
    assert "2 units of line" in finding.text
    assert finding.repeat == REPEAT
    assert report.figures["orders"] == 2
    assert not report.closed


def test_money_that_nobody_books_is_a_finding(trade: TradeFile) -> None:
    report = carried_without(trade, "payments")
    said = [finding.text for finding in report.findings if finding.rule == "I21"]
    assert "was captured at the payment provider, 0.00 was received in the erp" in said[0]
    assert not report.closed


def _never_settles() -> None:
    raise NeverSettled("the world never settled: 1 webhooks of the erp are not delivered yet")


def test_a_world_that_never_settles_is_a_finding() -> None:
    refusals = Refusals(REPEAT)
    with refusals.noted():
        _never_settles()
    assert "never settled" in refusals.findings[0].text


def test_a_customer_whom_the_erp_never_knows_is_a_finding_and_the_credit_stays_open(
    trade: TradeFile,
) -> None:
    report = carried_without(trade, "orders", "customers")
    [finding] = [finding for finding in report.findings if finding.rule == "expectation"]
    assert finding.text.endswith("never became a customer of the erp")
    assert [unbooked.key for unbooked in report.tally.unbooked()] == ["C2:2", "C3:3"]


def test_credits_go_into_quarantine_with_the_sale_that_the_connector_set_aside(trade: TradeFile) -> None:
    report = carried_without(trade, "orders")
    quarantined = report.tally.totals(Outcome.QUARANTINED).by_reason
    assert quarantined == {
        "set aside by the connector": Total(2, Decimal("20.40")),
        SALE_SET_ASIDE: Total(1, Decimal(-4)),
    }
    assert report.mismatches == ()
    assert list(report.tally.unbooked()) == []


def test_the_same_refusal_on_several_days_is_one_finding() -> None:
    refusals = Refusals(REPEAT)
    for number in (1, 2, 1):
        with refusals.noted():
            raise RefusedByWorld("picker", f"ship {number}", {"detail": "not packed"})
    texts = [f"picker asked to ship {number}, and was refused: not packed" for number in (1, 2)]
    assert refusals.findings == tuple(Finding("expectation", text, repeat=REPEAT) for text in texts)


def test_our_own_errors_are_not_taken_for_refusals() -> None:
    with pytest.raises(AssertionError, match="a bug"), Refusals(REPEAT).noted():
        raise AssertionError("a bug")
