"""The ways in which what a connector writes can be broken, one rule of the adversary each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ordergate.simulators.kernel.chance import digest

from .observed import World, Write

WORLDS_MAX = 3
"""So many worlds are asked about each way at most, the quickest first."""


@dataclass(frozen=True)
class Way:
    """A rule that breaks the first write of its kind, and worlds in which there is one."""

    rule: str
    worlds: tuple[World, ...]

    @property
    def kind(self) -> str:
        """What is done to it, such as ``doubled_write``."""
        return self.rule.partition(" ")[0]

    @property
    def write(self) -> str:
        """What it is done to, as ``system.operation``."""
        return self.rule.split(" ")[2]


def ways_to_break(writes: Mapping[str, Write]) -> list[Way]:
    """All of them, of each write in turn."""
    return [way for write in writes.values() for way in _ways(write)]


def drawn(ways: Sequence[Way], most: int, seed: int) -> list[Way]:
    """So many of them, the seed decides which; in the order that they had."""
    chosen = sorted(ways, key=lambda way: digest(seed, "tampering", way.rule))[:most]
    return [way for way in ways if way in chosen]


def _ways(write: Write) -> Iterator[Way]:
    yield _way(f"doubled_write on {write.name} nth=1", write.worlds)
    yield _way(f"swallowed_write on {write.name} nth=1", write.worlds)
    if write.twice:
        yield _way(f"overtaken_write on {write.name} nth=1", write.twice)
    for name, worlds in write.numbers.items():
        yield _way(f"altered_field on {write.name} nth=1 field={name}", worlds)


def _way(rule: str, worlds: Sequence[World]) -> Way:
    """Worlds of different scenarios tell more than one scenario in several topologies."""
    others = {world[0]: world for world in reversed(worlds)}
    first = [world for world in worlds if others[world[0]] == world]
    return Way(rule, tuple(first[:WORLDS_MAX]))
