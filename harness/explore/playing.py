"""Plays a story in a world of its own, drawn or as it was told before, and has it judged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..errors import ConnectorTrouble, OrdergateError
from ..findings import Finding
from ..running.trial import CONNECTOR, EXPECTATION, Trial, never_settled
from ..running.worlds import Worlds
from ..world.in_process import InProcessWorld
from ..world.world import NeverSettled
from .coverage import Fact, Watch
from .draw import Draw
from .drawing import tells_a_story
from .setting import Setting
from .teller import Teller
from .telling import Telling

NOTHING_SET_ASIDE = "assert world.set_aside() == [], world.set_aside()"
"""How a scenario says that nobody needs a person's help, as nothing in a story does."""


@dataclass(frozen=True)
class Told:
    """A story that was played: its statements, those that came to nothing, and what was wrong."""

    seed: int
    setting: Setting
    lines: tuple[str, ...]
    findings: tuple[Finding, ...]
    refused: tuple[tuple[str, str], ...] = ()
    orders: int = 0
    facts: frozenset[Fact] = frozenset()

    @property
    def rules(self) -> frozenset[str]:
        """The rules that it breaks."""
        return frozenset(finding.rule for finding in self.findings)


@dataclass
class Player:
    """Plays stories with one connector; ``features`` is what it offers, None for everything."""

    worlds: Worlds
    features: Collection[str] | None = None
    played: int = field(default=0, init=False)

    def draws(self, seed: int, setting: Setting, draw: Draw) -> Told:
        """A story that the seed decides, played as it is drawn."""
        return self._plays(
            seed,
            setting,
            lambda telling: tells_a_story(Teller(draw, setting, telling, self.features)),
        )

    def repeats(self, seed: int, setting: Setting, lines: Sequence[str]) -> Told:
        """The same statements again, or what was left of them."""

        def tells(telling: Telling) -> None:
            for line in lines:
                telling.plays(line)

        return self._plays(seed, setting, tells)

    def _plays(self, seed: int, setting: Setting, tells: Callable[[Telling], None]) -> Told:
        self.played += 1
        trial = Trial(
            id="X01", title=f"story {seed}", rule="Every rule holds, whatever people do.",
            topology=setting.topology, seed=seed, repeat=f"ordergate explore --from {seed} --seeds 1",
            worlds=self.worlds, policies=setting.of_connector, layout=setting.layout,
        )  # fmt: skip
        telling, watch = Telling(trial.open()), Watch()
        watch.declared(setting.policies)
        try:
            with watch.over_moves(), _watched(trial, watch):
                tells(telling)
                findings = _judged(trial, telling)
            placed = len(trial.world.books.table("marketplace", "orders"))
        finally:
            trial.close()
        return Told(
            seed, setting, tuple(telling.lines), tuple(findings), tuple(telling.refused), placed,
            frozenset(watch.facts),
        )  # fmt: skip


@contextmanager
def _watched(trial: Trial, watch: Watch) -> Iterator[None]:
    """Note what goes wrong, and what the reference engine carries; of a served world nothing is seen."""
    port = trial.world.port
    if isinstance(port, InProcessWorld):
        port.journal.listen(watch.reads)
    yield
    engine = getattr(getattr(port, "connector", None), "engine", None)
    if engine is not None:
        watch.carried({link for link, _ in engine.accounts().applied})


def _judged(trial: Trial, telling: Telling) -> list[Finding]:
    """Everything that is wrong at the end, when all has arrived and nothing disturbs any more."""
    match telling.ended:
        case NeverSettled() as never:
            return [never_settled(never, trial.repeat)]
        case ConnectorTrouble() as trouble:
            return [Finding(CONNECTOR, str(trouble), repeat=trial.repeat)]
    found = trial.findings()
    try:
        aside = [] if found else telling.world.set_aside()
    except OrdergateError as error:
        return [Finding(CONNECTOR, str(error), repeat=trial.repeat)]
    if aside:
        said = ", ".join(f"{kind} {key}" for kind, key in aside[:5])
        text = f"nothing in this story needs a person, and the connector set aside {said}"
        found = [Finding(EXPECTATION, text, repeat=trial.repeat)]
    return found
