"""What comes back, and what credit it earns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ordergate.harness.sync.decide import returns as decide
from ordergate.harness.sync.documents.invoice import CreditLine
from ordergate.harness.sync.documents.returns import FoundLine, Return, ReturnLine
from ordergate.harness.sync.documents.shipment import OutboundLine, Units
from ordergate.harness.sync.errors import Unsuitable
from tests.sync.makers import order, order_line

SOLD = order(order_line("a", 10, "36.00"), order_line("b", 5, "12.00", sku="TEE"))
LINE_NOS = {"a": 10, "b": 20}


def returned(*lines: ReturnLine) -> Return:
    return Return(id="MR-1", order_key="main/408-1", state="authorised", rma="7000001", lines=lines)


def back(line: str, quantity: int, *, reason: str = "", agreed: str | None = None) -> ReturnLine:
    amount = None if agreed is None else Decimal(agreed)
    return ReturnLine(
        line_id=line, quantity=quantity, reason=reason, reference=f"row {reason}", agreed=amount
    )


def test_a_line_that_comes_back_twice_is_announced_once() -> None:
    units = decide.units_announced(returned(back("a", 2), back("b", 1), back("a", 1)))
    assert units == {"a": 3, "b": 1}
    assert decide.lines_to_expect(SOLD, units, LINE_NOS) == [
        OutboundLine(line="10", sku="MUG", quantity=3),
        OutboundLine(line="20", sku="TEE", quantity=1),
    ]


def test_units_are_told_by_the_names_that_lines_have_there() -> None:
    assert decide.translated({"a": 3, "b": 0}, LINE_NOS) == (Units(line="10", quantity=3),)
    with pytest.raises(Unsuitable, match="lines x are not on the order"):
        decide.translated({"x": 1}, LINE_NOS)


def test_damaged_units_earn_credit_and_missing_ones_do_not() -> None:
    found = [FoundLine(line="a", announced=3, sellable=1, damaged=1)]
    assert decide.units_received(found) == {"a": 2}
    lines = decide.credit_lines(returned(back("a", 3, reason="late")), SOLD, {"a": 2}, LINE_NOS)
    assert lines == [CreditLine(line_no=10, quantity=2, text="late", reference="row late")]


def test_what_came_back_serves_the_first_announced_first() -> None:
    asked = returned(back("a", 2, reason="one"), back("a", 3, reason="two"))
    lines = decide.credit_lines(asked, SOLD, {"a": 3}, LINE_NOS)
    assert [(line.text, line.quantity) for line in lines] == [("one", 2), ("two", 1)]


def test_nothing_back_earns_nothing() -> None:
    assert decide.credit_lines(returned(back("a", 2)), SOLD, {"a": 0}, LINE_NOS) == []


def test_an_agreed_amount_is_split_into_net_and_tax() -> None:
    [line] = decide.credit_lines(returned(back("a", 2, agreed="5.00")), SOLD, {"a": 2}, LINE_NOS)
    assert (line.agreed_net, line.agreed_tax) == (Decimal("4.17"), Decimal("0.83"))


def test_an_agreed_amount_is_shared_when_less_came_back() -> None:
    [line] = decide.credit_lines(returned(back("a", 3, agreed="5.00")), SOLD, {"a": 1}, LINE_NOS)
    assert (line.agreed_net, line.agreed_tax) == (Decimal("1.39"), Decimal("0.28"))


def test_reasons_are_told_once_each() -> None:
    asked = returned(back("a", 1, reason="late"), back("b", 1, reason="late"), back("a", 1, reason="torn"))
    assert decide.reason_of(asked) == "late; torn"


def test_only_sellable_units_are_told_as_such() -> None:
    found = [
        FoundLine(line="a", announced=3, sellable=1, damaged=1),
        FoundLine(line="b", announced=1, inspect=1),
        FoundLine(line="a", announced=2, sellable=2),
    ]
    assert decide.units_sellable(found) == {"a": 3, "b": 0}
