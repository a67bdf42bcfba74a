"""Connectors that share the data flows of a world: the one under test, and the engine for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from ..judge.scope import Accounts
from ..world.remote import RemoteConnector


class Together:
    """Several connectors as one; the first is the one under test."""

    def __init__(self, connectors: Sequence[RemoteConnector]) -> None:
        self._connectors = tuple(connectors)

    def pending(self) -> int:
        """Pieces of work that any of them has left."""
        return sum(connector.pending() for connector in self._connectors)

    def news(self, calm_s: float) -> str | None:
        """The first reason why something may still be news to one of them."""
        reasons = (connector.news(calm_s) for connector in self._connectors)
        return next((reason for reason in reasons if reason is not None), None)

    def accounts(self) -> Accounts:
        """What became of what any of them received."""
        told = [connector.accounts() for connector in self._connectors]
        return Accounts(
            frozenset().union(*(one.ignored for one in told)),
            frozenset().union(*(one.quarantined for one in told)),
        )

    def requeue(self) -> int:
        """Have each of them try again what it set aside."""
        return sum(connector.requeue() for connector in self._connectors)

    def check(self, partner_calls: int) -> None:
        """ConnectorTrouble when one of them has ended, or too many requests were made."""
        for connector in self._connectors:
            connector.check(partner_calls)

    def stop(self) -> None:
        """End them all."""
        with ExitStack() as ending:
            for connector in self._connectors:
                ending.callback(connector.stop)
