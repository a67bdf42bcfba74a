"""Nothing leaves a durable server, neither a reply nor a webhook, before what it tells of is safe."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ordergate.simulators.kernel.wire import WireReply, WireRequest
from ordergate.simulators.server.archive import Archive
from ordergate.simulators.server.durable import SyncedAnswers, SyncedCourier
from ordergate.simulators.server.keeping import Statement
from ordergate.simulators.server.worlds import WorldHost, WorldPlan
from tests.server.hall import Postbox

EVENT = WireRequest("POST", "", "", {}, b"{}")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path)
    yield made
    made.disk.close()


async def yes(request: WireRequest) -> WireReply:
    del request
    return WireReply(200)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path", ["/worlds/w/erp/Orders", "/_control/worlds", "/", "/worlds/other/erp/Orders"]
)
def test_a_reply_waits_for_what_its_world_did(archive: Archive, method: str, path: str) -> None:
    async def story() -> tuple[bool, bool]:
        host = WorldHost(base_url="", journals=archive.journals, courier=Postbox(), keeper=archive)
        host.open(WorldPlan("w", "shop-erp", 1))
        reply = asyncio.ensure_future(SyncedAnswers(yes, archive).answer(WireRequest(method, path)))
        await asyncio.wait({reply}, timeout=0.02)
        before = reply.done()
        archive.commits.write_now()
        await asyncio.wait({reply}, timeout=1)
        await host.stop()
        return before, reply.done()

    asked_control = path.startswith("/_control") and method == "GET"
    assert asyncio.run(story()) == (asked_control, True)


def test_a_quiet_world_does_not_wait_for_another(archive: Archive) -> None:
    async def story() -> bool:
        host = WorldHost(base_url="", journals=archive.journals, courier=Postbox(), keeper=archive)
        host.open(WorldPlan("quiet", "shop-erp", 1))
        archive.commits.write_now()
        host.open(WorldPlan("busy", "shop-erp", 1))
        request = WireRequest("GET", "/worlds/quiet/erp/Orders")
        reply = asyncio.ensure_future(SyncedAnswers(yes, archive).answer(request))
        await asyncio.wait({reply}, timeout=1)
        await host.stop()
        return reply.done()

    assert asyncio.run(story())


def test_a_webhook_waits_for_what_it_tells_of(archive: Archive) -> None:
    async def story() -> list[int]:
        post = Postbox()
        post_office = SyncedCourier(post, archive)
        archive.commits.put(Statement("SELECT 1", ()))
        delivery = asyncio.ensure_future(post_office.deliver("http://a", EVENT))
        await asyncio.wait({delivery}, timeout=0.02)
        taken = [len(post.taken)]
        archive.commits.write_now()
        await delivery
        return [*taken, len(post.taken)]

    assert asyncio.run(story()) == [0, 1]


class Stubborn:
    """A deed that fails once, when it has been half done."""

    def __init__(self) -> None:
        self.tried = 0

    def write(self, database: sqlite3.Connection) -> None:
        database.execute("INSERT INTO snapshots VALUES ('w', 's' || ?, 1, 1)", (self.tried,))
        self.tried += 1
        if self.tried == 1:
            raise TypeError("this cannot be said in msgpack")


def test_a_group_that_failed_half_way_is_written_whole_or_not_at_all(archive: Archive) -> None:
    async def story() -> None:
        writing = asyncio.ensure_future(archive.commits.run())
        archive.commits.put(Stubborn())
        await asyncio.wait({asyncio.ensure_future(archive.commits.outlasted(1))}, timeout=5)
        assert archive.commits.trouble is None
        archive.commits.close()
        await writing

    asyncio.run(story())
    assert archive.disk.database.execute("SELECT name FROM snapshots").fetchall() == [("s1",)]
