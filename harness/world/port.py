"""The one way by which scenarios reach a world; it has two adapters, in process and over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..judge.judge import Judge
from ..judge.scope import Accounts


@dataclass(frozen=True)
class Settled:
    """Whether everything has arrived, and if not, what is still on its way."""

    ok: bool
    reason: str
    at_us: int


class WorldPort(Protocol):
    """What a world can be asked from outside, whatever it runs on. Instants are epoch microseconds."""

    topology: str
    systems: tuple[str, ...]
    sites: tuple[str, ...]
    seed: int
    judge: Judge

    def call(self, system: str, method: str, path: str, body: Any = None, *, who: str) -> dict[str, Any]:
        """Ask a system for something; RefusedByWorld when it answers 4xx."""

    def now_us(self) -> int:
        """The world's time."""

    def run_until(self, at_us: int) -> None:
        """Let the world's time pass up to an instant."""

    def wait_until_changed(self) -> bool:
        """Let time pass until some document changes; False when none does within the limit."""

    def settle(self, limit_us: int) -> Settled:
        """Let time pass until nothing moves any more, at most this long."""

    def disturb(self, rule: str, *, gives_way: bool = False) -> str:
        """Put a rule of faults in force; returns its handle.

        One that ``gives_way`` strikes nothing of a system while another there has not struck yet.
        """

    def heal(self, handle: str) -> int:
        """End a rule; how often it fired."""

    def rest(self, handles: Sequence[str]) -> None:
        """Let these rules rest, but for those with an end of their own; all others strike."""

    def accounts(self) -> Accounts:
        """What the connector says became of what it received."""

    def requeue(self) -> int:
        """Have the connector try again what it set aside; how many documents that is."""

    def connector_calls(self) -> int:
        """How many requests the connector has made to the systems."""

    def unacknowledged(self) -> int:
        """How many webhooks the connector refused, or did not answer, on every attempt."""

    def linger(self, seconds: float) -> bool:
        """Watch for a while after everything has arrived; whether anything changed all the same."""

    def note(self, kind: str, **fields: Any) -> None:
        """Add an entry to the journal."""

    def close(self) -> None:
        """End everything that runs for this world."""
