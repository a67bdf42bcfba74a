"""How long scenarios wait: long in virtual time, where it costs nothing, short for live connectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ordergate.simulators.kernel.clock import MINUTE_US, SECOND_US


@dataclass(frozen=True)
class Wait:
    """A wait of a scenario, by a name that settings can give another length."""

    name: str
    minutes: int
    live_s: float

    def span_us(self, live: bool) -> int:
        """Its length in microseconds, for a connector in real time or not."""
        return round(self.live_s * SECOND_US) if live else self.minutes * MINUTE_US


@dataclass(frozen=True)
class Waits:
    """The lengths of waits: those that were set, in seconds by name, and the profile for the rest."""

    seconds: Mapping[str, float] = field(default_factory=dict)
    live: bool = False

    def span_us(self, wait: Wait) -> int:
        """The length of a wait in microseconds."""
        if wait.name in self.seconds:
            return round(self.seconds[wait.name] * SECOND_US)
        return wait.span_us(self.live)


STANDARD_WAITS = Waits()
"""Those of virtual time."""
