"""Invoices: each delivery is billed once, each unit at its share of the line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from ...kernel.arithmetic import share_between
from ...kernel.problems import Unprocessable
from ...kernel.units import BASE, in_unit
from ..lifecycle import ORDER, OrderMove, has_open_units, has_unbilled
from ..model import (
    Charge,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceCharge,
    InvoiceLine,
    OrderLine,
    OrderState,
    SalesOrder,
    Substituted,
    in_partner_unit,
)
from ..policy import OVER_DELIVERY
from .books import Books, Made, existing
from .exchange import in_company_currency
from .freight import billed, rest_of, shared_freight
from .holds import check_free
from .ledger import Ledger, Posted
from .order_lines import LINE_STEP, moved, with_lines
from .payment_terms import due
from .prepayment import settle_invoice
from .substitutes import Substitution
from .weights import billed_by_weight


class Billing:
    """Writes invoices."""

    def __init__(self, books: Books, ledger: Ledger, substitution: Substitution) -> None:
        self._books = books
        self._ledger = ledger
        self._substitution = substitution

    def bill(
        self, delivery: str | None, order: str | None, charges: Sequence[int], date: str | None
    ) -> Made[Invoice]:
        """Bill a delivery with charges of its order, or the charges of an order alone.

        A delivery that was billed before gives its invoice again, whatever the charges. What left before an
        order was put on hold may be billed all the same; what left in spite of it, or charges alone, may not.
        """
        books = self._books
        if delivery is not None:
            held = existing(books.deliveries, delivery, "delivery", field="delivery")
            if order not in (None, held.order):
                raise Unprocessable(
                    f"delivery {delivery} is of sales order {held.order}, not {order}",
                    field="order",
                )
            if held.invoice:
                return Made(books.invoices.get(held.invoice), already=True)
            sold = books.order(held.order)
            if held.held:
                check_free(sold, "billed")
            return Made(self._write(sold, held, charges, date))
        if order is None:
            raise Unprocessable("name a delivery, or an order with charges", field="delivery")
        if not charges:
            raise Unprocessable(
                f"sales order {order} without a delivery is billed by its charges; name some",
                field="charges",
            )
        waiting = books.order(order, field="order")
        check_free(waiting, "billed")
        return Made(self._write(waiting, None, charges, date))

    def _write(
        self,
        order: SalesOrder,
        delivery: Delivery | None,
        charges: Sequence[int],
        date: str | None,
    ) -> Invoice:
        books = self._books
        owed = _charges(order, charges)
        ORDER.after(order.state, OrderMove.BILL, of=order.number)
        number = books.number("invoice")
        sold = [
            (order.lines[units.line_no // LINE_STEP - 1], units)
            for units in ([] if delivery is None else delivery.lines)
        ]
        lines = with_lines(
            order,
            [
                replace(
                    line, invoiced=line.invoiced + units.quantity, invoiced_g=line.invoiced_g + units.weight_g
                )
                for line, units in sold
            ],
        )
        shared = [] if delivery is None else shared_freight(order, lines)
        bills = [*(rest_of(one) for one in owed if delivery is None or not one.pro_rata), *shared]
        books.orders.put(_billed(order, lines, _marked(order, bills, number)))
        substitutes: list[Substituted] = []
        if delivery is not None:
            books.deliveries.put(replace(delivery, invoice=number))
            for line, units in sold:
                until = line.invoiced + units.quantity
                substitutes += self._substitution.priced(order, line, until, delivery.substitutes)
        invoice = Invoice(
            number, order.number, "" if delivery is None else delivery.number, order.customer,
            date or books.today(), order.currency,
            tuple(self._line(line, units, order.minor_unit) for line, units in sold),
            tuple(bills),
            tuple(substitutes),
            order.payer, order.exchange_rate,
            *due(order.payment_terms, date or books.today()),
        )  # fmt: skip
        posted = Posted(order.external_ref, invoice.date)
        worth = in_company_currency(invoice.total, invoice.exchange_rate)
        self._ledger.owe(order.bill_to, worth, number, f"invoice {number}", posted)
        written = books.invoices.put(invoice)
        settle_invoice(books, order, written)
        return written

    def _line(self, line: OrderLine, units: DeliveryLine, step: Decimal) -> InvoiceLine:
        if line.weight_g:
            weighed = billed_by_weight(line, units.quantity, units.weight_g, step)
            stated = in_partner_unit(line, units.quantity)
            return replace(weighed, partner_unit=line.partner_unit, partner_quantity=stated)
        return _share(line, units.quantity, self._free(line, units.quantity), step)

    def _free(self, line: OrderLine, quantity: int) -> int:
        """How many of the next units of a line are beyond what was ordered, and free by the policy."""
        if self._books.context.chosen(OVER_DELIVERY) == "bill":
            return 0
        return max(0, min(quantity, line.invoiced + quantity - line.quantity))


def _charges(order: SalesOrder, wanted: Sequence[int]) -> list[Charge]:
    """The charges to bill. Whether another invoice has billed them is the caller's business."""
    found: list[Charge] = []
    for index, charge_no in enumerate(wanted):
        if not 1 <= charge_no <= len(order.charges):
            raise Unprocessable(
                f"sales order {order.number} has no charge {charge_no}; it has {len(order.charges)}",
                field=f"charges[{index}]",
            )
        charge = order.charges[charge_no - 1]
        if charge in found:
            raise Unprocessable(
                f"charge {charge_no} stands twice; an invoice bills it once",
                field=f"charges[{index}]",
            )
        found.append(charge)
    return found


def _marked(order: SalesOrder, bills: list[InvoiceCharge], number: str) -> tuple[Charge, ...]:
    """The charges of an order after an invoice."""
    mine = {bill.charge_no: bill for bill in bills}
    return tuple(billed(charge, mine.get(charge.charge_no), number) for charge in order.charges)


def _billed(order: SalesOrder, lines: tuple[OrderLine, ...], charges: tuple[Charge, ...]) -> SalesOrder:
    left = has_open_units(lines) or has_unbilled(lines, charges)
    closes = not left and order.state is not OrderState.CLOSED
    return moved(order, OrderMove.CLOSE if closes else OrderMove.BILL, lines, charges)


def _share(line: OrderLine, quantity: int, free: int, step: Decimal) -> InvoiceLine:
    """The next units of a line at their share of its amounts, so that all of them add up to it.

    Units beyond the quantity come to their share too, unless they are free.
    """
    start, end = line.invoiced, line.invoiced + quantity
    if free:
        start, end = min(start, line.quantity), line.quantity
    net = share_between(line.net, start, end, line.quantity, step)
    tax = share_between(line.tax, start, end, line.quantity, step)
    discount = share_between(line.discount, start, end, line.quantity, step)
    return InvoiceLine(
        line.line_no, quantity, line.unit_price, net, tax, line.reference, line.price_unit,
        _in_price_unit(line, quantity), free, partner_unit=line.partner_unit,
        partner_quantity=in_partner_unit(line, quantity), discount=discount,
    )  # fmt: skip


def _in_price_unit(line: OrderLine, quantity: int) -> str:
    if line.price_unit == BASE:
        return ""
    return str(in_unit(quantity, Fraction(line.price_unit_size)))
