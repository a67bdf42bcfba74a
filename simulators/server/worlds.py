"""Many isolated worlds by name, each with its own systems, clock, journal and feed of changes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from ..kernel.clock import SECOND_US
from ..kernel.outbox import Courier
from ..kernel.policy import wrong_with_policies
from ..kernel.problems import Conflict, NotFound, Unprocessable
from ..kernel.settings import wrong_with_sites
from .hosted import Forgetful, HostedWorld, Keeper, Past, WorldPlan
from .topology import POLICIES, TOPOLOGIES

__all__ = ["SCALE_MAX", "HostedWorld", "WorldHost", "WorldPlan", "credible"]

WORLDS_MAX = 500
SEED_MAX = 2**63 - 1
SCALE_MAX = 10_000
_YEAR_US = 31_557_600 * SECOND_US
_EARLIEST_US, _LATEST_US = 20 * _YEAR_US, 130 * _YEAR_US
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


class WorldHost:
    """The worlds that one server holds."""

    def __init__(
        self, *, base_url: str, journals: Path, courier: Courier, keeper: Keeper | None = None
    ) -> None:
        self.base_url = base_url
        self.worlds: dict[str, HostedWorld] = {}
        self._journals = journals
        self._courier = courier
        self._keeper = keeper or Forgetful()
        self.durable = keeper is not None
        self._generation = 0
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
        if not 1 <= plan.scale <= SCALE_MAX:
            raise Unprocessable(f"scale is {plan.scale}; it takes 1 to {SCALE_MAX}", field="scale")
        if wrong := wrong_with_sites(plan.layout.sites + plan.layout.warehouse_only):
            raise Unprocessable(wrong, field="sites")
        if wrong := wrong_with_policies(plan.layout.policies, POLICIES):
            raise Unprocessable(wrong, field="policies")
        if plan.start_us is not None:
            credible(plan.start_us, "start")
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
        world = self.world(name)
        self._keeper.ended(world)
        self._end(world, "ended")
        del self.worlds[name]

    def reset(self, name: str) -> HostedWorld:
        """Put a fresh world made from the same plan in the place of this one."""
        old = self.world(name)
        self._end(old, "ended")
        return self._made(old.plan)

    def restore(self, name: str, snapshot: str) -> None:
        """Make a world stand as its snapshot did."""
        replaced = self.world(name).restore(snapshot)
        self._later(replaced.stop())

    async def stop(self) -> None:
        """Serve no world any longer; those that are kept go on when they are served again."""
        for world in self.worlds.values():
            self._keeper.moved(world)
            self._end(world, "stopped")
        self.worlds.clear()
        await asyncio.gather(*self._ending)

    def go_on(self, plan: WorldPlan, past: Past, journal: Path) -> HostedWorld:
        """Make a world that a server held before; what it holds is filled in by whoever kept it."""
        self._generation = max(self._generation, past.generation)
        world = self._host(plan, journal, past)
        self.worlds[plan.name] = world
        return world

    def _made(self, plan: WorldPlan) -> HostedWorld:
        world = self._host(plan, self._free_journal(plan.name), None)
        self.worlds[plan.name] = world
        self._keeper.began(world)
        return world

    def _host(self, plan: WorldPlan, journal: Path, past: Past | None) -> HostedWorld:
        return HostedWorld(
            plan, courier=self._courier, journal=journal, next_generation=self._next_generation,
            keeper=self._keeper, past=past,
        )  # fmt: skip

    def _next_generation(self) -> int:
        self._generation += 1
        return self._generation

    def _end(self, world: HostedWorld, how: str) -> None:
        world.journal.write(how)
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


def credible(at_us: int, field: str) -> int:
    """The instant, if it can be a world's time; otherwise a refusal that names the field."""
    if not _EARLIEST_US <= at_us <= _LATEST_US:
        raise Unprocessable(
            f"{field} would make it {at_us} us since 1970; a world's time lies between the years "
            "1990 and 2100",
            field=field,
        )
    return at_us


async def _ended(world: HostedWorld) -> None:
    await world.systems.stop()
    world.journal.close()
