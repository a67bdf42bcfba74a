"""Documents being made up for a sample, and the totals they come to as each line is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Protocol, TypeVar

from .classes import RowClass
from .columns import DEFAULT_COLUMNS
from .rows import Total

Choice = TypeVar("Choice")

FIRST_MORNING: Final = datetime(2010, 12, 1, 8)
DAYS: Final = 45
FIRST_NUMBER: Final = 700_001
FIRST_CUSTOMER: Final = 20_001
UNITED_KINGDOM: Final = "United Kingdom"
ABROAD: Final = ("Germany", "France", "EIRE", "Netherlands", "Channel Islands")


class Draws(Protocol):
    """Where a sample draws from; `random.Random` is one."""

    def randint(self, a: int, b: int, /) -> int:
        """A whole number between these, both included."""

    def choice(self, seq: Sequence[Choice], /) -> Choice:
        """One of these."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that stands on a line: goods, a service or a fee."""

    code: str
    description: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class Spoiling:
    """A way to make a line unreadable, and the reason under which a reader has to put it aside."""

    reason: str
    amount_lost: bool
    spoil: Callable[[list[str]], str]


@dataclass(frozen=True, slots=True)
class _Line:
    at: datetime
    item: Item
    quantity: int
    price: Decimal
    spoiling: Spoiling | None = None


@dataclass(slots=True)
class DraftDocument:
    """A document being made up; it gets its number when all are there."""

    at: datetime
    customer: str
    country: str
    prefix: str
    lines: list[_Line] = field(default_factory=list)

    @property
    def readable(self) -> bool:
        """Whether a reader will know that it is there."""
        return any(line.spoiling is None for line in self.lines)


class Draft:
    """The documents of a sample so far."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        self.documents: list[DraftDocument] = []
        self.by_class = dict.fromkeys(RowClass, Total())
        self.unreadable: dict[str, Total] = {}
        self.impossible = Total()
        self.unmatched = Total()
        self.credits_at_another_price = 0
        self._customers = 0

    def customer(self) -> str:
        """A customer that no other story knows."""
        self._customers += 1
        return f"{FIRST_CUSTOMER - 1 + self._customers}.0"

    def moment(self) -> datetime:
        """Some minute of a working day."""
        day = timedelta(days=self.draws.randint(0, DAYS - 1))
        return FIRST_MORNING + day + timedelta(minutes=self.draws.randint(0, 599))

    def price(self) -> Decimal:
        """Some price in whole pennies."""
        return Decimal(self.draws.randint(29, 1495)).scaleb(-2)

    def quantity(self) -> int:
        """Some quantity, from single pieces to cartons."""
        return self.draws.choice((1, 2, 3, 4, 6, 10, 12, 24, 48, 96))

    def document(
        self, customer: str, at: datetime, *, prefix: str = "", country: str = UNITED_KINGDOM
    ) -> DraftDocument:
        """A new document without lines."""
        document = DraftDocument(at, customer, country, prefix)
        self.documents.append(document)
        return document

    def line(
        self,
        document: DraftDocument,
        row_class: RowClass,
        item: Item,
        quantity: int,
        *,
        price: Decimal | None = None,
        minutes_later: int = 0,
    ) -> Decimal:
        """One more line of a document, of this class by construction; its amount."""
        paid = item.price if price is None else price
        at = document.at + timedelta(minutes=minutes_later)
        document.lines.append(_Line(at, item, quantity, paid))
        self.by_class[row_class] = self.by_class[row_class].plus(quantity * paid)
        return quantity * paid

    def spoiled(self, document: DraftDocument, item: Item, quantity: int, spoiling: Spoiling) -> None:
        """One more line of a document, which nobody can read."""
        document.lines.append(_Line(document.at, item, quantity, item.price, spoiling))
        amount = Decimal(0) if spoiling.amount_lost else quantity * item.price
        counted = self.unreadable.get(spoiling.reason, Total())
        self.unreadable[spoiling.reason] = counted.plus(amount)

    def text(self) -> str:
        """The file: the documents numbered and their lines sorted by time."""
        self.documents.sort(key=lambda document: document.at)
        lines = [
            (line.at, _rendered(line, document, f"{document.prefix}{number}"))
            for number, document in enumerate(self.documents, start=FIRST_NUMBER)
            for line in document.lines
        ]
        lines.sort(key=lambda line: line[0])
        return "\n".join([csv_line(DEFAULT_COLUMNS.names()), *(text for _, text in lines), ""])


def _rendered(line: _Line, document: DraftDocument, number: str) -> str:
    cells = [
        number,
        line.item.code,
        line.item.description,
        str(line.quantity),
        line.at.isoformat(sep=" "),
        f"{line.price:f}",
        document.customer,
        document.country,
    ]
    return line.spoiling.spoil(cells) if line.spoiling else csv_line(cells)


def csv_line(cells: Sequence[str]) -> str:
    """The cells as a line of the file, quoted where they have to be."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()
