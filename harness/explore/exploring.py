"""Tells many stories, on several cores, and keeps what broke a rule, as short as it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from ..config.model import Config
from ..running.wall import stopwatch
from ..running.worlds import Over, Worlds, can_crash, features_of, way_to
from .coverage import Coverage
from .draw import Draw
from .playing import Player, Told
from .pool import in_order
from .scenario_file import scenario_text
from .setting import Setting, drawn_setting
from .shrinking import SECONDS_MAX, TRIES_MAX, Shrinking


@dataclass(frozen=True)
class Plan:
    """Which stories to tell, with which connector; ``seconds`` is when to begin no further one, 0 never."""

    config: Config
    over: str = "process"
    first: int = 1
    seeds: int = 100
    seconds: float = 0.0
    jobs: int = 1
    shrink: bool = True
    tries_max: int = TRIES_MAX
    """How many shorter stories are tried at most for each that breaks a rule."""
    shrink_s: float = SECONDS_MAX
    """For how long shorter stories are tried at most."""
    found_max: int = 0
    """After how many broken stories to stop, 0 never."""
    chunk: int = 8
    """How many stories a process tells before it says what came of them."""

    @property
    def in_process(self) -> bool:
        """Whether systems and connector share this process, in virtual time."""
        return way_to(self.config, Over(self.over)) is Over.PROCESS


@dataclass(frozen=True)
class Broken:
    """A story that broke rules: as it was drawn, as short as it got, and the file that tells it."""

    drawn: Told
    short: Told
    rule: str
    text: str


@dataclass
class Explored:
    """What came of all of them."""

    stories: int = 0
    orders: int = 0
    steps: int = 0
    wall_s: float = 0.0
    last_seed: int = 0
    broken: list[Broken] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)

    def add(self, other: Explored) -> None:
        """Take in what came of other stories."""
        self.stories += other.stories
        self.orders += other.orders
        self.steps += other.steps
        self.last_seed = max(self.last_seed, other.last_seed)
        self.broken += other.broken
        self.coverage.merge(other.coverage)


def unheard(so_far: Explored) -> None:
    """The progress of what nobody watches."""
    del so_far


def explore(plan: Plan, progress: Callable[[Explored], None] = unheard) -> Explored:
    """Tell the stories of a plan; ``progress`` hears what came of it so far, again and again."""
    began = stopwatch()
    found = Explored()

    def elapsed() -> float:
        return stopwatch() - began

    pieces = _in_time(_pieces(plan), elapsed, plan.seconds)
    for piece in in_order(partial(tell, plan), pieces, jobs=plan.jobs):
        found.add(piece)
        found.wall_s = elapsed()
        progress(found)
        if plan.found_max and len(found.broken) >= plan.found_max:
            break
    found.broken.sort(key=lambda broken: broken.drawn.seed)
    found.wall_s = elapsed()
    return found


def tell(plan: Plan, seeds: Sequence[int]) -> Explored:
    """Tell the stories of these seeds, one after the other."""
    found = Explored()
    with closing(Worlds(plan.config, Over(plan.over))) as worlds:
        player = Player(worlds, features_of(plan.config, Over(plan.over)))
        for seed in seeds:
            told = player.draws(seed, *_drawn(plan, seed))
            found.stories += 1
            found.orders += told.orders
            found.steps += len(told.lines)
            found.last_seed = seed
            found.coverage.add(told.facts)
            if told.findings:
                found.broken.append(_shortened(plan, player, told))
    return found


def _drawn(plan: Plan, seed: int) -> tuple[Setting, Draw]:
    draw = Draw(seed)
    features = plan.config.features
    topologies = [topology.value for topology in plan.config.connector.topologies]
    setting = drawn_setting(
        draw, topologies, sites=features is None or "sites" in features,
        policies=can_crash(plan.config, Over(plan.over)),
    )  # fmt: skip
    return setting, draw


def _shortened(plan: Plan, player: Player, told: Told) -> Broken:
    rule = told.findings[0].rule
    short = Shrinking(player, rule, plan.tries_max, plan.shrink_s).shortest(told) if plan.shrink else told
    return Broken(told, short, rule, scenario_text(short, rule))


def _pieces(plan: Plan) -> Iterator[list[int]]:
    """The seeds in small pieces, so that many cores have all something to do to the end."""
    seeds = iter(range(plan.first, plan.first + plan.seeds))
    size = plan.chunk if plan.in_process else 1
    while piece := list(islice(seeds, size)):
        yield piece


def _in_time(pieces: Iterator[list[int]], elapsed: Callable[[], float], most: float) -> Iterator[list[int]]:
    for piece in pieces:
        if most and elapsed() >= most:
            return
        yield piece
