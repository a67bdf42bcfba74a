"""What is asked of the systems for the rows of a document, and what came of it so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from ..actors.orders import ChargeWish, PlacedOrder
from .classes import PENNY, RowClass
from .rows import NOTHING, SourceRow

FINEST: Final = Decimal("0.0001")


@dataclass
class SoldLine:
    """A sale row on its way: the line it became, and the units that came back or were asked back."""

    row: SourceRow
    order: PlacedOrder
    line_id: str
    cancelled: int = 0
    returned: int = 0

    @property
    def country(self) -> str:
        """Where the sale went."""
        return self.row.country


@dataclass(frozen=True, slots=True)
class Credited:
    """Units of a credit row that give back a sale; ``memo`` is what was credited apart, excluding tax."""

    row: SourceRow
    sale_key: str
    units: int
    memo: Decimal = NOTHING


@dataclass
class Requests:
    """What one credit document asks of one order."""

    cancellations: list[list[dict[str, Any]]] = field(default_factory=list)
    returns: list[list[dict[str, Any]]] = field(default_factory=list)


def charge(row: SourceRow, kind: RowClass, rate: Decimal) -> ChargeWish:
    """The charge that a row of freight or of another service becomes."""
    gross = row.amount * (1 + rate)
    step = PENNY if row.amount == row.amount.quantize(PENNY) else FINEST
    total = gross.quantize(step, rounding=ROUND_HALF_UP)
    name = "freight" if kind is RowClass.FREIGHT else "charge"
    return ChargeWish(name, row.item, row.description[:200] or row.item, total, rate, row.key)


def add(
    requests: list[list[dict[str, Any]]],
    line_id: str,
    quantity: int,
    reference: str,
    agreed: Decimal | None = None,
) -> None:
    """Put a row into the first request that does not name its line yet."""
    row: dict[str, Any] = {"line_id": line_id, "quantity": quantity, "reference": reference}
    if agreed is not None:
        row["agreed"] = format(agreed, "f")
    for rows in requests:
        if all(held["line_id"] != line_id for held in rows):
            rows.append(row)
            return
    requests.append([row])
