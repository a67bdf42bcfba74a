"""Which sale a credit gives back: same customer and item, same price first, latest sale first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .classes import RowClass, impossible
from .documents import SourceDocument
from .rows import SourceRow, Total


@dataclass(frozen=True, slots=True)
class Match:
    """Units of one sale line that a credit gives back, at the price that was paid for them."""

    line_ref: str
    quantity: int
    price_paid: Decimal


@dataclass(frozen=True, slots=True)
class CreditMatch:
    """What a credit gives back, in the order found, and the units without an earlier sale."""

    matches: tuple[Match, ...]
    unmatched: int


@dataclass(slots=True)
class _OpenLine:
    line_ref: str
    price: Decimal
    open: int


class _OpenLines:
    """The open sale lines of one item to one customer, latest last.

    Once anything is given back, every line stands in two stacks: all lines, and those of its
    price. A line used up through one stack is dropped from the other when it comes to its top.
    """

    __slots__ = ("_all", "_by_price")

    def __init__(self) -> None:
        self._all: list[_OpenLine] = []
        self._by_price: dict[Decimal, list[_OpenLine]] | None = None

    def add(self, line: _OpenLine) -> None:
        self._all.append(line)
        if self._by_price is not None:
            self._by_price.setdefault(line.price, []).append(line)

    def take(self, price: Decimal, quantity: int) -> Iterator[Match]:
        for stack in (self._of_price(price), self._all):
            while quantity and stack:
                line = stack[-1]
                taken = min(line.open, quantity)
                line.open -= taken
                quantity -= taken
                if not line.open:
                    stack.pop()
                if taken:
                    yield Match(line.line_ref, taken, line.price)

    def _of_price(self, price: Decimal) -> list[_OpenLine]:
        if self._by_price is None:
            self._by_price = {}
            for line in self._all:
                self._by_price.setdefault(line.price, []).append(line)
        return self._by_price.get(price, [])


class SaleBook:
    """The units sold to each customer that no credit has given back yet."""

    def __init__(self) -> None:
        self._open: defaultdict[tuple[str, str], _OpenLines] = defaultdict(_OpenLines)

    def sold(self, line_ref: str, customer: str, item: str, price: Decimal, quantity: int) -> None:
        """Units were sold, after all that were sold before."""
        assert quantity > 0, f"line {line_ref} sells {quantity} of {item}; a sale has at least one unit"
        self._open[customer, item].add(_OpenLine(line_ref, price, quantity))

    def credit(self, customer: str, item: str, price: Decimal, quantity: int) -> CreditMatch:
        """Give units back; those matched are no longer open."""
        assert quantity > 0, f"a credit of {quantity} of {item} to {customer}; a credit has at least one unit"
        lines = self._open.get((customer, item))
        matches = tuple(lines.take(price, quantity)) if lines else ()
        return CreditMatch(matches, quantity - sum(match.quantity for match in matches))


def match_credits(documents: Sequence[SourceDocument]) -> Iterator[tuple[SourceRow, CreditMatch]]:
    """Each goods credit of the documents, in their order, with what it gives back.

    Only goods sales are given back: a free line was not paid for.
    """
    credits = (document for document in documents if document.is_credit)
    credited = {(credit.customer, row.item) for credit in credits for row in credit.rows}
    book = SaleBook()
    for document in documents:
        customer = document.customer
        for row, row_class in document.lines():
            if (customer, row.item) not in credited or impossible(row, row_class):
                continue
            if row_class is RowClass.GOODS_SALE:
                book.sold(row.key, customer, row.item, row.unit_price, row.quantity)
            elif row_class is RowClass.GOODS_CREDIT:
                yield row, book.credit(customer, row.item, row.unit_price, -row.quantity)


def without_earlier_sale(documents: Sequence[SourceDocument]) -> Total:
    """The goods credits left without a sale: the row counts once, its amount by unit."""
    total = Total()
    for row, match in match_credits(documents):
        if match.unmatched:
            total = total.plus(-match.unmatched * row.unit_price)
    return total
