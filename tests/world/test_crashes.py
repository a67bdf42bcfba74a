"""The engine crashes in a world: what was done stays done, and what is gone has no effect any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from ordergate.harness.errors import UsageError
from ordergate.harness.sync.engine import Engine
from ordergate.harness.sync.errors import Severed
from ordergate.harness.sync.ports import SECOND_US, HttpRequest, Ports
from ordergate.harness.sync.settings import Settings
from ordergate.harness.sync.store import Store
from ordergate.harness.sync.surroundings import surroundings
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.lives import Life
from ordergate.harness.world.reference import MortalConnector, SystemPort, reference_engine
from ordergate.harness.world.travel import Travel
from ordergate.simulators.faults.crash import Crash
from ordergate.simulators.kernel.chance import Chance

Opened = Callable[..., InProcessWorld]
LAST_WORD = "http://connector.world/last-word"


class TidyEngine(Engine):
    """An engine that still says something to the shop when it ends."""

    made = 0

    def __init__(self, settings: Settings, ports: Ports) -> None:
        super().__init__(settings, ports)
        TidyEngine.made += 1
        self._number = TidyEngine.made
        self._around = surroundings(settings, ports)
        self._last_will: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._last_will = [asyncio.get_running_loop().create_task(self._until_the_end())]
        await super().start()

    async def stop(self) -> None:
        for task in self._last_will:
            task.cancel()
        await asyncio.gather(*self._last_will, return_exceptions=True)
        await super().stop()

    async def _until_the_end(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await self._around.marketplace.subscribe(f"{LAST_WORD}/{self._number}", ["order.placed"])


@pytest.fixture
def opened() -> Iterator[Opened]:
    worlds: list[InProcessWorld] = []

    def open_(*rules: str, make: type[Engine] = Engine) -> InProcessWorld:
        blueprint = Blueprint("shop-erp", 7, rules=rules)
        worlds.append(InProcessWorld(blueprint, partial(reference_engine, make=make)))
        return worlds[-1]

    yield open_
    for world in worlds:
        if not world.loop.is_closed():
            world.close()


def connector_of(world: InProcessWorld) -> MortalConnector:
    assert isinstance(world.connector, MortalConnector)
    return world.connector


def last_words(world: InProcessWorld) -> list[str]:
    held = world.vendors["marketplace"].context.outbox.subscriptions.values()
    return sorted(one.url for one in held if one.url.startswith(LAST_WORD))


def test_what_an_engine_does_while_it_ends_has_an_effect_unless_it_crashed(opened: Opened) -> None:
    TidyEngine.made = 0
    world = opened("crash on erp nth=3", make=TidyEngine)
    World(world).settle()
    crashed, stopped = 1, TidyEngine.made
    world.close()  # Both are cancelled now, and both run their `finally`.
    assert (crashed, stopped) == (1, 2)
    assert last_words(world) == [f"{LAST_WORD}/{stopped}"]


@pytest.mark.parametrize(("when", "orders"), [("before", 0), ("after", 1)])
def test_the_call_that_it_dies_of_has_its_effect_only_if_it_was_made(
    opened: Opened, when: str, orders: int
) -> None:
    world = World(port := opened())
    item = world.stocked()
    world.disturb(f"crash on erp.place_sales_order nth=1 when={when} down_s=600")
    world.buyer.orders({item: 1})
    while not connector_of(port).down:
        world.run(seconds=1)
    assert len(port.vendors["erp"].context.store.tables()["orders"]) == orders
    assert connector_of(port).pending() == 1
    world.settle()
    assert len(port.vendors["erp"].context.store.tables()["orders"]) == 1


def test_what_an_engine_sent_before_it_died_still_arrives(opened: Opened) -> None:
    world = opened()
    life = Life()
    way = Travel("erp", world.clock, Chance(7), (1000, 1000))
    calls = world.connector_calls()
    asked = world.loop.create_task(
        SystemPort(world.vendors["erp"], way, life).send(HttpRequest("GET", "/api/v2.0/items"))
    )
    world.run_until(world.now_us() + SECOND_US // 2)
    life.end(0)
    world.run_until(world.now_us() + 2 * SECOND_US)
    assert world.connector_calls() > calls
    with pytest.raises(Severed):
        asked.result()


@pytest.mark.parametrize(("when", "written"), [("before", []), ("after", [("orders", "1", "SO-1")])])
def test_the_commit_that_it_dies_of_is_on_disk_only_if_it_was_made(
    when: str, written: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    crash = Crash("before") if when == "before" else Crash("after")
    life = Life("", lambda: crash, lambda _: None)
    store = Store(str(tmp_path / "a.sqlite"), opens=life.opens)
    with pytest.raises(Severed), store.transaction():
        store.refer([("orders", "1", "SO-1")])
    again = Store(str(tmp_path / "a.sqlite"))
    found = [(kind, *one) for kind, held in again.refs_of(["orders"]).items() for one in held.items()]
    assert found == written


def test_a_commit_that_changes_nothing_is_no_step(tmp_path: Path) -> None:
    asked: list[None] = []

    def at_commit() -> None:
        asked.append(None)

    store = Store(str(tmp_path / "a.sqlite"), opens=Life("", at_commit, lambda _: None).opens)
    with store.transaction():
        store.forget("orders", "1")
    assert asked == []
    store.forget("orders", "1")  # Outside a transaction nobody can tell beforehand.
    with store.transaction():
        store.set_cursor("orders", "9")
    assert len(asked) == 2


def test_the_new_engine_remembers_what_the_old_one_wrote_down(opened: Opened) -> None:
    world = World(port := opened())
    item = world.stocked()
    order = world.buyer.orders({item: 2})
    world.settle()
    before = connector_of(port).engine.accounts()
    world.disturb("crash on connector nth=1")
    world.run(hours=1)
    assert connector_of(port).engine.accounts() == before
    assert world.order(order).states()["erp"] == "open"


def test_a_webhook_that_meets_nobody_is_delivered_again(opened: Opened) -> None:
    world = World(port := opened())
    item = world.stocked()
    world.disturb("crash on connector nth=1 down_s=900")
    while not connector_of(port).down:
        world.run(seconds=1)
    world.buyer.orders({item: 1})
    world.run(minutes=2)
    busy = port.vendors.busy()
    assert busy is not None and "webhooks of the marketplace are not delivered yet" in busy
    world.settle()
    assert port.unacknowledged() == 0


def test_it_can_die_on_its_way_up(opened: Opened) -> None:
    world = World(port := opened("crash on connector nth=1,2,3 down_s=0"))
    world.settle()
    assert connector_of(port).lives == 4


def test_who_asks_while_it_is_down_waits(opened: Opened) -> None:
    world = World(port := opened())
    world.disturb("crash on connector nth=1 down_s=3600")
    while not connector_of(port).down:
        world.run(seconds=1)
    began_us = port.now_us()
    assert world.set_aside() == []
    assert port.now_us() - began_us == 3600 * SECOND_US


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("lost_reply on connector", "only crash happens on the connector; name a system"),
        ("crash on connector.nothing", "the connector has no nothing; write connector for all its calls"),
        ("crash on connector.commit key=7", "a commit names no document, so that key fits none"),
        ("crash on connector when=during", "when: invalid enum value 'during'"),
    ],
)
def test_a_crash_that_can_never_be_is_refused(opened: Opened, rule: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        opened().disturb(rule)


def test_a_connector_that_nobody_here_can_kill_is_not_asked_to_crash() -> None:
    world = InProcessWorld(Blueprint("shop-erp", 7), None)
    with pytest.raises(UsageError, match="end its process with kill -9 and start it again"):
        world.disturb("crash on erp nth=1")
    world.close()
