"""What clients asked to cancel, and what was granted."""

from __future__ import annotations

from ...kernel.fields import Document


class CancelledLine(Document, frozen=True):
    """What a client asked to cancel of a line, and what the warehouse granted."""

    line: str
    asked: int
    granted: int


class Cancellation(Document, frozen=True):
    """The answer to a request to cancel; ``reference`` is the client's, once for each order."""

    outbound_id: str
    reference: str
    lines: tuple[CancelledLine, ...]

    @property
    def key(self) -> str:
        """The row's key."""
        return f"{self.outbound_id}/{self.reference}"
