"""The proof, step by step: right engines, where changed lines run, broken engines, their stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ordergate.simulators.kernel.chance import digest

from ..benign import VARIANTS, factory_of
from ..defect import Defect
from .caught import Catcher
from .crew import outcomes
from .proof import FAILED, Case, Proof
from .task import Met, Outcome, Task, World

Tell = Callable[[str], None]
RIGHT = "right"
_PIECE = 100


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much is done: scenarios that a broken engine meets at first, each in one topology, and stories.

    A connector that never comes to rest takes long in each, so none is begun after so many ``minutes``.

    One that gets through those, and through stories, meets all others that touch its changed lines.
    """

    worlds: int = 30
    minutes: float = 0.25
    stories: int = 500
    stories_of_variant: int = 100
    stories_until_found: int = 200
    without_repair: bool = True
    explored_severity: int = 1


@dataclass
class Proving:
    """A proof on its way; ``tell`` hears of each step."""

    defects: tuple[Defect, ...]
    extent: Extent
    jobs: int
    directory: Path
    tell: Tell

    def prove(self) -> Proof:
        """Do all of it."""
        proof = Proof({defect.name: Case(defect) for defect in self.defects})
        reach = self._watched(proof)
        self._broken(proof, reach)
        self._explored(proof)
        self._rest(proof, reach)
        if self.extent.without_repair:
            self._without_repair(proof)
        self._right(proof)
        return proof

    def sample(self, by: dict[str, Catcher | int]) -> Proof:
        """Only what caught each of them last time, and a few stories of the right engine."""
        proof = Proof({defect.name: Case(defect) for defect in self.defects if defect.name in by})
        tasks = []
        for name in proof.cases:
            told = by[name]
            if isinstance(told, int):
                tasks.append(Task(name=name, defect=name, first=told, seeds=1))
            else:
                world, file = told
                tasks.append(Task(name=name, defect=name, worlds=(world,), files=(str(file),)))
        for outcome in self._done("what caught them before", tasks):
            case = proof.cases[outcome.task.defect]
            case.executed, case.met, case.trouble = outcome.executed, outcome.met, outcome.trouble
            case.story = outcome.found[0] if outcome.found else None
        self._right(proof)
        return proof

    def _done(self, said: str, tasks: Iterable[Task]) -> Iterator[Outcome]:
        known = list(tasks)
        for number, outcome in enumerate(outcomes(known, jobs=self.jobs, directory=self.directory), 1):
            self.tell(f"{said}: {number} of {len(known)}: {outcome.task.name}{_ending(outcome)}")
            yield outcome

    def _watched(self, proof: Proof) -> dict[str, tuple[World, ...]]:
        """The worlds in which the lines of each defect run, the quickest first."""
        [outcome] = self._done(
            "the right engine in all scenarios", [Task(name=RIGHT, watch=True, worlds=None)]
        )
        proof.right.append(outcome)
        reach: dict[str, list[Met]] = {}
        for met in outcome.met:
            for name in met.ran:
                reach.setdefault(name, []).append(met)
        return {
            name: tuple(met.world for met in sorted(found, key=lambda met: met.wall_s))
            for name, found in reach.items()
        }

    def _broken(self, proof: Proof, reach: dict[str, tuple[World, ...]]) -> None:
        """A share of the scenarios that touch the changed lines."""
        first = {
            name: _spread(name, reach[name], self.extent.worlds) for name in proof.cases if name in reach
        }
        self._meet(proof, "broken connectors in scenarios that touch them", first, self.extent.minutes)

    def _rest(self, proof: Proof, reach: dict[str, tuple[World, ...]]) -> None:
        """All other scenarios that touch them, for what got through until now."""
        met = {name: {one.scenario for one in case.met} for name, case in proof.cases.items()}
        rest = {
            name: _spread(name, tuple(world for world in reach[name] if world[0] not in met[name]))
            for name, case in proof.cases.items()
            if name in reach and not case.killed
        }
        self._meet(proof, "what got through, in all the others", rest, 2 * self.extent.minutes)

    def _meet(self, proof: Proof, said: str, worlds: dict[str, tuple[World, ...]], minutes: float) -> None:
        tasks = [
            Task(name=name, defect=name, worlds=some, minutes=minutes)
            for name, some in worlds.items()
            if some
        ]
        for outcome in self._done(said, tasks):
            case = proof.cases[outcome.task.defect]
            case.executed |= outcome.executed
            case.met += outcome.met
            case.trouble = case.trouble or outcome.trouble or "\n".join(outcome.unexplained)
            case.wall_s += outcome.wall_s

    def _without_repair(self, proof: Proof) -> None:
        """The scenario that caught it, while the engine repairs no drift."""
        tasks = [
            Task(
                name=f"{name}-without-repair", defect=name, reconciliation="off",
                worlds=(case.smallest,), files=(case.kills[0].file,),
            )
            for name, case in proof.cases.items()
            if case.smallest is not None
        ]  # fmt: skip
        for outcome in self._done("the same while nothing is repaired", tasks):
            proof.cases[outcome.task.defect].met_without_repair = outcome.met

    def _explored(self, proof: Proof) -> None:
        """Stories until one fails: for the worst, and for those that no scenario caught."""
        tasks = [
            Task(name=f"{name}-stories", defect=name, seeds=self.extent.stories_until_found, stop=True)
            for name, case in proof.cases.items()
            if case.defect.severity <= self.extent.explored_severity or not case.killed
        ]
        for outcome in self._done("stories with broken connectors", tasks):
            case = proof.cases[outcome.task.defect]
            case.stories = outcome.stories
            case.executed |= outcome.executed
            case.story = outcome.found[0] if outcome.found else None

    def _right(self, proof: Proof) -> None:
        """Stories with engines that are right, in pieces for all cores."""
        tasks = [*_pieces(Task(name=RIGHT, seeds=self.extent.stories))]
        for variant in VARIANTS:
            engine = factory_of(variant.__name__)
            tasks += _pieces(Task(name=variant.__name__, engine=engine, seeds=self.extent.stories_of_variant))
        for outcome in self._done("stories with right engines", tasks):
            proof.right.append(outcome)
            proof.seeds += outcome.stories


def _spread(defect: str, worlds: tuple[World, ...], most: int | None = None) -> tuple[World, ...]:
    """Of each scenario one topology, and no more scenarios than this, evenly from all of them."""
    by_scenario: dict[str, list[World]] = {}
    for world in sorted(worlds):
        by_scenario.setdefault(world[0], []).append(world)
    one_each = [found[digest(defect, name) % len(found)] for name, found in by_scenario.items()]
    one_each.sort(key=lambda world: digest(defect, *world))
    return tuple(one_each[:most])


def _pieces(task: Task) -> Iterator[Task]:
    for first in range(1, task.seeds + 1, _PIECE):
        count = min(_PIECE, task.seeds + 1 - first)
        yield replace(task, name=f"{task.name}-{first}", first=first, seeds=count)


def _ending(outcome: Outcome) -> str:
    if outcome.trouble:
        return f": came to nothing: {outcome.trouble.strip().splitlines()[-1]}"
    failed = sum(met.verdict == FAILED for met in outcome.met)
    said = [f"{failed} of {len(outcome.met)} scenarios fail"] if outcome.met else []
    said += [f"{outcome.stories} stories, {len(outcome.found)} fail"] if outcome.stories else []
    return f": {', '.join(said)}" if said else ""
