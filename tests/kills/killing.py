"""Orders flow through a served world while the engine's process is killed again and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ordergate.harness.findings import Finding
from ordergate.harness.world import World
from ordergate.harness.world.edges import wait
from ordergate.harness.world.engine_process import EngineProcess
from ordergate.harness.world.served import Patience, ServedBlueprint, ServedWorld
from ordergate.harness.world.server_process import ServerProcess
from ordergate.simulators.kernel.chance import Chance

LONGEST_MS = 200
"""A kill strikes at most this long after people acted; by then the engine has done most of its work."""


@dataclass
class Killed:
    """What became of a world whose engine was killed: how often, and how often at work; over what."""

    kills: int = 0
    at_work: int = 0
    orders: int = 0
    shipped: int = 0
    findings: tuple[Finding, ...] = ()


def killed(kills: int, seed: int, directory: Path) -> Iterator[Killed]:
    """What has become of the world after each kill; at the end of all, its findings too."""
    with ServerProcess(directory) as server, closing(server.control()) as control:
        blueprint = ServedBlueprint("full", seed, scale=10)
        start = partial(EngineProcess, directory=directory)
        with closing(ServedWorld(control, blueprint, start, Patience(settle_s=120.0))) as port:
            yield from _lived(World(port), port, Killed(), kills, Chance(seed))


def _lived(world: World, port: ServedWorld, so_far: Killed, kills: int, chance: Chance) -> Iterator[Killed]:
    engine = port.connector
    assert isinstance(engine, EngineProcess), "the world was opened with it"
    item = world.stocked(quantity=10 * kills, price="9.99")
    before, drawn = None, chance.stream("kills")
    for _ in range(kills):
        if before is not None:
            world.picker.ships(before)
            so_far.shipped += 1
        before = world.another_buyer().orders({item: 3})
        so_far.orders += 1
        wait(drawn.randint(0, LONGEST_MS) / 1000)
        so_far.at_work += bool(engine.pending())
        engine.die_and_begin_again(port.now_us())
        so_far.kills += 1
        yield so_far
    world.settle()
    so_far.findings = tuple(world.judged().findings)
    yield so_far
