"""``kill -9`` under traffic: every write that was answered is there after the restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from ordergate.simulators.kernel.chance import Chance
from tests.server.processes import Up
from tests.server.traffic import TOKEN, Answered, Ledger, Visit

KILLS = 20
SEED = 20
WRITES_MAX = 40


@pytest.mark.slow
def test_no_answered_write_is_lost_when_the_server_is_killed_twenty_times(tmp_path: Path) -> None:
    ledger, chance = Ledger(), Chance(SEED).stream("kills")
    unproven: list[Answered] = []
    for _ in range(KILLS):
        server = Up(tmp_path, data=tmp_path / "data", as_json=True, token=TOKEN)
        try:
            before = len(ledger.answered)
            kill_after = chance.randrange(1, WRITES_MAX)
            asyncio.run(one_life(server, ledger, unproven, kill_after))
            unproven = ledger.answered[before:]
            assert len(unproven) >= kill_after
        finally:
            server.kill()
    server = Up(tmp_path, data=tmp_path / "data", as_json=True, token=TOKEN)
    try:
        assert asyncio.run(gone(server, ledger.answered)) == []
    finally:
        server.kill()


async def one_life(server: Up, ledger: Ledger, unproven: list[Answered], kill_after: int) -> None:
    """Find what was answered in the life before, then write until the kill."""

    def enough(answered: int) -> bool:
        if answered >= kill_after:
            server.process.kill()
        return answered >= kill_after

    async with visiting(server) as http:
        visit = Visit(http, server.json()["worlds"][0], TOKEN)
        assert await visit.missing(unproven) == []
        if not ledger.buyer:
            await visit.furnish(ledger)
        await visit.writes(ledger, enough)


async def gone(server: Up, answered: list[Answered]) -> list[str]:
    async with visiting(server) as http:
        visit = Visit(http, server.json()["worlds"][0], TOKEN)
        return [
            trouble
            for start in range(0, len(answered), 50)
            for trouble in await visit.missing(answered[start : start + 50])
        ]


def visiting(server: Up) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=16)
    return httpx.AsyncClient(trust_env=False, timeout=20, limits=limits)
