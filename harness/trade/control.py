"""Whether every penny of the file is accounted for, month by month and customer by customer.

What the systems posted and what was set aside is compared with the rows of the file; every
amount that is booked here comes with the key of its source row.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from .classes import is_credit
from .documents import TradeFile
from .rows import NOTHING

NO_MONTH: Final = "no month"


class ControlKey(NamedTuple):
    """Where an amount is controlled: the month of its document, as 2010-12, and its customer."""

    month: str
    customer: str


@dataclass(slots=True)
class ControlLine:
    """What one month and customer comes to: `rows` by the file, the rest by what became of it."""

    rows: Decimal = NOTHING
    posted_from_sales: Decimal = NOTHING
    posted_from_credits: Decimal = NOTHING
    cancelled: Decimal = NOTHING
    quarantined: Decimal = NOTHING
    ignored: Decimal = NOTHING

    @property
    def accounted(self) -> Decimal:
        """The money of which it is known what became of it."""
        return (
            self.posted_from_sales
            + self.posted_from_credits
            + self.cancelled
            + self.quarantined
            + self.ignored
        )


class ControlMismatch(NamedTuple):
    """A month and customer whose rows and whose bookings do not come to the same."""

    key: ControlKey
    line: ControlLine

    @property
    def missing(self) -> Decimal:
        """What the file has and the bookings do not; below zero when they have too much."""
        return self.line.rows - self.line.accounted

    def __str__(self) -> str:
        line = self.line
        parts = {
            "posted from sales": line.posted_from_sales,
            "posted from credits": line.posted_from_credits,
            "cancelled": line.cancelled,
            "quarantined": line.quarantined,
            "ignored": line.ignored,
        }
        known = ", ".join(f"{name} {amount:f}" for name, amount in parts.items() if amount)
        return (
            f"{self.key.month}, customer {self.key.customer}: the file says {line.rows:f}, "
            f"accounted for is {line.accounted:f} ({known or 'nothing booked'}), "
            f"off by {self.missing:f}"
        )


class Control:
    """The books of the control.

    A cancelled unit posts nothing: it stands with opposite signs on the lines of its sale row and
    its credit row. An amount whose key is no row of the file gets a line of its own, which never
    closes.
    """

    def __init__(self, trade: TradeFile) -> None:
        self.lines: dict[ControlKey, ControlLine] = {}
        self._documents: dict[str, ControlLine] = {}
        self._unreadable: dict[str, ControlLine] = {}
        for document in trade.documents:
            line = self._line(document.month, document.customer)
            line.rows += sum((row.amount for row in document.rows), NOTHING)
            self._documents[document.number] = line
        for row in trade.unreadable:
            line = self._line(f"{row.at:%Y-%m}" if row.at else NO_MONTH, row.customer)
            line.rows += row.amount
            self._unreadable[row.key] = line

    def posted(self, key: str, amount: Decimal) -> None:
        """A system has posted this amount from the row with this key."""
        if is_credit(key):
            self._of(key).posted_from_credits += amount
        else:
            self._of(key).posted_from_sales += amount

    def cancelled(self, sale_key: str, credit_key: str, amount: Decimal) -> None:
        """A credit cancelled units before they shipped, worth so much at the price of the sale."""
        self._of(sale_key).cancelled += amount
        self._of(credit_key).cancelled -= amount

    def quarantined(self, key: str, amount: Decimal) -> None:
        """So much of the row was set aside for a person to look at."""
        self._of(key).quarantined += amount

    def ignored(self, key: str, amount: Decimal) -> None:
        """So much of the row was left out by a named rule."""
        self._of(key).ignored += amount

    def _of(self, key: str) -> ControlLine:
        document = key.rpartition(":")[0]
        known = self._unreadable.get(key) or self._documents.get(document)
        return known or self._line(NO_MONTH, f"of no row {key}")

    def _line(self, month: str, customer: str) -> ControlLine:
        return self.lines.setdefault(ControlKey(month, customer), ControlLine())


def control_mismatches(control: Control) -> list[ControlMismatch]:
    """Every month and customer that does not close to the penny, in order."""
    return [
        ControlMismatch(key, line)
        for key, line in sorted(control.lines.items())
        if line.rows != line.accounted
    ]
