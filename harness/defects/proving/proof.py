"""What the proof found: which broken connectors are caught, by what, and what is said of right ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...running.trial import EXPECTATION
from ..defect import Defect
from ..families import FAMILIES, Family
from .abroad import Abroad
from .task import FAILED, Met, Outcome, StoryFound, World


@dataclass
class Case:
    """What became of one broken connector."""

    defect: Defect
    executed: bool = False
    met: tuple[Met, ...] = ()
    met_without_repair: tuple[Met, ...] = ()
    stories: int = 0
    story: StoryFound | None = None
    wall_s: float = 0.0
    trouble: str = ""

    @property
    def kills(self) -> list[Met]:
        """The scenarios that failed, the quickest first."""
        return sorted((met for met in self.met if met.verdict == FAILED), key=lambda met: met.wall_s)

    @property
    def smallest(self) -> World | None:
        """The scenario that catches it soonest."""
        return self.kills[0].world if self.kills else None

    @property
    def killed(self) -> bool:
        """Whether a scenario or a story failed it."""
        return bool(self.kills) or self.story is not None

    @property
    def killed_without_repair(self) -> bool:
        """Whether a scenario fails it while the engine repairs no drift."""
        return any(met.verdict == FAILED for met in self.met_without_repair)

    @property
    def rules(self) -> Counter[str]:
        """In how many scenarios each rule was broken, those of stories included."""
        found = Counter(rule for met in self.kills for rule in met.rules)
        if self.story is not None:
            found[self.story.rule] += 1
        return found


@dataclass
class Proof:
    """All of it; ``false_alarms`` are findings about right engines, by the engine's name."""

    cases: dict[str, Case] = field(default_factory=dict)
    right: list[Outcome] = field(default_factory=list)
    abroad: list[Abroad] = field(default_factory=list)
    seeds: int = 0
    wall_s: float = 0.0

    def killed(self, severity: int | None = None) -> list[Case]:
        """The broken connectors that were caught, of a severity or of all."""
        return [case for case in self.of(severity) if case.killed]

    def of(self, severity: int | None = None) -> list[Case]:
        """The broken connectors of a severity, or all."""
        return [case for case in self.cases.values() if severity in (None, case.defect.severity)]

    @property
    def survivors(self) -> list[Case]:
        """Those that nothing caught, though their changed lines ran."""
        return [case for case in self.cases.values() if not case.killed and case.executed]

    @property
    def never_executed(self) -> list[Case]:
        """Those whose changed lines never ran, so that nothing is known of them."""
        return [case for case in self.cases.values() if not case.executed and not case.killed]

    @property
    def alarms(self) -> list[tuple[str, str]]:
        """What was said of right engines: the engine, and the rule and text."""
        found = []
        for outcome in self.right:
            found += [
                (outcome.task.name, f"seed {one.seed}: {one.rule}: {one.text}") for one in outcome.found
            ]
            found += [
                (outcome.task.name, f"{met.scenario} ({met.topology}): {', '.join(met.rules)}")
                for met in outcome.met
                if met.verdict == FAILED
            ]
        found += [
            (f"{one.variant.example} example", f"{one.variant.scenario}: {', '.join(one.rules)}")
            for one in self.abroad
            if not one.broken and one.killed
        ]
        return found

    @property
    def broken_abroad(self) -> list[Abroad]:
        """What came of the broken connectors in other languages."""
        return sorted((one for one in self.abroad if one.broken), key=lambda one: one.broken)

    @property
    def earning(self) -> dict[str, list[str]]:
        """The rules without which some broken connector would not be caught by any rule, and which those are.

        What scenarios expect by themselves is left out of account.
        """
        found: dict[str, list[str]] = {}
        for case in self.cases.values():
            rules = {rule for rule in case.rules if rule != EXPECTATION}
            if len(rules) == 1:
                found.setdefault(rules.pop(), []).append(case.defect.name)
        return dict(sorted(found.items()))


def not_provable() -> list[Family]:
    """The kinds of bug that cannot be shown before something else exists."""
    return [family for family in FAMILIES if family.needs]


def families_caught(cases: Iterable[Case]) -> dict[str, bool]:
    """For each kind of bug that can be shown, whether each of its broken connectors is caught."""
    caught = {family.name: True for family in FAMILIES if not family.needs}
    there = set()
    for case in cases:
        there.add(case.defect.family)
        caught[case.defect.family] = caught.get(case.defect.family, True) and case.killed
    return {name: yes and name in there for name, yes in caught.items()}
