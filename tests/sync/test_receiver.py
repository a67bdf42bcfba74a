"""The engine's own URLs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from ordergate.harness.sync.edges.chance import RandomJitter
from ordergate.harness.sync.edges.clock import WallClock
from ordergate.harness.sync.edges.process import main
from ordergate.harness.sync.edges.receiver import BODY_BYTES_MAX, application
from ordergate.harness.sync.engine import Engine
from ordergate.harness.sync.ports import Ports
from ordergate.harness.sync.settings import Settings
from tests.sync.fakes import FakeErp, FakeShop, signed
from tests.sync.test_settings import SHOP_ERP

SETTINGS = {
    "topology": "shop-erp",
    "webhook_url": "http://engine.example/webhooks",
    "marketplace": {"client_id": "a", "client_secret": "b"},
    "erp": {"client_id": "a", "client_secret": "b"},
}
Story = Callable[[httpx.AsyncClient], Awaitable[None]]


def played(story: Story) -> None:
    """Play a story with an engine that is up and a marketplace with one order."""

    @asynccontextmanager
    async def running() -> AsyncIterator[Engine]:
        clock = WallClock()
        shop, erp = FakeShop(clock, orders={"1": "M1"}), FakeErp(clock)
        erp.refuse = lambda body: "there is no item MUG"
        ports = Ports({"marketplace": shop, "erp": erp}, clock, RandomJitter())
        engine = Engine(Settings.model_validate(SETTINGS), ports)
        await engine.start()
        yield engine
        await engine.stop()

    async def whole() -> None:
        app = application(running)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://engine.example") as client,
        ):
            await story(client)

    asyncio.run(whole())


def test_health_is_told() -> None:
    async def story(client: httpx.AsyncClient) -> None:
        assert (await client.get("/healthz")).json() == {"status": "ok"}

    played(story)


def test_a_signed_event_is_taken_and_its_fate_is_told() -> None:
    async def story(client: httpx.AsyncClient) -> None:
        headers, body = signed("order.placed", "evt-1", order_id="1", store="main")
        taken = await client.post("/webhooks/marketplace", headers=headers, content=body)
        assert taken.status_code == 200
        assert (await client.post("/sweep")).status_code == 200
        clock = WallClock()
        await clock.sleep_until(clock.now_us() + 50_000)
        status = (await client.get("/status")).json()
        assert status["pending"] == 0
        assert status["quarantined"] == [
            {
                "kind": "orders",
                "key": "main/1",
                "reason": "erp refused POST /SalesOrders with 422: there is no item MUG",
            }
        ]
        accounts = (await client.get("/accounts")).json()
        assert ["orders", "main/1"] in accounts["quarantined"]
        requeued = await client.post("/requeue", params={"kind": "orders"})
        assert requeued.json() == {"requeued": 1}

    played(story)


def test_an_unsigned_event_is_refused() -> None:
    async def story(client: httpx.AsyncClient) -> None:
        assert (await client.post("/webhooks/marketplace", content=b"{}")).status_code == 401
        assert (await client.post("/webhooks/nobody", content=b"{}")).status_code == 404

    played(story)


def test_a_body_without_end_is_refused() -> None:
    async def story(client: httpx.AsyncClient) -> None:
        answer = await client.post("/webhooks/marketplace", content=b"x" * (BODY_BYTES_MAX + 1))
        assert answer.status_code == 413

    played(story)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "ORDERGATE_ENGINE_MARKETPLACE: field required"),
        (SHOP_ERP | {"ORDERGATE_ENGINE_LISTEN": "8090"}, "ORDERGATE_ENGINE_LISTEN is 8090"),
        (SHOP_ERP | {"ORDERGATE_ENGINE_LISTEN": "host:port"}, "it takes host and port"),
    ],
)
def test_a_process_with_unusable_settings_ends_with_2(
    variables: dict[str, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(variables) == 2
    assert words in capsys.readouterr().err
