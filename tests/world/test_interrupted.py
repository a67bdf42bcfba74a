"""A world that is interrupted amid a step can be ended; one whose connector hangs by itself says so."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.virtual_loop import Deadlock


def hanging(port: InProcessWorld) -> Any:
    """A connector whose end waits for something that never comes."""
    engine = reference_engine(port)

    async def stop() -> None:
        await engine.stop()
        await asyncio.Event().wait()

    return SimpleNamespace(start=engine.start, stop=stop)


async def interrupted() -> None:
    raise KeyboardInterrupt


def test_an_interrupted_world_ends_although_a_task_waits_for_ever() -> None:
    port = InProcessWorld(Blueprint("shop-erp", 1), hanging)
    with pytest.raises(KeyboardInterrupt):
        port.complete(interrupted())
    port.close()
    assert port.loop.is_closed()


def test_a_connector_that_never_ends_is_told() -> None:
    port = InProcessWorld(Blueprint("shop-erp", 1), hanging)
    with pytest.raises(Deadlock, match="every task waits"):
        port.close()
    port.loop.close()
