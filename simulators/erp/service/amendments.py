"""Amendments: further lines, another address, another day, for a sales order that is not done yet.

Lines that exist keep their quantity and price; fewer units are a cancellation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ..lifecycle import ORDER, OrderMove
from ..model import AddedLine, OrderAmendment, OrderLine, SalesOrder
from .books import Books, Made, existing, repeated
from .gate import Gate
from .order_lines import moved
from .orders import NewLine, Sales
from .price_rules import Sale
from .stock import Warehouse
from .taxes import Taxes


class NewAmendment(NamedTuple):
    """What is to change of an order; None leaves the address or the day as it is.

    Unless it ``may_hold`` the order, lines whose price somebody has to approve are refused.
    """

    external_ref: str
    lines: Sequence[NewLine] = ()
    ship_to: dict[str, str] | None = None
    requested_date: str | None = None
    may_hold: bool = True


class Amending:
    """Changes sales orders after they were placed."""

    def __init__(self, books: Books, warehouse: Warehouse, sales: Sales, gate: Gate) -> None:
        self._books = books
        self._warehouse = warehouse
        self._sales = sales
        self._taxes = Taxes(books)
        self._gate = gate

    def amend(self, number: str, wanted: NewAmendment, *, version: int | None = None) -> Made[OrderAmendment]:
        """Add lines and promise their goods; send an order elsewhere of which nothing has left."""
        books = self._books
        order = books.order(number)
        customer = existing(books.customers, order.customer, "customer")
        sale = Sale(replace(customer, payer=order.payer), order.currency, books.today())
        lines = self._sales.judged(wanted.lines, sale, behind=len(order.lines))
        self._taxes.check(order.ship_to, lines, order.tax_exemption)
        added = tuple(map(_added, lines))
        asked = OrderAmendment(wanted.external_ref, number, added, wanted.ship_to, wanted.requested_date)
        held = books.amendments.find(wanted.external_ref)
        if held is not None:
            same = _unnumbered(held) == _unnumbered(asked)
            return repeated(held, "amendment", wanted.external_ref, same=same)
        books.orders.expect(number, version)
        _check(order, asked)
        if not wanted.may_hold:
            self._check_free(order, lines)
        self._put(order, asked, lines)
        return Made(books.amendments.put(asked))

    def _check_free(self, order: SalesOrder, lines: tuple[OrderLine, ...]) -> None:
        """Refuse further lines for which the order would have to wait."""
        grown = replace(order, lines=(*order.lines, *lines))
        why = list(self._gate.reasons(grown, lines).values())
        if lines and why:
            raise Unprocessable(
                f"sales order {order.number} must not be held, and {'; '.join(why)}", field="lines"
            )

    def _put(self, order: SalesOrder, asked: OrderAmendment, lines: tuple[OrderLine, ...]) -> None:
        after = order
        if lines:
            after = moved(order, OrderMove.AMEND, (*order.lines, *lines))
        if asked.ship_to is not None or asked.requested_date is not None:
            state = ORDER.after(order.state, OrderMove.REDIRECT, of=order.number)
            after = replace(
                after,
                state=state,
                ship_to=order.ship_to if asked.ship_to is None else asked.ship_to,
                requested_date=(
                    order.requested_date if asked.requested_date is None else asked.requested_date
                ),
            )
        units: dict[str, int] = {}
        for line in lines:
            units[line.item] = units.get(line.item, 0) + line.quantity
        self._warehouse.commit(order.site, units)
        if lines:
            self._gate.put(after, lines)
        else:  # Another address or day is no further credit, price or payment.
            self._books.orders.put(after)


def _check(order: SalesOrder, asked: OrderAmendment) -> None:
    if not asked.lines and asked.ship_to is None and asked.requested_date is None:
        raise Unprocessable(
            f"amendment {asked.external_ref} changes nothing; name a line, an address or a day",
            field="lines",
        )
    names = {line.external_line for line in order.lines}
    for index, line in enumerate(asked.lines):
        if line.external_line in names:
            raise Unprocessable(
                f"sales order {order.number} has a line {line.external_line} already; "
                "each line of the shop stands once",
                field=f"lines[{index}].external_line",
            )
        names.add(line.external_line)


def _added(line: OrderLine) -> AddedLine:
    return AddedLine(
        line.line_no, line.external_line, line.item, line.quantity, line.unit_price, line.net,
        line.tax_rate, line.tax, line.reference, line.unit, line.price_unit,
    )  # fmt: skip


def _unnumbered(amendment: OrderAmendment) -> OrderAmendment:
    return replace(amendment, lines=tuple(replace(line, line_no=0) for line in amendment.lines))
