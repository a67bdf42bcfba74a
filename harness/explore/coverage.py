"""What stories have touched: moves of life cycles, faults, data flows, policies, and pairs of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations
from types import ModuleType
from typing import Any

from ordergate.simulators.erp import lifecycle as erp
from ordergate.simulators.faults.catalogue import FAULTS
from ordergate.simulators.kernel.lifecycle import WITNESSES, Lifecycle
from ordergate.simulators.marketplace import lifecycle as marketplace
from ordergate.simulators.oms import lifecycle as oms
from ordergate.simulators.server.topology import POLICIES
from ordergate.simulators.wms import lifecycle as wms

from .setting import OF_CONNECTOR

MOVE, FAULT, LINK, POLICY = "move", "fault", "data flow", "policy"
_MODULES = {"marketplace": marketplace, "oms": oms, "erp": erp, "wms": wms}
Fact = tuple[str, str]
"""A kind of thing that happens in stories, and its name."""


def _cycles_of(module: ModuleType) -> list[Lifecycle[Any, Any]]:
    return [held for held in vars(module).values() if isinstance(held, Lifecycle)]


_NAMES = {
    id(cycle): f"{system}.{cycle.document}"
    for system, module in _MODULES.items()
    for cycle in _cycles_of(module)
}


NEVER_RIGHT = "erp.sales order: bill from closed"
"""The ERP lets it happen, and no right connector asks for it: it bills a charge a second time."""


def every_move() -> list[str]:
    """Every move of every life cycle, from every state that has it, but for what no right connector does."""
    found = [
        f"{_NAMES[id(cycle)]}: {move} from {state}"
        for module in _MODULES.values()
        for cycle in _cycles_of(module)
        for state, moves in cycle.table.items()
        for move in moves
    ]
    return [move for move in found if move != NEVER_RIGHT]


def every_fault() -> list[str]:
    """Every fault by its name."""
    return list(FAULTS)


def every_policy() -> list[str]:
    """Every choice that a system or the connector can declare, and that is not the usual one."""
    declared = [*OF_CONNECTOR.items(), *[(policy.name, policy.choices[1:]) for policy in POLICIES]]
    return [f"{name}={choice}" for name, choices in declared for choice in choices]


@dataclass
class Coverage:
    """In how many stories each fact was seen, and each pair of facts of different kinds."""

    stories: int = 0
    seen: Counter[Fact] = field(default_factory=Counter)
    pairs: Counter[tuple[Fact, Fact]] = field(default_factory=Counter)

    def add(self, facts: Iterable[Fact]) -> None:
        """Count what one story has touched."""
        touched = sorted(set(facts))
        self.stories += 1
        self.seen.update(touched)
        self.pairs.update(pair for pair in combinations(touched, 2) if pair[0][0] != pair[1][0])

    def merge(self, other: Coverage) -> None:
        """Count what other stories have touched."""
        self.stories += other.stories
        self.seen.update(other.seen)
        self.pairs.update(other.pairs)

    def count(self, kind: str) -> int:
        """How many facts of a kind were seen."""
        return sum(fact[0] == kind for fact in self.seen)

    def missing(self, kind: str) -> list[str]:
        """The facts of a kind that never occurred, of those that there are."""
        there = {MOVE: every_move, FAULT: every_fault, POLICY: every_policy}[kind]()
        return [name for name in there if not self.seen[kind, name]]


class Watch:
    """What one world touches, while it runs."""

    def __init__(self) -> None:
        self.facts: set[Fact] = set()

    @contextmanager
    def over_moves(self) -> Iterator[None]:
        """Count every move that is made meanwhile."""
        WITNESSES.append(self._moved)
        try:
            yield
        finally:
            WITNESSES.remove(self._moved)

    def reads(self, entry: dict[str, Any]) -> None:
        """An entry of the journal."""
        if entry["kind"] == "fault":
            self.facts.add((FAULT, str(entry["rule"]).partition(" ")[0]))

    def carried(self, links: Iterable[str]) -> None:
        """The data flows that the connector says it carried something of."""
        self.facts |= {(LINK, link) for link in links}

    def declared(self, policies: Iterable[str]) -> None:
        """The policies of the story's world."""
        self.facts |= {(POLICY, policy) for policy in policies}

    def _moved(self, cycle: Lifecycle[Any, Any], state: str, move: str) -> None:
        self.facts.add((MOVE, f"{_NAMES.get(id(cycle), cycle.document)}: {move} from {state}"))
