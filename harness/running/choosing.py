"""Which scenarios a run takes up, and why it leaves out the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import UsageError

_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})\Z")


@dataclass(frozen=True)
class Case:
    """One scenario in one topology, before it runs; ``number`` counts repeats from 1.

    ``settles`` is how often the world settles in it, as far as its text shows.
    """

    id: str
    title: str
    rule: str
    topology: str
    tags: tuple[str, ...]
    number: int = 1
    settles: int = 1


@dataclass(frozen=True)
class Shard:
    """One of several equal parts of a run, counted from 1."""

    part: int
    parts: int


@dataclass(frozen=True)
class Choice:
    """What was asked for; an empty part asks for everything. ``offered`` is where the connector can work."""

    ids: Sequence[str] = ()
    topologies: Sequence[str] = ()
    tags: Sequence[str] = ()
    offered: Sequence[str] = ()
    shard: Shard | None = None

    def names(self, scenario_id: str) -> bool:
        """Whether an id was asked for, in small letters or in capitals; without any, all are."""
        return not self.ids or scenario_id.upper() in {name.upper() for name in self.ids}


def shard_of(text: str) -> Shard:
    """A part such as 2/4; UsageError for anything else."""
    found = _SHARD.match(text)
    if found is None or int(found[1]) > int(found[2]):
        raise UsageError(f"--shard takes a part and the number of parts, such as 2/4, not {text}")
    return Shard(int(found[1]), int(found[2]))


def why_not(case: Case, choice: Choice) -> str | None:
    """Why a case is left out; None when it is chosen, shards aside."""
    if choice.offered and case.topology not in choice.offered:
        return f"the connector does not work in {case.topology} (connector.topologies)"
    if not choice.names(case.id):
        return "not asked for by id"
    if choice.topologies and case.topology not in choice.topologies:
        return f"not asked for in {case.topology}"
    if choice.tags and not set(choice.tags) & set(case.tags):
        return f"has no tag {' or '.join(choice.tags)}"
    return None


def chosen(cases: Iterable[Case], choice: Choice) -> list[bool]:
    """For each case whether it is taken up; a shard takes every n-th of those that would be."""
    wanted = [why_not(case, choice) is None for case in cases]
    if choice.shard is None:
        return wanted
    part, parts = choice.shard.part - 1, choice.shard.parts
    taken, seen = [], 0
    for yes in wanted:
        taken.append(yes and seen % parts == part)
        seen += yes
    return taken
