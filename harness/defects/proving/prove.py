"""The proof, step by step: right engines, where changed lines run, broken engines, their stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ordergate.simulators.kernel.chance import digest

from ..benign import VARIANTS, factory_of
from ..defect import Defect
from ..foreign.variant import Variant
from .abroad import VARIANTS as VARIANTS_ABROAD
from .abroad import abroad
from .caught import Catchers
from .crew import outcomes
from .proof import Case, Proof
from .task import FAILED, Outcome, Task, World

Tell = Callable[[str], None]
RIGHT = "right"
_PIECE = 100


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much is done.

    A broken engine meets what caught it last time and so many ``worlds`` more, each of another scenario,
    drawn from those that run its changed lines. What gets through meets all the others. None is begun after
    so many minutes, because a connector that never comes to rest takes long in each.
    """

    worlds: int = 16
    minutes: float = 0.25
    minutes_of_rest: float = 2.0
    stories: int = 500
    stories_of_variant: int = 100
    stories_until_found: int = 200
    unrepaired: bool = True
    explored_severity: int = 1
    examples: Path | None = None
    """Where the connectors in other languages are whose broken variants are tried, if they are."""
    variants: tuple[Variant, ...] = VARIANTS_ABROAD


@dataclass
class Proving:
    """A proof on its way; ``by`` is what caught them before, ``tell`` hears of each step."""

    defects: tuple[Defect, ...]
    extent: Extent
    jobs: int
    directory: Path
    by: Mapping[str, Catchers]
    tell: Tell

    def prove(self) -> Proof:
        """Do all of it."""
        proof = Proof({defect.name: Case(defect) for defect in self.defects})
        reach = self._watched(proof)
        self._broken(proof, reach)
        self._rest(proof, reach)
        self._explored(proof)
        self._right(proof)
        self.over_the_wire(proof)
        return proof

    def over_the_wire(self, proof: Proof) -> None:
        """Broken variants of connectors in other languages, each in a scenario."""
        if self.extent.examples is None:
            return
        met = abroad(self.extent.variants, self.extent.examples, self.directory / "abroad", jobs=self.jobs)
        for number, one in enumerate(met, 1):
            name = one.broken or f"{one.variant.example} as it is"
            self.tell(f"over the wire: {number}: {name}: {one.verdict} {one.trouble}".rstrip())
            proof.abroad.append(one)

    def sample(self) -> Proof:
        """Only what caught each of them last time, and a few stories of the right engine."""
        proof = Proof({defect.name: Case(defect) for defect in self.defects if defect.name in self.by})
        tasks = []
        for name in proof.cases:
            told = self.by[name]
            if told.worlds:
                world, file = told.worlds[0]
                tasks.append(Task(name=name, defect=name, worlds=(world,), files=(str(file),)))
            elif told.seed is not None:
                tasks.append(Task(name=name, defect=name, first=told.seed, seeds=1))
        self._take(proof, "what caught them before", tasks)
        self._right(proof)
        return proof

    def _done(self, said: str, tasks: Iterable[Task]) -> Iterator[Outcome]:
        known = list(tasks)
        for number, outcome in enumerate(outcomes(known, jobs=self.jobs, directory=self.directory), 1):
            self.tell(f"{said}: {number} of {len(known)}: {outcome.task.name}{_ending(outcome)}")
            yield outcome

    def _watched(self, proof: Proof) -> dict[str, tuple[World, ...]]:
        """The worlds in which the lines of each defect run."""
        parts = [
            Task(name=f"{RIGHT}-{part + 1}", watch=True, worlds=None, part=(part, self.jobs))
            for part in range(self.jobs)
        ]
        reach: dict[str, list[World]] = {}
        for outcome in self._done("the right engine in all scenarios", parts):
            proof.right.append(outcome)
            for met in outcome.met:
                for name in met.ran:
                    reach.setdefault(name, []).append(met.world)
        return {name: tuple(found) for name, found in reach.items()}

    def _broken(self, proof: Proof, reach: dict[str, tuple[World, ...]]) -> None:
        """What caught it before, and a share of the other scenarios that touch the changed lines."""
        first = {}
        for name in proof.cases:
            there = reach.get(name, ())
            known = [world for world, _ in self.by[name].worlds if world in there] if name in self.by else []
            drawn = _spread(name, there, self.extent.worlds)
            first[name] = tuple(dict.fromkeys((*known, *drawn)))
        self._meet(proof, "broken connectors in scenarios that touch them", first, self.extent.minutes)

    def _rest(self, proof: Proof, reach: dict[str, tuple[World, ...]]) -> None:
        """All other worlds that touch them until one fails, for what got through until now."""
        rest = {}
        for name, case in proof.cases.items():
            if name in reach and not case.killed:
                met = {one.world for one in case.met}
                left = tuple(world for world in reach[name] if world not in met)
                rest[name] = tuple(dict.fromkeys((*_spread(name, left), *left)))
        self._meet(proof, "what got through, in all the others", rest, self.extent.minutes_of_rest, enough=1)

    def _meet(
        self, proof: Proof, said: str, worlds: dict[str, tuple[World, ...]], minutes: float, enough: int = 0
    ) -> None:
        tasks = [
            Task(
                name=name, defect=name, worlds=some, minutes=minutes, enough=enough,
                unrepaired=self.extent.unrepaired,
            )
            for name, some in worlds.items()
            if some
        ]  # fmt: skip
        self._take(proof, said, tasks)

    def _take(self, proof: Proof, said: str, tasks: Iterable[Task]) -> None:
        for outcome in self._done(said, tasks):
            case = proof.cases[outcome.task.defect]
            case.executed |= outcome.executed
            case.met += outcome.met
            case.met_without_repair += outcome.met_without_repair
            case.stories += outcome.stories
            case.story = outcome.found[0] if outcome.found else case.story
            case.trouble = case.trouble or outcome.trouble or "\n".join(outcome.unexplained)
            case.wall_s += outcome.wall_s

    def _explored(self, proof: Proof) -> None:
        """Stories until one fails: for the worst, and for those that no scenario caught."""
        tasks = [
            Task(name=f"{name}-stories", defect=name, seeds=self.extent.stories_until_found, stop=True)
            for name, case in proof.cases.items()
            if case.defect.severity <= self.extent.explored_severity or not case.killed
        ]
        self._take(proof, "stories with broken connectors", tasks)

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
