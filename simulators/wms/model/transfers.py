"""Goods that go from one site to another."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document


class TransferState(StrEnum):
    """Where a transfer stands."""

    IN_TRANSIT = "in_transit"
    RECEIVED = "received"


class TransferLine(Document, frozen=True):
    """sent = received + missing + in transit."""

    sku: str
    sent: int
    received: int = 0
    missing: int = 0

    @property
    def in_transit(self) -> int:
        """Units on their way: they are at no site."""
        return self.sent - self.received - self.missing


class Transfer(Document, frozen=True):
    """Goods that go from one site to another."""

    id: str
    from_site: str
    to_site: str
    state: TransferState
    lines: tuple[TransferLine, ...]
