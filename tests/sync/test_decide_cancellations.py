"""What a cancellation asks for, what is granted of it, and what money it sets free."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ordergate.harness.sync.decide import cancellations as decide
from ordergate.harness.sync.documents.cancellation import (
    Cancellation,
    CancellationLine,
    CancelledLine,
    CancelledOrder,
    PendingUnits,
)
from ordergate.harness.sync.documents.order import SalesOrder, SalesOrderLine
from ordergate.harness.sync.documents.shipment import Outbound, OutboundLine, Units
from ordergate.harness.sync.errors import Unsuitable
from ordergate.harness.sync.money import net_and_tax, share
from tests.sync.makers import order, order_line


def wish(*lines: tuple[str, int, int], answered: bool = False) -> Cancellation:
    return Cancellation(
        id="MC-1", order_key="main/408-1", answered=answered,
        lines=tuple(
            CancellationLine(line_id=line, quantity=count, accepted=accepted)
            for line, count, accepted in lines
        ),
    )  # fmt: skip


def test_two_wishes_for_one_line_are_asked_for_together() -> None:
    assert decide.units_asked(wish(("a", 2, 0), ("b", 1, 0), ("a", 3, 0))) == {"a": 5, "b": 1}


def test_people_give_back_no_more_than_is_open() -> None:
    line = SalesOrderLine(line_no=10, external_line="a", sku="MUG", quantity=10, open=4)
    booked = SalesOrder(number="0100000001", version=2, external_ref="main/408-1", lines=(line,))
    assert decide.from_the_open({"a": 6}, booked) == {"a": 4}


def test_a_warehouse_is_asked_for_no_more_than_it_was_asked_to_ship() -> None:
    lines = (OutboundLine(line="10", sku="MUG", quantity=3), OutboundLine(line="20", sku="TEE", quantity=5))
    held = Outbound(id="WO1", reference="0100000001", site="MAIN", ship_to={}, lines=lines)
    assert decide.askable(held, {"10": 7, "20": 0}) == [Units(line="10", quantity=3)]


def test_what_the_oms_and_the_warehouses_give_back_is_granted() -> None:
    answer = CancelledOrder(
        lines=(
            CancelledLine(line_id=7, cancelled=2, refused=1),
            CancelledLine(line_id=8, cancelled=0, refused=4),
        ),
        pending=(),
    )
    assert decide.from_the_oms(answer, {7: 1}, {7: "a", 8: "b"}) == {"a": 3, "b": 0}


def test_pending_units_are_asked_for_site_by_site() -> None:
    units = [
        PendingUnits(fulfilment_id=site, line_id=line, quantity=1) for site, line in [(1, 7), (2, 7), (1, 8)]
    ]
    assert {site: len(asked) for site, asked in decide.by_site(tuple(units)).items()} == {1: 2, 2: 1}


def test_money_is_set_free_from_the_end_of_the_line() -> None:
    sold = order(order_line("a", 3, "10.00"))
    # The net of 10.00 is 8.33: its shares are 2.78, 5.55 and 8.33; of the tax 1.67: 0.56, 1.11, 1.67.
    assert decide.money_set_free(sold, {"a": 0}, {"a": 1}) == Decimal("3.34")
    assert decide.money_set_free(sold, {"a": 1}, {"a": 1}) == Decimal("3.32")
    assert decide.money_set_free(sold, {"a": 0}, {"a": 3}) == Decimal("10.00")


def test_what_is_billed_and_what_is_set_free_come_to_the_line() -> None:
    line = order_line("a", 7, "19.99")
    for kept in range(8):
        free = decide.money_set_free(order(line), {"a": 0}, {"a": 7 - kept})
        billed = sum(share(part, kept, 7) for part in net_and_tax(line.total, line.tax_rate))
        assert free + billed == line.total


def test_an_answer_that_was_given_before_does_not_count_twice() -> None:
    sold = order(order_line("a", 10, "100.00", cancelled=6))
    assert decide.cancelled_before(sold, wish(("a", 2, 0))) == {"a": 6}
    assert decide.cancelled_before(sold, wish(("a", 2, 2), answered=True)) == {"a": 4}


def test_an_order_is_over_when_every_unit_is_cancelled() -> None:
    sold = order(order_line("a", 2, "2.00", cancelled=1), order_line("b", 1, "1.00"))
    before = {"a": 1, "b": 0}
    assert not decide.nothing_is_left(sold, before, {"a": 1})
    assert decide.nothing_is_left(sold, before, {"a": 1, "b": 1})


def test_a_line_that_is_not_on_the_order_is_refused_by_name() -> None:
    with pytest.raises(Unsuitable, match="order 408-1 has no line x"):
        decide.money_set_free(order(order_line("a", 1, "1.00")), {"x": 0}, {"x": 1})


def test_what_was_answered_stands() -> None:
    assert decide.units_answered(wish(("a", 2, 1), ("b", 1, 0), answered=True)) == {"a": 1, "b": 0}
    assert decide.units_answered(wish(("a", 2, 0))) == {}
