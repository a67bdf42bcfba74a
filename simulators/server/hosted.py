"""One isolated world in real time, with its own systems, clock, journal and feed of changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from ..faults.adversary import Struck
from ..faults.rule import read_rule
from ..kernel.clock import WallClock
from ..kernel.journal import Journal
from ..kernel.outbox import Courier, Event, Outbox, Owed, Sign, Subscription
from ..kernel.problems import Conflict, NotFound
from ..kernel.settings import PLAIN, Layout, Settings
from ..kernel.wire import WireRequest
from .feed import Feed, FeedMark
from .systems import Systems, WorldSnapshot

SNAPSHOTS_MAX = 100
CALM_S = 0.5


@dataclass(frozen=True)
class WorldPlan:
    """What a world is made from; without ``start_us`` its time begins with the wall's.

    ``scale`` is how many seconds pass in the world for each second on the wall. Orders are booked and
    allocated at the first of the sites of its ``layout`` unless something else is said.
    """

    name: str
    topology: str
    seed: int
    start_us: int | None = None
    scale: int = 1
    layout: Layout = PLAIN


@dataclass(frozen=True)
class HeldPost:
    """Where a system delivers its webhooks, and which are still on their way."""

    subscriptions: dict[str, Subscription]
    owed: list[Owed]
    exhausted: list[tuple[str, str]]

    def put_into(self, outbox: Outbox) -> None:
        """Let an outbox hold this, except what it still owes."""
        outbox.subscriptions = dict(self.subscriptions)
        outbox.exhausted = list(self.exhausted)


@dataclass(frozen=True)
class Keepsake:
    """A world as it stood at one moment: documents, webhooks on their way, feed of changes."""

    stores: WorldSnapshot
    post: dict[str, HeldPost]
    feed: FeedMark


@dataclass(frozen=True)
class HeldSnapshot:
    """A snapshot, which may lie on disk until it is wanted, and how many changes came before it."""

    last: int
    keepsake: Callable[[], Keepsake]


@dataclass(frozen=True)
class Pace:
    """How a world's time passes when nobody moves it.

    With ``when_idle`` it jumps to the next timer of the systems as soon as nothing has happened for
    ``calm_s`` seconds on the wall.
    """

    scale: int
    frozen: bool = False
    when_idle: bool = False
    calm_s: float = CALM_S


@dataclass(frozen=True)
class Past:
    """What a world goes on from that a server held before."""

    generation: int
    clock: WallClock
    unmoved: WallClock
    pace: Pace
    feed: FeedMark


class Keeper(Protocol):
    """Is told of what becomes of worlds, so that they can outlast their server."""

    def journal(self, now_us: Callable[[], int], path: Path) -> Journal:
        """The journal of a world that begins or goes on."""

    def began(self, world: HostedWorld) -> None:
        """A world was made, perhaps in the place of another."""

    def ended(self, world: HostedWorld) -> None:
        """A world is gone for good."""

    def moved(self, world: HostedWorld) -> None:
        """A world's clock was moved, or goes at another pace."""

    def snapshot_taken(self, world: HostedWorld, name: str) -> None:
        """A snapshot was taken of a world as it stands."""

    def snapshot_forgotten(self, world: HostedWorld, name: str) -> None:
        """A snapshot is gone."""

    def restored(self, world: HostedWorld, name: str) -> None:
        """A world stands as a snapshot did, with new systems."""


class Forgetful:
    """The keeper of worlds that end with their server."""

    def journal(self, now_us: Callable[[], int], path: Path) -> Journal:
        """A new file."""
        return Journal.to_file(now_us, path)

    def began(self, world: HostedWorld) -> None:
        """Nothing is kept."""

    def ended(self, world: HostedWorld) -> None:
        """Nothing is kept."""

    def moved(self, world: HostedWorld) -> None:
        """Nothing is kept."""

    def snapshot_taken(self, world: HostedWorld, name: str) -> None:
        """The world holds it itself."""

    def snapshot_forgotten(self, world: HostedWorld, name: str) -> None:
        """Nothing is kept."""

    def restored(self, world: HostedWorld, name: str) -> None:
        """Nothing is kept."""


class HostedWorld:
    """One world in real time; a snapshot of it keeps all but its clock, for time never goes back.

    Its clock can be moved ahead of the connector's, which nobody moves. So what vendors and
    connectors use to tell fresh messages from old ones stays with the time that nobody moved:
    webhooks are stamped with it, and the age of a signed request is not looked at.
    """

    def __init__(
        self,
        plan: WorldPlan,
        *,
        courier: Courier,
        journal: Path,
        next_generation: Callable[[], int],
        keeper: Keeper,
        past: Past | None = None,
    ) -> None:
        self.plan = plan
        self.clock = WallClock(plan.start_us, scale=plan.scale) if past is None else past.clock
        unmoved = WallClock(self.clock.now_us(), scale=plan.scale)
        self.unmoved = unmoved if past is None else past.unmoved
        self.pace = Pace(plan.scale) if past is None else past.pace
        self.journal_path = journal
        self.journal = keeper.journal(self.clock.now_us, journal)
        self.snapshots: dict[str, HeldSnapshot] = {}
        self.delivering = 0
        self._courier = courier
        self._keeper = keeper
        self._next_generation = next_generation
        self.feed = Feed(next_generation()) if past is None else Feed(past.generation, past.feed)
        self.systems = self._fresh_systems()
        kind = "world" if past is None else "resumed"
        self.journal.write(kind, topology=plan.topology, seed=plan.seed, clock="wall", scale=plan.scale)

    def disturb(self, rule: str, *, gives_way: bool = False) -> Struck:
        """Put a rule of faults in force."""
        return self.systems.adversary.begin(read_rule(rule), gives_way=gives_way)

    def heal(self, name: str) -> Struck:
        """End a rule of faults."""
        try:
            return self.systems.adversary.end(name)
        except KeyError:
            raise NotFound(f"there is no disturbance {name} in world {self.plan.name}") from None

    def take_snapshot(self, name: str) -> None:
        """Remember under a name how everything stands."""
        if name in self.snapshots:
            raise Conflict(f"world {self.plan.name} has a snapshot {name} already", field="name")
        if len(self.snapshots) >= SNAPSHOTS_MAX:
            raise Conflict(f"a world keeps at most {SNAPSHOTS_MAX} snapshots; delete one first")
        post = {name: _held_post(system.context.outbox) for name, system in self.systems.systems.items()}
        keepsake = Keepsake(self.systems.snapshot(), post, self.feed.mark())
        self.snapshots[name] = HeldSnapshot(self.feed.last, lambda: keepsake)
        self.journal.write("snapshot", name=name)
        self._keeper.snapshot_taken(self, name)

    def forget_snapshot(self, name: str) -> None:
        """Keep a snapshot no longer."""
        self.snapshot(name)
        del self.snapshots[name]
        self._keeper.snapshot_forgotten(self, name)

    def restore(self, name: str) -> Systems:
        """Stand as a snapshot did; returns the systems that were replaced and have to be stopped.

        The systems are new ones: tokens, next pages and idempotency keys of the time that never
        was are unknown to them, as after a vendor's restart.
        """
        kept = self.snapshot(name).keepsake()
        replaced = self.systems
        self.feed = Feed(self._next_generation(), kept.feed)
        self.systems = self._fresh_systems()
        self.systems.restore(kept.stores)
        self.systems.adversary.take_over(replaced.adversary)
        self.journal.write("restored", name=name)
        for system, post in kept.post.items():
            outbox = self.systems[system].context.outbox
            # An event id is never given out twice, or connectors would take the second for known.
            outbox.issued = replaced[system].context.outbox.issued
            post.put_into(outbox)
            for owed in post.owed:
                outbox.owe(owed)
        self._keeper.restored(self, name)
        return replaced

    def move(self, by_us: int) -> None:
        """Move the world's time forward."""
        self.clock.advance(by_us)
        self.journal.write("clock", advanced_us=by_us)
        self._keeper.moved(self)

    def go_at(self, pace: Pace) -> None:
        """Let the world's time pass at another pace from now on."""
        self.pace = pace
        self.clock.pace(scale=pace.scale, frozen=pace.frozen)
        self.journal.write("pace", scale=pace.scale, frozen=pace.frozen, when_idle=pace.when_idle)
        self._keeper.moved(self)

    def snapshot(self, name: str) -> HeldSnapshot:
        """A snapshot by its name."""
        kept = self.snapshots.get(name)
        if kept is None:
            raise NotFound(f"world {self.plan.name} has no snapshot {name}")
        return kept

    def in_flight(self) -> int:
        """How many requests to the systems are not answered yet."""
        return sum(system.in_flight for system in self.systems.served.values())

    def undelivered(self) -> int:
        """How many webhooks are on their way or wait for another attempt."""
        return sum(len(system.context.outbox.pending) for system in self.systems.systems.values())

    def exhausted(self) -> int:
        """How many webhooks were refused on every attempt."""
        return sum(len(system.context.outbox.exhausted) for system in self.systems.systems.values())

    def _fresh_systems(self) -> Systems:
        systems = Systems(
            self.plan.topology, seed=self.plan.seed, clock=self.clock, journal=self.journal,
            settings=Settings(self.plan.layout, signature_tolerance_s=None),
        )  # fmt: skip
        for system in systems.systems.values():
            outbox = system.context.outbox
            outbox.habits = replace(outbox.habits, sign=self._stamped(outbox.habits.sign))
        systems.connect(_Counting(self._courier, self))
        systems.listen(self.feed.observe)
        return systems

    def _stamped(self, sign: Sign) -> Sign:
        def stamped(event: Event, subscription: Subscription, now_us: int) -> Mapping[str, str]:
            del now_us
            return sign(event, subscription, self.unmoved.now_us())

        return stamped


@dataclass(frozen=True)
class _Counting:
    """Carries webhooks, and counts in a world how many are being carried."""

    courier: Courier
    world: HostedWorld

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        self.world.delivering += 1
        try:
            return await self.courier.deliver(url, request)
        finally:
            self.world.delivering -= 1


def _held_post(outbox: Outbox) -> HeldPost:
    owed = [Owed(event, to) for (_, to), event in outbox.pending.items()]
    return HeldPost(dict(outbox.subscriptions), owed, list(outbox.exhausted))
