"""What a world in process asks of the connector under test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..judge.scope import Accounts


class Connector(Protocol):
    """A connector that runs on the world's own event loop.

    One with a method ``requeue() -> int`` can also be told to try again what it set aside. One with a method
    ``may_crash()`` can be made to crash from then on; its attribute ``down`` says whether it is down.
    """

    async def start(self) -> None:
        """Subscribe to webhooks and begin to work."""

    async def stop(self) -> None:
        """End all work."""

    async def receive(self, system: str, headers: Mapping[str, str], body: bytes) -> int | None:
        """Take a webhook of a system; the status to answer it with, None for no answer."""

    def pending(self) -> int:
        """Pieces of work that are not done, dead or quarantined."""

    def quiet_us(self) -> int:
        """How long nothing has to happen until every poll has certainly come round, twice."""

    def accounts(self) -> Accounts:
        """What became of what it received."""
