"""Advance when idle: when nothing happens in a world, its clock jumps to the next timer of its systems.

So a vendor's retry schedule of four hours takes seconds, with real connectors over real sockets.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.clock import MINUTE_US, SECOND_US, Clock, sleep
from .worlds import HostedWorld, WorldHost

_LOOK_EVERY_US = MINUTE_US // 1200


@dataclass(frozen=True)
class _Seen:
    """How far a world had come, and when that was first seen."""

    entries: int
    at_us: int


class IdleWatch:
    """Looks at all worlds again and again; ``wall`` is the time in which calm is measured.

    Every request, reply, commit and delivery is an entry of the journal: while there are new ones,
    or one is under way, a world is not idle.
    """

    def __init__(self, host: WorldHost, wall: Clock) -> None:
        self._host = host
        self._wall = wall
        self._seen: dict[str, _Seen] = {}

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await sleep(self._wall, _LOOK_EVERY_US)
            self.look()

    def look(self) -> None:
        """Let every world jump that has been idle for as long as it wants to be."""
        for world in self._host.worlds.values():
            if world.pace.when_idle and self._calm_us(world) >= world.pace.calm_s * SECOND_US:
                _jump(world)

    def _calm_us(self, world: HostedWorld) -> int:
        name, now_us = world.plan.name, self._wall.now_us()
        seen = self._seen.get(name)
        if seen is None or seen.entries != world.journal.entries or world.in_flight() or world.delivering:
            seen = self._seen[name] = _Seen(world.journal.entries, now_us)
        return now_us - seen.at_us


def _jump(world: HostedWorld) -> None:
    next_us = world.clock.next_timer_us()
    if next_us is not None and (ahead_us := next_us - world.clock.now_us()) > 0:
        world.move(ahead_us)
