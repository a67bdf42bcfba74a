"""Who may grant which price, and whether a quoted price was granted by somebody who may."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ..model import Item, OrderLine, Override, SalesOrder, Seller
from ..policy import PRICE_APPROVAL
from .books import Books
from .order_lines import with_lines
from .prices import price_of

_ALL_BP = 10_000


class Authority:
    """Keeps the sellers with what they may grant, and looks at the quoted prices of orders."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def enter(self, sellers: Sequence[Seller]) -> int:
        """Enter sellers, or change what they may grant; returns how many there are now."""
        for seller in sellers:
            self._books.sellers.put(seller)
        return len(self._books.sellers)

    def judged(self, lines: Sequence[OrderLine], day: str) -> tuple[OrderLine, ...]:
        """The lines of an order to be booked on a day; a price that nobody with authority granted is pending.

        An approval for one quantity is none for more: a line that came by an amendment needs its own.
        """
        if self._books.context.chosen(PRICE_APPROVAL) == "trusted":
            return tuple(lines)
        return tuple(self._judged(line, day) for line in lines)

    def _judged(self, line: OrderLine, day: str) -> OrderLine:
        asked = line.override
        if asked is None or self._within(line, asked.seller):
            return line if asked is None else replace(line, override=_alone(asked))
        in_time = not asked.expires_on or day <= asked.expires_on
        approved = asked.approver not in ("", asked.seller) and self._within(line, asked.approver)
        if approved and in_time and asked.reason.strip() and not line.amends:
            return replace(line, override=replace(asked, approval=asked.reason, approved_on=day))
        return replace(line, override=replace(_alone(asked), pending=True))

    def approved(self, order: SalesOrder, by: str, reason: str) -> SalesOrder:
        """The order with its pending prices approved by somebody who may, and who did not ask for them."""
        changed = []
        for line in order.lines:
            asked = line.override
            if asked is None or not asked.pending:
                continue
            if by == asked.seller:
                raise Unprocessable(
                    f"{by} asked for the price of line {line.line_no}; somebody else has to approve it",
                    field="by",
                )
            if not self._within(line, by):
                raise Unprocessable(
                    f"{by} may not grant {line.unit_price} for item {line.item}, whose list price is "
                    f"{self._books.items.get(line.item).list_price}; somebody with more authority has to",
                    field="by",
                )
            today = self._books.today()
            granted = replace(asked, approver=by, approval=reason, approved_on=today, pending=False)
            changed.append(replace(line, override=granted))
        return replace(order, lines=with_lines(order, changed))

    def _within(self, line: OrderLine, name: str) -> bool:
        """Whether somebody may grant the price of a line; at list price and above, anybody may."""
        item = self._books.items.get(line.item)
        seller = self._books.sellers.find(name) or Seller(name, 0)
        least = Fraction(_at(item, item.list_price, line)) * (_ALL_BP - seller.off_list_bp) / _ALL_BP
        floor = Decimal(0) if seller.below_floor else _at(item, item.floor_price, line)
        return Fraction(line.unit_price) >= least and line.unit_price >= floor


def pending(lines: Iterable[OrderLine]) -> str:
    """Why the prices of lines have to be approved; empty where none has to be."""
    waiting = [(line, line.override) for line in lines if line.override is not None and line.override.pending]
    return ", ".join(
        f"line {line.line_no} at {line.unit_price} is beyond what {asked.seller or 'nobody'} may grant"
        for line, asked in waiting
    )


def _alone(asked: Override) -> Override:
    """What was asked for, without an approval that does not count, or is not needed."""
    return replace(asked, approver="", approval="", approved_on="")


def _at(item: Item, price: Decimal, line: OrderLine) -> Decimal:
    return price_of(price, item, Fraction(line.price_unit_size))
