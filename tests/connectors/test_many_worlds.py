"""Worlds on one server, each with a connector of its own, do not see each other."""

from __future__ import annotations

from pathlib import Path

from ordergate.harness.config.reading import read_config
from ordergate.harness.running.worlds import Worlds
from ordergate.harness.world.served import ServedWorld
from ordergate.harness.world.world import World

from .gate import LIMITS, Gate

MANY = 16


def name_of(world: World) -> str:
    assert isinstance(world.port, ServedWorld)
    return world.port.opened.name


def test_sixteen_worlds_with_sixteen_connectors_do_not_see_each_other(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    gate.misbehaving("lists", limits=LIMITS.replace("limit_s = ", "limit_s = 2"))
    text = gate.file.read_text("utf-8").replace("PORT =", 'WORLD = "{world.name}"\nPORT =')
    gate.settings(text)
    worlds = Worlds(read_config(gate.file, {}))
    opened: list[World] = []
    try:
        opened += [worlds.open("shop-erp", seed=seed, journal=None, repeat="") for seed in range(MANY)]
        orders = []
        for world in opened:  # All are there before anything happens in one.
            world.settle()
            orders.append(world.buyer.orders({name_of(world): 1 + world.seed}))
        for world, order in zip(opened, orders, strict=True):
            world.settle()
            books = world.books
            assert set(books.table("marketplace", "listings")) == {name_of(world)}
            (placed,) = books.table("marketplace", "orders").values()
            assert (placed.id, placed.lines[0].quantity) == (order.id, 1 + world.seed)
            assert world.port.connector_calls() == 1
    finally:
        for world in opened:
            world.port.close()
        worlds.close()
    assert len({name_of(world) for world in opened}) == len(gate.noted("ports")) == MANY
    assert gate.nothing_is_left(), gate.left_behind()
