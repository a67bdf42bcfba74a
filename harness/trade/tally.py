"""What became of every unit of every row, counted in rows and in money."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple

from .control import Control
from .documents import TradeFile
from .rows import NOTHING, SourceRow, Total, UnreadableRow


class Outcome(IntEnum):
    """What became of units of a row, the worst last."""

    APPLIED = 1
    IGNORED = 2
    QUARANTINED = 3


@dataclass(frozen=True, slots=True)
class OutcomeTotal:
    """Rows whose worst outcome this is, the money of the units that met it, and both by reason."""

    total: Total
    by_reason: dict[str, Total]


class AsideRow(NamedTuple):
    """A row of which at least some units were ignored or quarantined, and its whole amount."""

    number: int
    document: str
    outcome: Outcome
    reason: str
    amount: Decimal


class Unbooked(NamedTuple):
    """Units of a row of which nobody has said what became of them."""

    key: str
    units: int
    amount: Decimal


class _Slot:
    """One outcome with one reason: the rows counted under it and the money that met it."""

    __slots__ = ("amount", "outcome", "reason", "rows")

    def __init__(self, outcome: Outcome, reason: str) -> None:
        self.outcome = outcome
        self.reason = reason
        self.rows = 0
        self.amount = NOTHING


class Tally:
    """Books the outcome of every row by unit, and passes what is set aside on to the control.

    The amount of a row splits by unit. The row counts once, under its worst outcome: quarantined,
    then ignored, then applied; of several reasons for the same outcome, under the first.
    """

    def __init__(self, trade: TradeFile, control: Control) -> None:
        self._trade = trade
        self._control = control
        size = 1 + _last_number(trade)
        self._units = array("q", bytes(8 * size))
        self._slot_of_row = array("H", bytes(2 * size))
        self._slots = [_Slot(Outcome.APPLIED, "not counted yet")]
        self._slot_numbers: dict[tuple[Outcome, str], int] = {}

    def applied(self, row: SourceRow, units: int | None = None) -> None:
        """Units of the row (without a number: all that are left) went through the systems."""
        self._book(row, units, Outcome.APPLIED, "")

    def ignored(self, row: SourceRow, rule: str, units: int | None = None) -> None:
        """Units of the row (without a number: all that are left) were left out by a rule."""
        self._control.ignored(row.key, self._book(row, units, Outcome.IGNORED, rule))

    def quarantined(self, row: SourceRow, reason: str, units: int | None = None) -> None:
        """Units of the row (without a number: all that are left) were set aside for this reason."""
        self._control.quarantined(row.key, self._book(row, units, Outcome.QUARANTINED, reason))

    def unreadable(self, row: UnreadableRow) -> None:
        """The row could not be read and was set aside."""
        assert not self._slot_of_row[row.number], f"row {row.key} is booked a second time"
        self._book_amount(row.number, Outcome.QUARANTINED, row.quarantine_reason, row.amount)
        self._control.quarantined(row.key, row.amount)

    def totals(self, outcome: Outcome) -> OutcomeTotal:
        """All that met this outcome."""
        slots = [slot for slot in self._slots[1:] if slot.outcome is outcome]
        amount = sum((slot.amount for slot in slots), NOTHING)
        return OutcomeTotal(
            Total(sum(slot.rows for slot in slots), amount),
            {slot.reason: Total(slot.rows, slot.amount) for slot in slots if slot.reason},
        )

    def set_aside(self) -> Iterator[AsideRow]:
        """The rows that were not applied in full, in the order of the documents."""
        for document in self._trade.documents:
            for row in document.rows:
                slot = self._slots[self._slot_of_row[row.number]]
                if slot.outcome is not Outcome.APPLIED:
                    yield AsideRow(row.number, row.document, slot.outcome, slot.reason, row.amount)
        for unreadable in self._trade.unreadable:
            reason = f"{unreadable.quarantine_reason}: {unreadable.reason}"
            yield AsideRow(
                unreadable.number, unreadable.document, Outcome.QUARANTINED, reason, unreadable.amount
            )

    def unbooked(self) -> Iterator[Unbooked]:
        """The units of which nobody has said what became of them, in the order of the documents."""
        for document in self._trade.documents:
            for row in document.rows:
                left = abs(row.quantity) - self._units[row.number]
                if left:
                    yield Unbooked(row.key, left, _share(row, left))
        for unreadable in self._trade.unreadable:
            if not self._slot_of_row[unreadable.number]:
                yield Unbooked(unreadable.key, 0, unreadable.amount)

    def _book(self, row: SourceRow, units: int | None, outcome: Outcome, reason: str) -> Decimal:
        left = abs(row.quantity) - self._units[row.number]
        booked = left if units is None else units
        assert 0 < booked <= left, f"row {row.key} has {left} units left to book, not {booked}"
        self._units[row.number] += booked
        amount = _share(row, booked)
        self._book_amount(row.number, outcome, reason, amount)
        return amount

    def _book_amount(self, number: int, outcome: Outcome, reason: str, amount: Decimal) -> None:
        slot_number = self._slot_numbers.get((outcome, reason))
        if slot_number is None:
            slot_number = self._slot_numbers[outcome, reason] = len(self._slots)
            self._slots.append(_Slot(outcome, reason))
        slot = self._slots[slot_number]
        slot.amount += amount
        counted = self._slot_of_row[number]
        if not counted or self._slots[counted].outcome < outcome:
            self._slots[counted].rows -= 1
            slot.rows += 1
            self._slot_of_row[number] = slot_number


def _share(row: SourceRow, units: int) -> Decimal:
    return row.unit_price * (units if row.quantity > 0 else -units)


def _last_number(trade: TradeFile) -> int:
    documents = (row.number for document in trade.documents for row in document.rows)
    return max(max(documents, default=0), max((row.number for row in trade.unreadable), default=0))
