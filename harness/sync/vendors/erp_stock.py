"""Stock of the ERP, and its movements."""

from __future__ import annotations

from typing import Any

from ..documents.inventory import Level, Movement, MovementLine
from .erp_wire import Wire


def movement_body(movement: Movement) -> dict[str, Any]:
    """A movement of goods as the ERP takes it."""
    return {
        "ExternalRef": movement.reference,
        "Kind": movement.kind,
        "Site": movement.site,
        "Reason": movement.reason,
        "Lines": [
            {"Item": line.sku, "Quantity": line.quantity, "Blocked": line.blocked} for line in movement.lines
        ],
    }


class WireStock(Wire, frozen=True):
    """Stock of an item at a site."""

    item: str
    site: str
    on_hand: int
    committed: int
    blocked: int
    version: int

    def canonical(self) -> Level:
        """The engine's document."""
        available = self.on_hand - self.committed - self.blocked
        return Level(sku=self.item, site=self.site, available=available, version=self.version)


class WireMovementLine(Wire, frozen=True):
    """A line of a stock movement."""

    item: str
    quantity: int
    blocked: int = 0


class WireMovement(Wire, frozen=True):
    """A stock movement."""

    number: str
    kind: str
    site: str
    reason: str
    lines: list[WireMovementLine]

    def canonical(self) -> Movement:
        """The engine's document; it is known by the ERP's number."""
        return Movement(
            reference=self.number, kind=self.kind, site=self.site, reason=self.reason,
            lines=tuple(
                MovementLine(sku=line.item, quantity=line.quantity, blocked=line.blocked)
                for line in self.lines
            ),
        )  # fmt: skip


class MovementRow(Wire, frozen=True):
    """As much of a listed stock movement as is needed to fetch it."""

    number: str
    kind: str
