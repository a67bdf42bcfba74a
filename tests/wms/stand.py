"""A warehouse to try: it is asked over the wire, signed, and shows what it holds."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from ordergate.simulators.kernel.access import SignedRequests, signature
from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import VirtualClock
from ordergate.simulators.kernel.identifiers import Identifiers
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.outbox import Outbox, WebhookHabits, signed_body
from ordergate.simulators.kernel.settings import Layout, Settings
from ordergate.simulators.kernel.system import Context
from ordergate.simulators.kernel.tables import Store
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from ordergate.simulators.kernel.wire import WireReply, WireRequest
from ordergate.simulators.wms.api import build
from ordergate.simulators.wms.model import Outbound, OutboundLine, Stock
from ordergate.simulators.wms.service import Wms

START_US = 1_700_000_000_000_000


class Answer(NamedTuple):
    status: int
    body: Any
    headers: dict[str, str]


class Stand:
    def __init__(self, sites: tuple[str, ...] = ("LON", "HUL")) -> None:
        self.loop = VirtualLoop()
        self.clock = VirtualClock(self.loop, START_US)
        chance = Chance(7)
        journal = Journal(self.clock.now_us)
        habits = WebhookHabits(signed_body("x-signature"))
        self.outbox = Outbox("wms", self.clock, chance, journal, habits)
        self.store = Store("wms", self.clock.now_us)
        self.context = Context("wms", self.clock, chance, Identifiers(), self.store, self.outbox, journal)
        self.system = build(self.context, Settings(Layout(sites)))
        self.wms: Wms = self.system.service

    def close(self) -> None:
        self.loop.run_until_complete(self.outbox.stop())
        self.loop.close()

    def wait(self, duration_us: int) -> None:
        until_us = self.clock.now_us() + duration_us
        self.loop.run_until_complete(self.clock.sleep_until(until_us))

    def signed(self, method: str, path: str, body: object = None, *, query: str = "") -> WireRequest:
        access = self.system.access
        assert isinstance(access, SignedRequests)
        request = WireRequest(method, path, query, {}, encoded(body))
        stamp = str(self.clock.now_us() // 1000)
        headers = {
            "x-timestamp": stamp,
            "x-key-id": access.key_id,
            "x-signature": signature(access.secret, request, stamp),
        }
        return WireRequest(method, path, query, headers, request.body)

    def send(self, request: WireRequest) -> Answer:
        reply: WireReply = self.loop.run_until_complete(self.system.answer(request))
        return Answer(reply.status, json.loads(reply.body) if reply.body else None, dict(reply.headers))

    def ask(self, method: str, path: str, body: object = None, *, query: str = "") -> Answer:
        return self.send(self.signed(method, path, body, query=query))

    def person(self, method: str, path: str, body: object = None, *, query: str = "") -> Answer:
        return self.send(WireRequest(method, path, query, {"x-actor": "ann"}, encoded(body)))

    def receives(self, sku: str, quantity: int, *, condition: str = "sellable") -> str:
        lines = [{"sku": sku, "quantity": quantity, "condition": condition}]
        answer = self.person("POST", "/_world/receipts", {"site": "LON", "lines": lines})
        assert answer.status == 201, answer.body
        return str(answer.body["movement_id"])

    def accepts(self, reference: str, *lines: tuple[str, int]) -> str:
        answer = self.ask("POST", "/outbounds", an_order(reference, *lines))
        assert answer.status == 201, answer.body
        return str(answer.body["id"])

    def works(self, step: str, outbound_id: str, body: object = None) -> Any:
        answer = self.person("POST", f"/_world/outbounds/{outbound_id}/{step}", body or {})
        assert answer.status < 300, answer.body
        return answer.body

    def announces(self, reference: str, *lines: tuple[str, int]) -> str:
        answer = self.ask("POST", "/inbound-returns", a_return(reference, *lines))
        assert answer.status == 201, answer.body
        return str(answer.body["id"])

    def stock(self, sku: str) -> Stock:
        return self.wms.stock.get(f"{sku}@LON")

    def outbound(self, outbound_id: str) -> Outbound:
        return self.wms.outbounds.get(outbound_id)

    def line(self, outbound_id: str, position: int = 0) -> OutboundLine:
        return self.outbound(outbound_id).lines[position]

    def documents(self) -> dict[str, dict[Any, Any]]:
        """Everything that is held, with versions."""
        return {
            name: {key: (table.get(key), table.row(key).version) for key in list(table.keys())}
            for name, table in self.store.tables().items()
        }


def encoded(body: object) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def an_order(reference: str, *lines: tuple[str, int]) -> dict[str, Any]:
    return {
        "reference": reference,
        "site": "LON",
        "ship_to": {"name": "Ada Ltd", "city": "Leeds"},
        "lines": [
            {"line": str(number), "sku": sku, "quantity": quantity}
            for number, (sku, quantity) in enumerate(lines, start=1)
        ],
    }


def a_return(reference: str, *lines: tuple[str, int]) -> dict[str, Any]:
    return {
        "reference": reference,
        "site": "LON",
        "lines": [
            {"line": str(number), "sku": sku, "announced": quantity}
            for number, (sku, quantity) in enumerate(lines, start=1)
        ],
    }


def units(**quantities: int) -> dict[str, Any]:
    """Lines of a body: ``units(_1=3)`` is three units of line 1."""
    return {
        "lines": [
            {"line": line.removeprefix("_"), "quantity": quantity} for line, quantity in quantities.items()
        ]
    }
