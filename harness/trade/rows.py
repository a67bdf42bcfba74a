"""One row of the file, readable or not, and the counting of rows and money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from datetime import datetime

GUEST: Final = "GUEST"
"""The one account of all rows without a customer."""

NOTHING: Final = Decimal(0)


class SourceRow(msgspec.Struct, frozen=True, gc=False):
    """One line of a document as the file has it; `number` counts the lines below the heading."""

    number: int
    document: str
    item: str
    description: str
    quantity: int
    at: datetime
    unit_price: Decimal
    customer: str
    country: str

    @property
    def amount(self) -> Decimal:
        """Quantity x unit price, tax exclusive."""
        return self.quantity * self.unit_price

    @property
    def key(self) -> str:
        """The name of the row wherever its money is booked."""
        return f"{self.document}:{self.number}"


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A line that is not a row as the layout has it, with the first column that stood in the way.

    `column` is empty when the whole line is at fault; document, time and customer are what
    could still be read; the amount is 0 unless quantity and price could.
    """

    number: int
    line: str
    column: str
    reason: str
    amount: Decimal = NOTHING
    document: str = ""
    at: datetime | None = None
    customer: str = GUEST

    @property
    def key(self) -> str:
        """The name of the row wherever its money is booked."""
        return f"{self.document or '?'}:{self.number}"

    @property
    def quarantine_reason(self) -> str:
        """The reason under which it is counted: one for each column, not one for each row."""
        return f"unreadable {self.column}" if self.column else "unreadable line"

    def __str__(self) -> str:
        where = f", column {self.column}" if self.column else ""
        return f"row {self.number}{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Total:
    """So many rows, worth so much together."""

    rows: int = 0
    amount: Decimal = NOTHING

    def plus(self, amount: Decimal, rows: int = 1) -> Total:
        """A total of these and so many more rows, worth so much together."""
        return Total(self.rows + rows, self.amount + amount)

    def as_json(self) -> dict[str, int | str]:
        """The total as a report shows it: the amount as exact decimal text."""
        return {"rows": self.rows, "amount": f"{self.amount:f}"}
