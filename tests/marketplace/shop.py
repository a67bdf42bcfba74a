"""A marketplace for each test, on virtual time, and what people and connectors do there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import SECOND_US, VirtualClock, instant
from ordergate.simulators.kernel.identifiers import Identifiers
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.outbox import Outbox, WebhookHabits, signed_body
from ordergate.simulators.kernel.settings import Settings
from ordergate.simulators.kernel.system import Context
from ordergate.simulators.kernel.tables import Change, Store
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from ordergate.simulators.kernel.wire import WireRequest
from ordergate.simulators.marketplace.api import build
from ordergate.simulators.marketplace.model import Order, Payment
from ordergate.simulators.marketplace.service import Marketplace

START_US = instant(datetime(2011, 6, 1, 9, 30, tzinfo=UTC))
ADDRESS = {
    "name": "Ann Archer",
    "line": "1 High Street",
    "city": "Leeds",
    "postcode": "LS1 1AA",
    "country": "United Kingdom",
}


@dataclass(frozen=True)
class Answer:
    """A reply, with its body decoded."""

    status: int
    headers: dict[str, str]
    body: Any

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


@dataclass(frozen=True)
class Placed:
    """What a buyer knows of an order."""

    id: str
    payment_id: str
    line_ids: list[str]


class Shop:
    """A running marketplace."""

    def __init__(self, seed: int = 8123) -> None:
        self.loop = VirtualLoop()
        self.clock = VirtualClock(self.loop, START_US)
        chance = Chance(seed)
        journal = Journal(self.clock.now_us)
        habits = WebhookHabits(signed_body("x-placeholder"))
        self.outbox = Outbox("marketplace", self.clock, chance, journal, habits)
        self.store = Store("marketplace", self.clock.now_us)
        context = Context("marketplace", self.clock, chance, Identifiers(), self.store, self.outbox, journal)
        self.system = build(context, Settings())
        self.service: Marketplace = self.system.service
        self.changes: list[Change] = []
        self.store.listen(self.changes.extend)
        self._token = ""

    def close(self) -> None:
        """End what is still under way."""
        self.loop.run_until_complete(self.outbox.stop())
        self.loop.close()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        """Ask as somebody who proves nothing; bytes are sent as they are."""
        raw = body if isinstance(body, bytes) else b"" if body is None else encoded(body)
        request = WireRequest(method, path, urlencode(query), headers or {}, raw)
        reply = self.loop.run_until_complete(self.system.answer(request))
        return Answer(reply.status, dict(reply.headers), json.loads(reply.body) if reply.body else None)

    def partner(self, method: str, path: str, body: Any = None, *, key: str = "", **query: Any) -> Answer:
        """Ask as the connector, whose token is renewed like anybody's."""
        headers = {"authorization": f"Bearer {self._token}"}
        if key:
            headers["idempotency-key"] = key
        answer = self.ask(method, path, body, headers=headers, **query)
        if answer.status != 401:
            return answer
        self._token = self.token()
        return self.partner(method, path, body, key=key, **query)

    def world(self, method: str, path: str, body: Any = None, **query: Any) -> Answer:
        """Ask as somebody in the world."""
        return self.ask(method, f"/_world{path}", body, headers={"x-actor": "ann"}, **query)

    def token(self) -> str:
        """A new access token."""
        secrets = self.system.access.credentials()
        form = urlencode({"grant_type": "client_credentials", **secrets}).encode()
        access_token = self.ask("POST", "/oauth/token", form)["access_token"]
        assert isinstance(access_token, str)
        return access_token

    def wait(self, seconds: float) -> None:
        """Let time pass, and everything happen that is due."""
        until_us = self.clock.now_us() + int(seconds * SECOND_US)
        self.loop.run_until_complete(self.clock.sleep_until(until_us))

    def documents(self) -> dict[str, dict[Any, Any]]:
        """Everything that is held."""
        return {
            name: {key: table.get(key) for key in table.keys()}  # noqa: SIM118 - a table iterates over documents
            for name, table in self.store.tables().items()
        }

    def offers(self, sku: str, price: str = "3.0600", quantity: int = 100) -> str:
        """The seller lists an item and publishes its stock."""
        offer = {"sku": sku, "title": f"Title of {sku}", "price": price, "active": True}
        offered = self.partner("POST", "/listings/bulk", {"listings": [offer]})
        assert offered["results"] == [{"sku": sku, "status": "ok"}]
        stock = {"stock": [{"sku": sku, "quantity": quantity}]}
        assert self.partner("POST", "/listings/stock", stock)["results"][0]["status"] == "ok"
        return sku

    def buyer(self, company: str = "Archer Ltd") -> str:
        """A business opens an account."""
        made = self.world("POST", "/buyers", buyer_body(company))
        assert made.status == 201
        return str(made["id"])

    def buys(self, *quantities: int, **more: Any) -> Placed:
        """A new buyer orders these quantities of ``MUG``, a line for each."""
        if "MUG" not in self.service.listings:
            self.offers("MUG")
        lines = [{"sku": "MUG", "quantity": each, "tax_rate": "0.20"} for each in quantities]
        body = {"buyer_id": self.buyer(), "lines": lines, **more}
        placed = self.world("POST", "/orders", body)
        assert placed.status == 201, placed.body
        return Placed(placed["id"], placed["payment_id"], placed["line_ids"])

    def ships(self, order: Placed, *quantities: int, reference: str = "WS1") -> Answer:
        """The connector says that so many units of each line have left."""
        return self.partner("POST", f"/orders/{order.id}/shipments", parcel(order, quantities, reference))

    def wants_to_cancel(self, order: Placed, *quantities: int) -> str:
        """The buyer no longer wants so many units of each line."""
        lines = units_of(order, quantities, "line_id", "quantity")
        body = {"reason": "too many", "lines": lines}
        made = self.world("POST", f"/orders/{order.id}/cancellations", body)
        assert made.status == 201, made.body
        return str(made["id"])

    def answers(self, cancellation_id: str, order: Placed, *accepted: int) -> Answer:
        """The connector answers a cancellation, line by line."""
        lines = units_of(order, accepted, "lineId", "accepted", zeros=True)
        return self.partner("POST", f"/cancellations/{cancellation_id}/answer", {"lines": lines})

    def wants_to_return(self, order: Placed, *quantities: int) -> str:
        """The buyer announces that so many units of each line will come back."""
        lines = units_of(order, quantities, "line_id", "quantity", reason="chipped")
        made = self.world("POST", f"/orders/{order.id}/returns", {"lines": lines})
        assert made.status == 201, made.body
        return str(made["id"])

    def authorises(self, return_id: str, rma: str = "7000001") -> Answer:
        """The connector lets goods come back."""
        return self.partner("POST", f"/returns/{return_id}/authorisation", {"rma": rma})

    def receives(self, return_id: str, order: Placed, *received: int) -> Answer:
        """The connector says what came back of each line."""
        lines = units_of(order, received, "lineId", "received", zeros=True)
        return self.partner("POST", f"/returns/{return_id}/receipt", {"lines": lines})

    def pays(self, order: Placed, kind: str, reference: str, amount: str, **more: Any) -> Answer:
        """The connector captures, refunds or voids."""
        body = {"reference": reference, "amount": amount, **more}
        return self.partner("POST", f"/payments/{order.payment_id}/{kind}", body)

    def order(self, order: Placed) -> Order:
        """The order as the marketplace holds it."""
        return self.service.orders.get(self.service.order_key(order.id))

    def payment(self, order: Placed) -> Payment:
        """The money of the order."""
        return self.service.payments.get(order.payment_id)


def buyer_body(company: str = "Archer Ltd") -> dict[str, Any]:
    return {"company": company, "email": "a@b.test", "phone": "0113 1", "address": ADDRESS}


def parcel(order: Placed, quantities: Sequence[int], reference: str = "WS1") -> dict[str, Any]:
    return {
        "reference": reference,
        "carrier": "Parcel Post",
        "tracking": "WT1",
        "shippedAt": "2011-06-01T10:00:00+01:00",
        "lines": units_of(order, quantities, "lineId", "quantity"),
    }


def units_of(
    order: Placed,
    quantities: Sequence[int],
    line_id: str,
    counter: str,
    *,
    zeros: bool = False,
    **more: Any,
) -> list[dict[str, Any]]:
    """Counted units of the lines of an order, in their order; lines without any are left out."""
    return [
        {line_id: each, counter: quantity, **more}
        for each, quantity in zip(order.line_ids, quantities, strict=False)
        if quantity or zeros
    ]


def encoded(body: Any) -> bytes:
    return json.dumps(body).encode()
