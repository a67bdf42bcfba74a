"""What a served world asks of the connector under test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ..judge.scope import Accounts
from .control_client import OpenedWorld


class RemoteConnector(Protocol):
    """What a served world asks of the connector under test, wherever that runs."""

    def pending(self) -> int:
        """Pieces of work that are not done, dead or quarantined."""

    def news(self, calm_s: float) -> str | None:
        """What is or may be news to it after so many seconds without any change; None when nothing can be.

        One that can be told to look everywhere does so now; another needs calm until all its polls
        have come round.
        """

    def accounts(self) -> Accounts:
        """What became of what it received."""

    def requeue(self) -> int:
        """Try again what was set aside; how many documents that is."""

    def check(self, partner_calls: int) -> None:
        """ConnectorTrouble when it has ended, or has made more requests than it may."""

    def stop(self) -> None:
        """End it, and leave nothing behind."""


StartConnector = Callable[[OpenedWorld], RemoteConnector]
