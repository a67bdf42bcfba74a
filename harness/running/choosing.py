"""Which scenarios a run takes up, and why it leaves out the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ordergate.simulators.kernel.settings import PLAIN, Layout

from ..errors import UsageError

_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})\Z")


@dataclass(frozen=True)
class Case:
    """One scenario in one topology, before it runs; ``number`` counts repeats from 1.

    ``settles`` is how often the world settles in it, as far as its text shows; ``policies`` are those
    of the connector that it is about, ``needs`` what the connector has to be able to do beyond the plain
    flows, ``layout`` the sites of its world and the policies of its systems, ``start_us`` when it begins.
    """

    id: str
    title: str
    rule: str
    topology: str
    tags: tuple[str, ...]
    number: int = 1
    settles: int = 1
    policies: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    layout: Layout = PLAIN
    start_us: int | None = None

    @property
    def name(self) -> str:
        """Its id and title as one word: several scenarios may share an id."""
        return full_name(self.id, self.title)


def full_name(scenario_id: str, title: str) -> str:
    """``S07/an-order-ships-in-two-parts``; the id alone where it is the title."""
    return scenario_id if scenario_id == title else f"{scenario_id}/{'-'.join(title.split())}"


@dataclass(frozen=True)
class Shard:
    """One of several equal parts of a run, counted from 1."""

    part: int
    parts: int


@dataclass(frozen=True)
class Choice:
    """What was asked for; an empty part asks for everything. ``offered`` is where the connector can work.

    ``policies`` are those that the connector keeps to; None when it follows whatever it is told.
    ``features`` is what it can do beyond the plain flows; None is everything.
    """

    ids: Sequence[str] = ()
    topologies: Sequence[str] = ()
    tags: Sequence[str] = ()
    offered: Sequence[str] = ()
    shard: Shard | None = None
    policies: Mapping[str, str] | None = None
    features: Sequence[str] | None = None

    def names(self, case: Case) -> bool:
        """Whether a scenario was asked for by id or name, whatever the case; without any, all are."""
        return not self.ids or not {case.id.upper(), case.name.upper()}.isdisjoint(map(str.upper, self.ids))


def shard_of(text: str) -> Shard:
    """A part such as 2/4; UsageError for anything else."""
    found = _SHARD.match(text)
    if found is None or int(found[1]) > int(found[2]):
        raise UsageError(f"--shard takes a part and the number of parts, such as 2/4, not {text}")
    return Shard(int(found[1]), int(found[2]))


def why_not(case: Case, choice: Choice) -> str | None:
    """Why a case is left out; None when it is chosen, shards aside."""
    return next(_reasons(case, choice), None)


def _reasons(case: Case, choice: Choice) -> Iterator[str]:
    if choice.offered and case.topology not in choice.offered:
        yield f"the connector does not work in {case.topology} (connector.topologies)"
    for name, value in case.policies.items():
        if choice.policies is not None and choice.policies.get(name) != value:
            yield f"it is about connectors with the policy {name} = {value} (policies.{name})"
    for feature in case.needs:
        if choice.features is not None and feature not in choice.features:
            yield f"the connector does not offer {feature} (connector.features)"
    if not choice.names(case):
        yield "not asked for by id"
    if choice.topologies and case.topology not in choice.topologies:
        yield f"not asked for in {case.topology}"
    if choice.tags and not set(choice.tags) & set(case.tags):
        yield f"has no tag {' or '.join(choice.tags)}"


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
