"""The documents of the file in time order, each with its rows and their classes.

A slice takes whole documents: each belongs to the day of its first line. List prices come from
the whole file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from .classes import GOODS_CLASSES, RowClass, classify, is_credit
from .columns import DEFAULT_COLUMNS, Columns
from .errors import DateUnknown, SpanTooLong
from .prices import PriceCount
from .reading import read_rows
from .rows import NOTHING, SourceRow, Total, UnreadableRow


@dataclass(frozen=True, slots=True)
class Days:
    """The days asked for, both ends included; without an end the file's own."""

    since: date | None = None
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


EVERY_DAY: Final = Days()
SPAN_DAYS_MAX: Final = 3 * 365 + 1


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One document of the file: its time, customer and country are those of its first row."""

    number: str
    rows: tuple[SourceRow, ...]
    classes: tuple[RowClass, ...]

    @property
    def at(self) -> datetime:
        """The time of its first line."""
        return self.rows[0].at

    @property
    def customer(self) -> str:
        """The customer it was written for."""
        return self.rows[0].customer

    @property
    def country(self) -> str:
        """The country it ships to."""
        return self.rows[0].country

    @property
    def month(self) -> str:
        """The month that it is controlled in, such as 2010-12."""
        return f"{self.at:%Y-%m}"

    @property
    def is_credit(self) -> bool:
        """Whether it gives back instead of selling."""
        return is_credit(self.number)

    @property
    def has_goods(self) -> bool:
        """Whether any of its rows becomes an order line of goods."""
        return any(row_class in GOODS_CLASSES for row_class in self.classes)

    def lines(self) -> Iterator[tuple[SourceRow, RowClass]]:
        """Its rows in the order of the file, each with its class."""
        return zip(self.rows, self.classes, strict=True)


@dataclass(frozen=True, slots=True)
class TradeFile:
    """The documents of the days asked for, and their rows that nobody could read.

    Every unreadable row has a time: its document's, or its own, or that of the row before it.
    """

    documents: tuple[SourceDocument, ...]
    unreadable: tuple[UnreadableRow, ...]
    list_prices: Mapping[str, Decimal]

    def total(self) -> Total:
        """All rows, readable or not."""
        rows = sum(len(document.rows) for document in self.documents)
        amount = sum((row.amount for document in self.documents for row in document.rows), NOTHING)
        return Total(rows, amount).plus(
            sum((row.amount for row in self.unreadable), NOTHING), len(self.unreadable)
        )

    def class_totals(self) -> dict[RowClass, Total]:
        """The readable rows by class, every class named."""
        rows = dict.fromkeys(RowClass, 0)
        amounts = dict.fromkeys(RowClass, NOTHING)
        for document in self.documents:
            for row, row_class in document.lines():
                rows[row_class] += 1
                amounts[row_class] += row.amount
        return {row_class: Total(rows[row_class], amounts[row_class]) for row_class in RowClass}


def read_days(since: str | None, until: str | None) -> Days:
    """The days that --from and --to ask for."""
    days = Days(_day("--from", since), _day("--to", until))
    if days.since and days.until and days.since > days.until:
        raise DateUnknown(f"--from {days.since} is after --to {days.until}; give the earlier day first")
    return days


def read_trade(path: Path, columns: Columns = DEFAULT_COLUMNS, days: Days = EVERY_DAY) -> TradeFile:
    """Read the file to its end and keep the documents of the days asked for."""
    grouping = _Grouping(days)
    for row in read_rows(path, columns):
        grouping.add(row)
    trade = grouping.finished()
    if not trade.documents and not trade.unreadable:
        raise DateUnknown(
            f"{path} has no row {_asked(days)}; "
            f"its documents run from {grouping.first_day} to {grouping.last_day}"
        )
    return trade


def check_span(path: Path, trade: TradeFile) -> None:
    """Refuse documents of more than three years: nobody waits for the days between them."""
    if not trade.documents:
        return
    first, last = trade.documents[0].at.date(), trade.documents[-1].at.date()
    if (last - first).days > SPAN_DAYS_MAX:
        raise SpanTooLong(
            f"{path} has documents from {first} to {last}; a trade takes at most three years: "
            f"give the days to carry with --from and --to"
        )


class _Grouping:
    """Collects the rows of the days asked for, and counts prices over all rows."""

    def __init__(self, days: Days) -> None:
        self._days = days
        self._started: dict[str, datetime] = {}
        self._sizes: dict[str, int] = {}
        self._kept: dict[str, list[SourceRow]] = {}
        self._classes: dict[str, list[RowClass]] = {}
        self._unreadable: list[tuple[UnreadableRow, datetime | None]] = []
        self._prices = PriceCount()
        self._latest: datetime | None = None

    @property
    def first_day(self) -> date | None:
        """The day of the earliest document of the whole file."""
        return min(self._started.values()).date() if self._started else None

    @property
    def last_day(self) -> date | None:
        """The day of the latest document of the whole file."""
        return max(self._started.values()).date() if self._started else None

    def add(self, row: SourceRow | UnreadableRow) -> None:
        """Take in the next row of the file."""
        self._sizes[row.document] = self._sizes.get(row.document, 0) + 1
        if isinstance(row, UnreadableRow):
            self._unreadable.append((row, self._latest))
            return
        self._latest = row.at
        row_class = classify(row, alone=False)
        self._prices.add(row, row_class)
        if row.document not in self._started:
            self._started[row.document] = row.at
            if row.at.date() in self._days:
                self._kept[row.document] = []
                self._classes[row.document] = []
        kept = self._kept.get(row.document)
        if kept is not None:
            kept.append(row)
            self._classes[row.document].append(row_class)

    def finished(self) -> TradeFile:
        """What was collected, in time order."""
        documents = [self._document(number, tuple(rows)) for number, rows in self._kept.items()]
        documents.sort(key=lambda document: document.at)
        unreadable = (self._placed(row, before) for row, before in self._unreadable)
        return TradeFile(
            tuple(documents),
            tuple(row for row in unreadable if row.at is None or row.at.date() in self._days),
            self._prices.list_prices(),
        )

    def _document(self, number: str, rows: tuple[SourceRow, ...]) -> SourceDocument:
        if self._sizes[number] == 1:
            return SourceDocument(number, rows, (classify(rows[0], alone=True),))
        return SourceDocument(number, rows, tuple(self._classes[number]))

    def _placed(self, row: UnreadableRow, before: datetime | None) -> UnreadableRow:
        earliest = min(self._started.values(), default=None)
        at = self._started.get(row.document, row.at) or before or earliest
        kept = self._kept.get(row.document)
        return replace(row, at=at, customer=kept[0].customer if kept else row.customer)


def _day(flag: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateUnknown(f"{flag} {text} is not a day of the calendar; write it as 2010-12-31") from None


def _asked(days: Days) -> str:
    ends = (f"from {days.since}" if days.since else "", f"to {days.until}" if days.until else "")
    return " ".join(end for end in ends if end)
