"""The real systems of a topology in one process, the engine between them, and people who act."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ordergate.harness.sync.engine import Engine
from ordergate.harness.sync.errors import NoAnswer, Refused, Unclear, Unreachable
from ordergate.harness.sync.ports import HttpRequest, HttpResponse, Ports
from ordergate.harness.sync.settings import Settings
from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.wire import WireRequest
from ordergate.simulators.server.systems import Systems
from tests.sync.timing import SECOND_US, Timing

ADDRESS = {
    "name": "Acme",
    "line": "1 High St",
    "city": "Leeds",
    "postcode": "LS1",
    "country": "United Kingdom",
}
Send = Callable[[HttpRequest], Awaitable[HttpResponse]]


@dataclass
class Weather:
    """What happens to requests and events on their way; decided by what they are, not by when."""

    seed: int = 0
    share: float = 0.0
    crash_after: int = 0

    def __post_init__(self) -> None:
        self._chance = Chance(self.seed)
        self._tries: Counter[str] = Counter()
        self.writes = 0

    async def around(self, request: HttpRequest, send: Send) -> HttpResponse:
        """The answer, if the weather lets it through."""
        name = f"{request.method} {request.path} {request.headers.get('idempotency-key', '')}"
        self._tries[name] += 1
        drawn = self._chance.share(name, self._tries[name]) if self._tries[name] < 6 else 1.0
        if drawn < self.share * 0.3:
            raise Unreachable("nobody is there")
        if drawn < self.share * 0.5:
            return HttpResponse(503)
        answer = await send(request)
        if drawn < self.share * 0.9:
            raise NoAnswer("the answer was lost")
        return HttpResponse(502) if drawn < self.share else answer

    def copies(self, event: str) -> int:
        """How often an event is delivered: twice, not at all, or once."""
        drawn = self._chance.share("event", event)
        if drawn < self.share * 0.5:
            return 0
        return 2 if drawn < self.share else 1


class SmallWorld:
    """A topology with an engine; the people in it speak to the systems directly."""

    def __init__(self, timing: Timing, topology: str, weather: Weather, store: Path | None = None) -> None:
        self.timing = timing
        self.topology = topology
        self.weather = weather
        self._generation = 0
        self._store = store
        self.systems = Systems(topology, seed=7, clock=timing.clock, journal=Journal(timing.clock.now_us))
        self.systems.connect(self)
        self.engine = self._made()

    def starts(self) -> None:
        """Start the engine."""
        self.timing.run(self.engine.start())

    def stops(self) -> None:
        """Stop the engine and the systems."""
        self.timing.run(self.engine.stop())
        self.timing.run(self.systems.stop())

    def acts(self, system: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A person does something in a system."""
        raw = json.dumps(body).encode()
        request = WireRequest("POST", f"/_world{path}", "", {"x-actor": "somebody"}, raw)
        reply = self.timing.run(self.systems.answer(system, request))
        assert reply.status < 300, f"{path} of {system}: {reply.status} {reply.body!r}"
        answer: dict[str, Any] = json.loads(reply.body)
        return answer

    def settles(self) -> None:
        """Let time pass until nothing is on its way and nobody has news."""
        for _ in range(20_000):
            self.timing.wait(5)
            if self.engine.idle() and self.systems.busy() is None and not self._news():
                return
        raise AssertionError(f"never settled: {self.engine.pending_names()}, {self.engine.troubles()}")

    def table(self, system: str, name: str) -> list[Any]:
        """The documents of a table."""
        return list(self.systems[system].context.store.tables()[name])

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        """Carry a webhook to the engine, as the systems' courier."""
        status = 200
        for _ in range(self.weather.copies(request.body.decode())):
            status = self.engine.receive(url, request.headers, request.body)
        return status

    def _news(self) -> bool:
        try:
            return self.timing.run(self.engine.sweep()) > 0 or not self.engine.idle()
        except (Refused, Unclear):
            return True

    def _made(self) -> Engine:
        sections = {name: dict(system.access.credentials()) for name, system in self.systems.systems.items()}
        settings = Settings.model_validate(
            {
                **sections,
                "topology": self.topology,
                "webhook_url": "http://engine.example/webhooks",
                "store_path": str(self._store or ":memory:"),
            }
        )
        http = {name: _Way(self, name, self._generation) for name in self.systems.systems}
        return Engine(settings, Ports(http, self.timing.clock))

    async def crash(self) -> None:
        """Lose the engine as it is, and start another on a copy of its store."""
        assert self._store is not None, "a crash needs a store in a file"
        self._generation += 1
        copy = self._store.with_name(f"engine-{self._generation}.sqlite")
        for file in sorted(self._store.parent.glob(f"{self._store.name}*")):
            shutil.copy(file, file.with_name(file.name.replace(self._store.name, copy.name)))
        self.engine.sever()
        self._store = copy
        self.engine = self._made()
        await self.engine.start()

    def forgets(self) -> None:
        """The engine loses all that it knew; another begins with nothing."""
        self.timing.run(self.engine.stop())
        self._generation += 1
        self.engine = self._made()
        self.starts()
        self.settles()

    async def pass_on(self, system: str, generation: int, request: HttpRequest) -> HttpResponse:
        """A request of an engine; one of an engine that is no more never returns."""

        async def send(request: HttpRequest) -> HttpResponse:
            wire = WireRequest(request.method, request.path, request.query, request.headers, request.body)
            reply = await self.systems.answer(system, wire)
            return HttpResponse(reply.status, reply.headers, reply.body)

        answer = await self.weather.around(request, send)
        own = not request.path.startswith(("/oauth", "/webhooks"))
        if request.method != "GET" and own and generation == self._generation:
            self.weather.writes += 1
            if self.weather.writes == self.weather.crash_after:
                await self.crash()
        if generation != self._generation:
            await asyncio.Event().wait()
        return answer


@dataclass
class _Way:
    world: SmallWorld
    system: str
    generation: int

    async def send(self, request: HttpRequest) -> HttpResponse:
        return await self.world.pass_on(self.system, self.generation, request)


class Trade:
    """One story of a shop, told in the same words in every topology."""

    def __init__(self, world: SmallWorld) -> None:
        self.world = world
        self.order: dict[str, Any] = {}

    def opens(self) -> None:
        """List three items and put sixty of each on the shelf."""
        prices = {"0017": "2.55", "AB/1": "1.2345", "ab-1": "10.00"}
        items = [{"item": sku, "description": sku, "list_price": price} for sku, price in prices.items()]
        self.world.acts("erp", "/items", {"items": items})
        self.world.starts()
        self.world.settles()
        self.receives(dict.fromkeys(prices, 60))

    def receives(self, goods: dict[str, int]) -> None:
        """Goods come in."""
        if self.world.topology == "shop-erp":
            lines = [{"item": sku, "quantity": count} for sku, count in goods.items()]
            body = {"kind": "receipt", "site": "MAIN", "reason": "bought", "lines": lines}
            self.world.acts("erp", "/stock-movements", body)
        else:
            lines = [{"sku": sku, "quantity": count} for sku, count in goods.items()]
            self.world.acts("wms", "/receipts", {"site": "MAIN", "lines": lines})
        self.world.settles()

    def sells(self, lines: list[dict[str, Any]], freight: str = "6.00") -> None:
        """A new buyer orders."""
        buyer = self.world.acts(
            "marketplace", "/buyers", {"company": "Acme", "email": "a@b.c", "phone": "1", "address": ADDRESS}
        )
        charge = {"kind": "freight", "code": "POST", "text": "post", "total": freight, "tax_rate": "0.20"}
        body = {"buyer_id": buyer["id"], "lines": lines, "charges": [charge]}
        self.order = self.world.acts("marketplace", "/orders", body)
        self.world.settles()

    def ships(self, *counts: int) -> None:
        """At most so many units of each line leave; without counts all that can."""
        if self.world.topology == "shop-erp":
            [order] = self.world.table("erp", "orders")
            lines = [
                {"line_no": line.line_no, "quantity": min(line.open, most)}
                for line, most in zip(order.lines, counts or [999] * 9, strict=False)
                if min(line.open, most)
            ]
            self.world.acts("erp", "/deliveries", {"order": order.number, "lines": lines})
        else:
            for outbound in self.world.table("wms", "outbounds"):
                self._dispatches(outbound, counts or (999,) * 9)
        self.world.settles()

    def _dispatches(self, outbound: Any, counts: tuple[int, ...]) -> None:
        lines = [
            {"line": line.line, "quantity": min(line.allocated, most)}
            for line, most in zip(outbound.lines, counts, strict=False)
            if min(line.allocated, most)
        ]
        if lines:
            self.world.acts("wms", f"/outbounds/{outbound.id}/dispatch", {"lines": lines})

    def cancels(self, counts: dict[int, int]) -> None:
        """The buyer does not want units of lines any more; lines count from 0."""
        lines = [
            {"line_id": self.order["line_ids"][line], "quantity": count} for line, count in counts.items()
        ]
        body = {"reason": "changed my mind", "lines": lines}
        self.world.acts("marketplace", f"/orders/{self.order['id']}/cancellations", body)
        self.world.settles()

    def sends_back(self, lines: list[dict[str, Any]], found: list[dict[str, int]]) -> None:
        """The buyer sends units back, and somebody opens the parcel."""
        for line in lines:
            line["line_id"] = self.order["line_ids"][line.pop("line")]
        self.world.acts("marketplace", f"/orders/{self.order['id']}/returns", {"lines": lines})
        self.world.settles()
        if self.world.topology == "shop-erp":
            [held] = self.world.table("erp", "returns")
            told = [
                {"line_no": line.line_no, **{name: n for name, n in one.items() if name != "missing"}}
                for line, one in zip(held.lines, found, strict=True)
            ]
            self.world.acts("erp", f"/returns/{held.number}/receipts", {"lines": told})
        else:
            [held] = self.world.table("wms", "inbound_returns")
            told = [{"line": line.line, **one} for line, one in zip(held.lines, found, strict=True)]
            self.world.acts("wms", f"/inbound-returns/{held.id}/inspection", {"lines": told})
        self.world.settles()

    def now_s(self) -> int:
        """Seconds since the epoch."""
        return self.world.timing.clock.now_us() // SECOND_US
