"""What sites are asked to ship."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document


class FulfilmentState(StrEnum):
    """Where the work of one site for one order stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class FulfilmentLine(Document, frozen=True):
    """quantity = shipped + short + cancelled + what is still to do.

    ``cancelled_before`` is how many of the cancelled units were so when a warehouse accepted the work.
    Tolerances are those of the order line, where one site ships all of it; else there is none.
    """

    line_id: int
    sku: str
    quantity: int
    shipped: int = 0
    short: int = 0
    cancelled: int = 0
    cancelled_before: int = 0
    over_units: int = 0
    under_units: int = 0

    @property
    def open(self) -> int:
        """Units still to do."""
        return max(0, self.quantity - self.shipped - self.short - self.cancelled)

    @property
    def shippable(self) -> int:
        """Units that may still ship."""
        if self.cancelled or self.short:
            return self.open
        return self.quantity + self.over_units - self.shipped

    @property
    def closable(self) -> int:
        """Units that the site may leave unshipped."""
        return 0 if self.cancelled or self.short else min(self.open, self.under_units)


class FulfilmentOrder(Document, frozen=True):
    """What one site is asked to ship for one order; ``warehouse_ref`` once it was accepted."""

    id: int
    order_id: int
    site: str
    state: FulfilmentState
    lines: tuple[FulfilmentLine, ...]
    warehouse_ref: str = ""
