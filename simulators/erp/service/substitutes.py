"""Substitutes: which items may ship in place of which, and what the customer pays for them.

Four facts make a substitution: the item ordered, the item shipped, the ratio, and whose price counts.
The order line keeps the item ordered, as with "Originally Ordered No." in Business Central:
https://github.com/microsoft/BCApps/issues/10910
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.arithmetic import rounded, share_between
from ...kernel.problems import Conflict, Unprocessable
from ...kernel.substitution import AllowedSubstitute, units_instead
from ..model import Item, OrderLine, SalesOrder, StockMovementLine, Substituted
from ..policy import SUBSTITUTE_PRICE
from .books import COMPANY_CURRENCY, Books, existing
from .order_lines import LINE_STEP, Units, line_at, totalled

LOWER = "lower"
CHEAPER = "the substitute's list price is lower than the price agreed"


class Shipped(NamedTuple):
    """Units of an order line for which another item left."""

    line_no: int
    quantity: int
    item: str
    shipped_quantity: int | None = None


class Substitution:
    """Allows substitutes, checks those that left, and prices them."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def allow(self, item: str, substitute: str, ratio: str) -> Item:
        """Let an item ship in place of another; ``ratio`` units of it for one, and that for good."""
        held = existing(self._books.items, item, "item", field="item")
        existing(self._books.items, substitute, "item", field="substitute")
        allowed = AllowedSubstitute(substitute, str(Fraction(ratio)))
        if item == substitute:
            raise Unprocessable(f"item {item} cannot stand for itself; name another", field="substitute")
        known = {one.sku: one for one in held.substitutes}.get(substitute)
        if known is not None and known != allowed:
            raise Conflict(
                f"{known.ratio} of {substitute} stand for one of {item}; orders were taken on that, and it "
                "cannot become another ratio",
                field="ratio",
            )
        if known is not None:
            return held
        return self._books.items.put(replace(held, substitutes=(*held.substitutes, allowed)))

    def taken(
        self, order: SalesOrder, units: Sequence[Units], shipped: Sequence[Shipped]
    ) -> tuple[Substituted, ...]:
        """The substitutes of a delivery, each allowed, wanted by the buyer, and whole by its ratio."""
        left = totalled(units)
        found = []
        for index, one in enumerate(shipped):
            line = line_at(order, one.line_no, index)
            left[one.line_no] = left.get(one.line_no, 0) - one.quantity
            self._check_wanted(order, line, left[one.line_no], index)
            quantity = self._shipped_quantity(line, one, index)
            worth = self._list_net(one.item, quantity)
            found.append(Substituted(one.line_no, one.quantity, one.item, quantity, worth))
        return tuple(found)

    def _check_wanted(self, order: SalesOrder, line: OrderLine, left: int, index: int) -> None:
        if not line.substitutable:
            raise Unprocessable(
                f"line {line.line_no} of sales order {order.number} takes no substitutes; the buyer wants "
                f"{line.item} and nothing else",
                field=f"substitutes[{index}].line_no",
            )
        if left < 0:
            raise Unprocessable(
                f"{-left} units of line {line.line_no} of sales order {order.number} are substituted beyond "
                "those that the delivery has of it; name them in its lines too",
                field=f"substitutes[{index}].quantity",
            )

    def _shipped_quantity(self, line: OrderLine, one: Shipped, index: int) -> int:
        allowed = {known.sku: known.ratio for known in self._books.items.get(line.item).substitutes}
        if one.item not in allowed:
            there = ", ".join(allowed) or "none"
            raise Unprocessable(
                f"{one.item} may not ship in place of {line.item}; its substitutes are: {there}",
                field=f"substitutes[{index}].item",
            )
        called, field = f"{line.item} as {one.item}", f"substitutes[{index}].quantity"
        right = units_instead(one.quantity, allowed[one.item], called, field=field)
        if one.shipped_quantity not in (None, right):
            raise Unprocessable(
                f"{right} units of {one.item} stand for {one.quantity} of {line.item}, not "
                f"{one.shipped_quantity}",
                field=f"substitutes[{index}].shipped_quantity",
            )
        return right

    def _list_net(self, item: str, quantity: int) -> Decimal:
        held = self._books.items.get(item)
        unit = held.unit(held.price_unit)
        assert unit is not None, f"item {item} is priced in {held.price_unit}, which it does not come in"
        worth = Fraction(held.list_price) * quantity / unit.size
        return rounded(Decimal(worth.numerator) / worth.denominator)

    def priced(
        self, order: SalesOrder, line: OrderLine, billed: int, shipped: Iterable[Substituted]
    ) -> list[Substituted]:
        """What the substitutes of a line take off an invoice that bills it up to ``billed`` units.

        The substitutes are the last of the line's units on the invoice.
        """
        mine = [one for one in shipped if one.line_no == line.line_no]
        start = billed - sum(one.quantity for one in mine)
        priced = []
        for one in mine:
            end = start + one.quantity
            net = share_between(line.net, start, end, line.quantity, order.minor_unit)
            tax = share_between(line.tax, start, end, line.quantity, order.minor_unit)
            # List prices are in the company's currency, and compare with no other.
            own = order.currency == COMPANY_CURRENCY
            priced.append(self._priced(line, one, net, tax) if own else one)
            start = end
        return priced

    def _priced(self, line: OrderLine, one: Substituted, net: Decimal, tax: Decimal) -> Substituted:
        chosen = self._books.context.chosen(SUBSTITUTE_PRICE)
        if chosen != LOWER or one.list_net >= net:
            return one
        list_tax = min(tax, rounded(one.list_net * line.tax_rate))
        return replace(one, net=one.list_net - net, tax=list_tax - tax, text=CHEAPER)

    def credited(self, order: SalesOrder, wanted: Iterable[Shipped]) -> tuple[Substituted, ...]:
        """What the credit for returned substitutes is less, because less was billed for them.

        They are credited in the order in which they were billed.
        """
        books = self._books
        invoices = books.invoices.by("substituted", order.number)
        memos = books.credit_memos.by("substituted", order.number)
        billed = [one for invoice in invoices for one in invoice.substitutes]
        found = [one for memo in memos for one in memo.substitutes]
        before = len(found)
        for index, one in enumerate(wanted):
            mine = [each for each in billed if _same_goods(each, one)]
            start = sum(each.quantity for each in found if _same_goods(each, one))
            found.append(_credited(one, mine, start, index))
        return tuple(found[before:])


def _same_goods(each: Substituted, one: Shipped) -> bool:
    return (each.line_no, each.item) == (one.line_no, one.item)


def _credited(one: Shipped, billed: Sequence[Substituted], start: int, index: int) -> Substituted:
    """The units after ``start`` of those that were billed, at their share of what was taken off for them."""
    end = start + one.quantity
    there = sum(each.quantity for each in billed)
    if end > there:
        raise Unprocessable(
            f"{there - start} units of line {one.line_no} were billed as {one.item} and not credited, but "
            f"{one.quantity} were asked for",
            field=f"lines[{index}].shipped_item",
        )
    net = tax = Decimal(0)
    first = 0
    for each in billed:
        inside = (min(max(start - first, 0), each.quantity), min(max(end - first, 0), each.quantity))
        net += share_between(each.net, *inside, each.quantity)
        tax += share_between(each.tax, *inside, each.quantity)
        first += each.quantity
    ratio = str(Fraction(billed[0].shipped_quantity, billed[0].quantity))
    called, field = f"line {one.line_no} as {one.item}", f"lines[{index}].quantity"
    shipped = units_instead(one.quantity, ratio, called, field=field)
    text = CHEAPER if net or tax else ""
    return Substituted(one.line_no, one.quantity, one.item, shipped, net=net, tax=tax, text=text)


def goods_of(
    order: SalesOrder, units: dict[int, int], substitutes: Iterable[Substituted]
) -> list[StockMovementLine]:
    """What leaves the shelves: the items ordered, but for what left in place of some of them."""
    left = dict(units)
    instead = []
    for one in substitutes:
        left[one.line_no] -= one.quantity
        instead.append(StockMovementLine(one.item, -one.shipped_quantity))
    goods = [
        StockMovementLine(order.lines[line_no // LINE_STEP - 1].item, -quantity)
        for line_no, quantity in left.items()
        if quantity
    ]
    return goods + instead
