"""An order management system to try: it is asked over the wire and shows what it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import VirtualClock
from ordergate.simulators.kernel.identifiers import Identifiers
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.outbox import Outbox, WebhookHabits, signed_body
from ordergate.simulators.kernel.settings import Layout, Settings
from ordergate.simulators.kernel.system import Context
from ordergate.simulators.kernel.tables import Change, Store
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from ordergate.simulators.kernel.wire import WireReply, WireRequest
from ordergate.simulators.oms.api import build
from ordergate.simulators.oms.model import FulfilmentOrder, OrderLine, SalesOrder, StockLevel
from ordergate.simulators.oms.service import Oms

START_US = 1_300_000_000_000_000
ORDERED_AT = "2011-03-13T07:06:40Z"


class Answer(NamedTuple):
    status: int
    body: Any
    headers: Mapping[str, str]


class Desk:
    def __init__(self, sites: tuple[str, ...] = ("LON", "HUL")) -> None:
        self.loop = VirtualLoop()
        self.clock = VirtualClock(self.loop, START_US)
        self.chance = Chance(7)
        journal = Journal(self.clock.now_us)
        habits = WebhookHabits(signed_body("x-signature"))
        self.outbox = Outbox("oms", self.clock, self.chance, journal, habits)
        self.store = Store("oms", self.clock.now_us)
        context = Context("oms", self.clock, self.chance, Identifiers(), self.store, self.outbox, journal)
        self.system = build(context, Settings(Layout(sites)))
        self.oms: Oms = self.system.service
        self.api_key = self.system.access.credentials()["api_key"]
        self.changes: list[Change] = []
        self.store.listen(self.changes.extend)

    def close(self) -> None:
        self.loop.run_until_complete(self.outbox.stop())
        self.loop.close()

    def wait(self, duration_us: int) -> None:
        until_us = self.clock.now_us() + duration_us
        self.loop.run_until_complete(self.clock.sleep_until(until_us))

    def send(self, request: WireRequest) -> Answer:
        reply: WireReply = self.loop.run_until_complete(self.system.answer(request))
        body = json.loads(reply.body) if reply.body else None
        return Answer(reply.status, body, reply.headers)

    def post(self, path: str, body: object, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send(WireRequest("POST", path, "", {"x-api-key": self.api_key, **named}, raw))

    def get(self, path: str, **query: object) -> Answer:
        headers = {"x-api-key": self.api_key}
        return self.send(WireRequest("GET", path, urlencode(query), headers))

    def delete(self, path: str) -> Answer:
        return self.send(WireRequest("DELETE", path, "", {"x-api-key": self.api_key}))

    def does(self, path: str, body: object) -> Any:
        """Post what has to be accepted; its answer's body."""
        answer = self.post(path, body)
        assert answer.status < 300, answer.body
        return answer.body

    def lists(self, *skus: str) -> None:
        self.does("/items/bulk", {"items": [an_item(sku) for sku in skus]})

    def receives(
        self, sku: str, quantity: int, *, site: str = "LON", unavailable: int = 0
    ) -> list[dict[str, Any]]:
        reference = f"WM{len(self.oms.stock_movements)}-{sku}"
        moved = a_movement(reference, sku, quantity, site=site, unavailable=unavailable)
        results: list[dict[str, Any]] = self.does("/stock-movements/bulk", {"movements": [moved]})["results"]
        assert results[0]["status"] == "applied", results
        return results

    def takes(self, *lines: tuple[str, int], holds: tuple[str, ...] = ()) -> int:
        """Place an order; its number."""
        body = an_order(f"408-{len(self.oms.orders)}", *lines, holds=list(holds))
        return int(self.does("/orders", body)["id"])

    def accepted(self, order_id: int) -> int:
        """Let the warehouse accept the newest fulfilment order; its number."""
        work = self.works(order_id)[-1]
        self.does(f"/fulfilments/{work.id}/acceptance", {"warehouse_ref": f"WO{work.id}"})
        return work.id

    def ships(self, fulfilment_id: int, reference: str, **units: int) -> Any:
        return self.does(f"/fulfilments/{fulfilment_id}/shipments", a_shipment(reference, **units))

    def order(self, order_id: int) -> SalesOrder:
        return self.oms.orders.get(order_id)

    def line(self, order_id: int, index: int = 0) -> OrderLine:
        return self.order(order_id).lines[index]

    def works(self, order_id: int) -> list[FulfilmentOrder]:
        return self.oms.fulfilments.by("order", order_id)

    def stock(self, sku: str, site: str = "LON") -> StockLevel:
        return self.oms.stock.get(f"{sku}@{site}")

    def documents(self) -> dict[str, Any]:
        """Everything that is held: rows with their versions, change logs, indexes."""
        return self.store.snapshot().tables


def an_item(sku: str, **known: object) -> dict[str, object]:
    return {"sku": sku, "title": f"a {sku}", "price_e4": 25500, "active": True, **known}


def a_movement(
    reference: str, sku: str, quantity: int, *, site: str = "LON", unavailable: int = 0
) -> dict[str, object]:
    return {
        "reference": reference,
        "sku": sku,
        "site": site,
        "quantity": quantity,
        "unavailable": unavailable,
        "reason": "receipt",
    }


def an_order(external_id: str, *lines: tuple[str, int], **known: Any) -> dict[str, Any]:
    return {
        "channel": "main",
        "external_id": external_id,
        "customer_ref": "M000000001",
        "ordered_at": ORDERED_AT,
        "currency": "GBP",
        "ship_to": {"name": "Ann Archer", "city": "Leeds"},
        "lines": [
            {
                "external_line": f"{external_id}/{number}",
                "sku": sku,
                "quantity": quantity,
                "price_e4": 30600,
                "amount": 306 * quantity,
                "tax_bp": 2000,
                "reference": f"row {number}",
                "quote_id": "",
            }
            for number, (sku, quantity) in enumerate(lines, start=1)
        ],
        "charges": [],
        **known,
    }


def a_charge(external_line: str = "c1", amount_e4: int = 50000) -> dict[str, object]:
    return {
        "external_line": external_line,
        "kind": "freight",
        "code": "POST",
        "text": "postage",
        "amount_e4": amount_e4,
        "tax_bp": 2000,
        "reference": "row 9",
    }


def units(**quantities: int) -> list[dict[str, int]]:
    """Lines of a body: ``units(_2000001=3)`` is three units of line 2000001."""
    return [
        {"line_id": int(line.removeprefix("_")), "quantity": quantity}
        for line, quantity in quantities.items()
    ]


def a_shipment(reference: str, **quantities: int) -> dict[str, object]:
    return {
        "reference": reference,
        "tracking": "WT1",
        "shipped_at": "2011-03-14T09:00:00Z",
        "lines": units(**quantities),
    }
