"""Many isolated worlds by name, each with its own systems, clock, journal and feed of changes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from ..faults.down import Down
from ..kernel.clock import WallClock
from ..kernel.disturbance import Disturbance
from ..kernel.journal import Journal
from ..kernel.outbox import Courier, Event, Outbox, Sign, Subscription
from ..kernel.problems import Conflict, NotFound, Unprocessable
from ..kernel.settings import Settings
from .feed import Feed, FeedMark
from .systems import Systems, WorldSnapshot
from .topology import TOPOLOGIES

WORLDS_MAX = 500
SNAPSHOTS_MAX = 100
SEED_MAX = 2**63 - 1
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
DISTURBANCES: dict[str, Callable[[int], Disturbance]] = {"down": Down}


@dataclass(frozen=True)
class WorldPlan:
    """What a world is made from; without ``start_us`` its time begins with the wall's.

    ``scale`` is how many seconds pass in the world for each second on the wall.
    """

    name: str
    topology: str
    seed: int
    start_us: int | None = None
    scale: int = 1


@dataclass(frozen=True)
class Unrest:
    """A disturbance that lasts, under the name by which it is ended."""

    name: str
    system: str
    kind: str
    disturbance: Disturbance


@dataclass(frozen=True)
class HeldPost:
    """Where a system delivers its webhooks, and which are still on their way."""

    subscriptions: dict[str, Subscription]
    events: list[Event]
    exhausted: list[tuple[str, str]]


@dataclass(frozen=True)
class Keepsake:
    """A world as it stood at one moment: documents, webhooks on their way, feed of changes."""

    stores: WorldSnapshot
    post: dict[str, HeldPost]
    feed: FeedMark


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
    ) -> None:
        self.plan = plan
        self.clock = WallClock(plan.start_us, scale=plan.scale)
        self.unmoved = WallClock(self.clock.now_us(), scale=plan.scale)
        self.journal_path = journal
        self.journal = Journal.to_file(self.clock.now_us, journal)
        self.unrest: dict[str, Unrest] = {}
        self.snapshots: dict[str, Keepsake] = {}
        self._courier = courier
        self._next_generation = next_generation
        self.feed = Feed(next_generation())
        self.systems = self._fresh_systems()
        self.journal.write("world", topology=plan.topology, seed=plan.seed, clock="wall", scale=plan.scale)

    def disturb(self, system: str, kind: str, retry_after_s: int) -> Unrest:
        """Start a disturbance of a system."""
        if system not in self.systems:
            raise Unprocessable(
                f"there is no {system} in topology {self.plan.topology}; there is: "
                f"{', '.join(self.systems.systems)}",
                field="system",
            )
        if kind not in DISTURBANCES:
            raise Unprocessable(
                f"there is no disturbance {kind}; there are: {', '.join(DISTURBANCES)}",
                field="kind",
            )
        number = self.journal.write("disturbed", system=system, what=kind)
        disturbance = DISTURBANCES[kind](retry_after_s)
        unrest = Unrest(f"{system}-{kind}-{number}", system, kind, disturbance)
        self.unrest[unrest.name] = unrest
        self._apply_unrest()
        return unrest

    def heal(self, name: str) -> None:
        """End a disturbance."""
        ended = self.unrest.pop(name, None)
        if ended is None:
            raise NotFound(f"there is no disturbance {name} in world {self.plan.name}")
        self._apply_unrest()
        self.journal.write("healed", system=ended.system, what=ended.kind)

    def take_snapshot(self, name: str) -> None:
        """Remember under a name how everything stands."""
        if name in self.snapshots:
            raise Conflict(f"world {self.plan.name} has a snapshot {name} already", field="name")
        if len(self.snapshots) >= SNAPSHOTS_MAX:
            raise Conflict(f"a world keeps at most {SNAPSHOTS_MAX} snapshots; delete one first")
        post = {name: _held_post(system.context.outbox) for name, system in self.systems.systems.items()}
        self.snapshots[name] = Keepsake(self.systems.snapshot(), post, self.feed.mark())
        self.journal.write("snapshot", name=name)

    def restore(self, name: str) -> Systems:
        """Stand as a snapshot did; returns the systems that were replaced and have to be stopped.

        The systems are new ones: tokens, next pages and idempotency keys of the time that never
        was are unknown to them, as after a vendor's restart.
        """
        kept = self.snapshot(name)
        replaced = self.systems
        self.feed = Feed(self._next_generation(), kept.feed)
        self.systems = self._fresh_systems()
        self.systems.restore(kept.stores)
        self._apply_unrest()
        self.journal.write("restored", name=name)
        for system, post in kept.post.items():
            outbox = self.systems[system].context.outbox
            # An event id is never given out twice, or connectors would take the second for known.
            outbox.issued = replaced[system].context.outbox.issued
            outbox.subscriptions = dict(post.subscriptions)
            outbox.exhausted = list(post.exhausted)
            outbox.waiting = list(post.events)
            outbox.release()
        return replaced

    def snapshot(self, name: str) -> Keepsake:
        """A snapshot by its name."""
        kept = self.snapshots.get(name)
        if kept is None:
            raise NotFound(f"world {self.plan.name} has no snapshot {name}")
        return kept

    def in_flight(self) -> int:
        """How many requests to the systems are not answered yet."""
        return sum(system.in_flight for system in self.systems.systems.values())

    def undelivered(self) -> int:
        """How many webhooks are on their way or wait for another attempt."""
        return sum(len(system.context.outbox.pending) for system in self.systems.systems.values())

    def exhausted(self) -> int:
        """How many webhooks were refused on every attempt."""
        return sum(len(system.context.outbox.exhausted) for system in self.systems.systems.values())

    def _fresh_systems(self) -> Systems:
        systems = Systems(
            self.plan.topology, seed=self.plan.seed, clock=self.clock, journal=self.journal,
            settings=Settings(signature_tolerance_s=None),
        )  # fmt: skip
        for system in systems.systems.values():
            outbox = system.context.outbox
            outbox.habits = replace(outbox.habits, sign=self._stamped(outbox.habits.sign))
        systems.connect(self._courier)
        systems.listen(self.feed.observe)
        return systems

    def _stamped(self, sign: Sign) -> Sign:
        def stamped(event: Event, subscription: Subscription, now_us: int) -> Mapping[str, str]:
            del now_us
            return sign(event, subscription, self.unmoved.now_us())

        return stamped

    def _apply_unrest(self) -> None:
        for name, system in self.systems.systems.items():
            system.disturbances = [
                unrest.disturbance for unrest in self.unrest.values() if unrest.system == name
            ]


class WorldHost:
    """The worlds that one server holds."""

    def __init__(self, *, base_url: str, journals: Path, courier: Courier) -> None:
        self.base_url = base_url
        self.worlds: dict[str, HostedWorld] = {}
        self._journals = journals
        self._courier = courier
        self._generations = count(1)
        self._numbers = count(1)
        self._ending: set[asyncio.Task[None]] = set()

    def open(self, plan: WorldPlan) -> HostedWorld:
        """Make a world; one without a name is given one."""
        if plan.topology not in TOPOLOGIES:
            raise Unprocessable(
                f"there is no topology {plan.topology}; there are: {', '.join(TOPOLOGIES)}",
                field="topology",
            )
        if plan.name and not NAME.match(plan.name):
            raise Unprocessable(
                f"a world cannot be called {plan.name!r}; a name has 1 to 40 lower-case letters, "
                "digits and dashes, and does not begin with a dash",
                field="name",
            )
        if not 0 <= plan.seed <= SEED_MAX:
            raise Unprocessable(f"seed is {plan.seed}; it takes 0 to {SEED_MAX}", field="seed")
        if plan.name in self.worlds:
            raise Conflict(f"there is a world {plan.name} already; reset or delete it", field="name")
        if len(self.worlds) >= WORLDS_MAX:
            raise Conflict(f"there are {WORLDS_MAX} worlds, which is the most; delete one first")
        return self._made(replace(plan, name=plan.name or self._free_name()))

    def world(self, name: str) -> HostedWorld:
        """A world by its name."""
        found = self.worlds.get(name)
        if found is None:
            known = ", ".join(self.worlds) or "none"
            raise NotFound(f"there is no world {name}; there are: {known}")
        return found

    def close(self, name: str) -> None:
        """End a world; its journal stays."""
        self._end(self.world(name))
        del self.worlds[name]

    def reset(self, name: str) -> HostedWorld:
        """Put a fresh world made from the same plan in the place of this one."""
        old = self.world(name)
        self._end(old)
        return self._made(old.plan)

    def restore(self, name: str, snapshot: str) -> None:
        """Make a world stand as its snapshot did."""
        replaced = self.world(name).restore(snapshot)
        self._later(replaced.stop())

    async def stop(self) -> None:
        """End all worlds."""
        for name in list(self.worlds):
            self.close(name)
        await asyncio.gather(*self._ending)

    def _made(self, plan: WorldPlan) -> HostedWorld:
        world = HostedWorld(
            plan, courier=self._courier, journal=self._free_journal(plan.name),
            next_generation=lambda: next(self._generations),
        )  # fmt: skip
        self.worlds[plan.name] = world
        return world

    def _end(self, world: HostedWorld) -> None:
        world.journal.write("ended")
        self._later(_ended(world))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _free_name(self) -> str:
        return next(name for n in self._numbers if (name := f"world-{n}") not in self.worlds)

    def _free_journal(self, name: str) -> Path:
        paths = (self._journals / f"{name}-{n}.ndjson" for n in count(1))
        return next(path for path in paths if not path.exists())


async def _ended(world: HostedWorld) -> None:
    await world.systems.stop()
    world.journal.close()


def _held_post(outbox: Outbox) -> HeldPost:
    events = {event.id: event for event in outbox.pending.values()}
    return HeldPost(dict(outbox.subscriptions), list(events.values()), list(outbox.exhausted))
