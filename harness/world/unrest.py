"""The faults of one world: asked for by its scenario, or by the profile of the whole run."""

from __future__ import annotations

from collections.abc import Sequence

from ordergate.simulators.faults.rule import read_rule
from ordergate.simulators.kernel.clock import MINUTE_US
from ordergate.simulators.kernel.problems import Refusal

from ..errors import UsageError
from .port import WorldPort

ROUGH_LIMIT_US = 30 * MINUTE_US
"""How long a world is left to a profile's faults, at most, each time before it is let settle."""


class Unrest:
    """Which rules are in force, and which of those that were asked for never fired.

    A rule that ends by itself (``nth``, ``times``) stays to the end of the scenario; the others end
    when the world is let settle. Those of the ``profile`` rest then, and go on afterwards.
    """

    def __init__(self, port: WorldPort, profile: Sequence[str] = ()) -> None:
        self._port = port
        self._asked: dict[str, str] = {}
        self._rough = [port.disturb(rule, gives_way=True) for rule in profile]
        self.never_fired: list[str] = []

    def begin(self, rule: str) -> str:
        """Put a rule in force; returns its handle."""
        handle = self._port.disturb(rule)
        self._asked[handle] = rule
        return handle

    def end(self, handle: str) -> None:
        """End a rule; nothing happens when it has ended before."""
        rule = self._asked.pop(handle, None)
        if rule is not None and not self._port.heal(handle):
            self.never_fired.append(rule)

    def end_all(self) -> list[str]:
        """End every rule that was asked for; returns all that never fired."""
        for handle in list(self._asked):
            self.end(handle)
        return self.never_fired

    def calm_down(self) -> None:
        """Leave the world to the profile for a while; then let nothing strike that has no end of its own.

        What a profile holds up comes late to the faults that were asked for, so these get their time too.
        """
        endless = [one for one, rule in self._asked.items() if not _ends_by_itself(rule)]
        if self._rough:
            self._port.settle(ROUGH_LIMIT_US)
            self._port.rest(self._rough)
        if self._rough and endless:
            self._port.settle(ROUGH_LIMIT_US)
        for handle in endless:
            self.end(handle)

    def go_on(self) -> None:
        """Let the profile strike again."""
        if self._rough:
            self._port.rest([])


def _ends_by_itself(rule: str) -> bool:
    try:
        return read_rule(rule).when.bounded
    except Refusal as refusal:
        raise UsageError(refusal.detail) from None
