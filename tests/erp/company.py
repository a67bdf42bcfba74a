"""An ERP for each test, on virtual time, and what connectors and people do there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from ordergate.simulators.erp.api import build
from ordergate.simulators.erp.model import OrderLine, SalesOrder, Stock
from ordergate.simulators.erp.service import Erp
from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import SECOND_US, VirtualClock, instant
from ordergate.simulators.kernel.identifiers import Identifiers
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.outbox import Outbox, WebhookHabits, signed_body
from ordergate.simulators.kernel.settings import Layout, Settings
from ordergate.simulators.kernel.system import Context
from ordergate.simulators.kernel.tables import Store, Table
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from ordergate.simulators.kernel.wire import WireRequest

START_US = instant(datetime(2011, 6, 1, 23, 30, 0, 250_000, tzinfo=UTC))
"""Half past midnight of 2 June in London, a quarter of a second into the minute."""

SHIP_TO = {"Name": "Ann Archer", "Street": "1 High Street", "City": "Leeds"}


@dataclass(frozen=True)
class Answer:
    """A reply, with its body decoded."""

    status: int
    headers: dict[str, str]
    body: Any

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


class Company:
    """A running ERP."""

    def __init__(self, sites: tuple[str, ...] = ("MAIN", "NORTH")) -> None:
        self.loop = VirtualLoop()
        self.clock = VirtualClock(self.loop, START_US)
        chance = Chance(8123)
        journal = Journal(self.clock.now_us)
        habits = WebhookHabits(signed_body("x-placeholder"))
        self.outbox = Outbox("erp", self.clock, chance, journal, habits)
        self.store = Store("erp", self.clock.now_us)
        context = Context("erp", self.clock, chance, Identifiers(), self.store, self.outbox, journal)
        self.system = build(context, Settings(Layout(sites)))
        self.erp: Erp = self.system.service
        self._token = ""
        self._references = 0

    def close(self) -> None:
        """End the loop."""
        self.loop.close()

    def ask(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str], **query: Any
    ) -> Answer:
        """Ask with these headers alone; bytes are sent as they are."""
        raw = body if isinstance(body, bytes) else b"" if body is None else encoded(body)
        request = WireRequest(method, path, urlencode(query), headers, raw)
        reply = self.loop.run_until_complete(self.system.answer(request))
        held = json.loads(reply.body) if reply.body else None
        return Answer(reply.status, dict(reply.headers), held)

    def partner(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        """Ask as the connector, whose token is renewed like anybody's."""
        shown = {"authorization": f"Bearer {self._token}", **(headers or {})}
        answer = self.ask(method, path, body, headers=shown, **query)
        if answer.status != 401:
            return answer
        self._token = self.token()
        return self.partner(method, path, body, headers=headers, **query)

    def world(self, method: str, path: str, body: Any = None) -> Answer:
        """Ask as somebody in the company."""
        return self.ask(method, f"/_world{path}", body, headers={"x-actor": "ann"})

    def token(self) -> str:
        """A new access token."""
        secrets = self.system.access.credentials()
        form = urlencode({"grant_type": "client_credentials", **secrets}).encode()
        answer = self.ask("POST", "/oauth/token", form, headers={})
        return str(answer["access_token"])

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        until_us = self.clock.now_us() + int(seconds * SECOND_US)
        self.loop.run_until_complete(self.clock.sleep_until(until_us))

    def documents(self) -> dict[str, dict[Any, Any]]:
        """Everything that is held, with its versions."""
        return {name: rows_of(table) for name, table in self.store.tables().items()}

    def reference(self, kind: str) -> str:
        """A reference that was not used yet."""
        self._references += 1
        return f"{kind}-{self._references}"

    def lists(self, item: str = "MUG", price: str = "2.55", stock: int = 0) -> str:
        """An item is entered, and received at the first site."""
        row = {"item": item, "description": f"{item} in blue", "list_price": price}
        assert self.world("POST", "/items", {"items": [row]}).status == 201
        if stock:
            lines = [{"item": item, "quantity": stock}]
            body = {"kind": "receipt", "site": "MAIN", "lines": lines}
            assert self.world("POST", "/stock-movements", body).status == 201
        return item

    def customer(self, reference: str = "M000000001") -> str:
        """The shop's customer opens an account."""
        answer = self.partner("POST", "/Customers", customer_body(reference))
        assert answer.status in (200, 201), answer.body
        return str(answer["Number"])

    def orders(self, *lines: dict[str, Any], **more: Any) -> str:
        """The connector places an order of these lines; returns its number."""
        answer = self.partner("POST", "/SalesOrders", self.order_body(*lines, **more))
        assert answer.status == 201, answer.body
        return str(answer["Number"])

    def order_body(self, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The body of an order; items that nobody knows yet are entered first."""
        for line in lines:
            if line["Item"] not in self.erp.items:
                self.lists(line["Item"], line["UnitPrice"])
        return {
            "ExternalRef": self.reference("main/408"), "Customer": self.customer(),
            "Currency": "GBP", "ShipTo": SHIP_TO, "Lines": lines, **more,
        }  # fmt: skip

    def delivers(self, order: str, *quantities: int, **more: Any) -> Answer:
        """The connector says how many units of each line were sent."""
        body = {
            "Order": order, "ExternalRef": self.reference("WS"), "Tracking": "WT1",
            "Lines": units(*quantities), **more,
        }  # fmt: skip
        return self.partner("POST", "/Deliveries", body)

    def bills(self, delivery: str, *charges: int) -> Answer:
        """The connector has a delivery billed."""
        return self.partner("POST", "/Invoices", {"Delivery": delivery, "Charges": charges})

    def delivers_and_bills(self, order: str, *quantities: int) -> Answer:
        """Units of each line are sent and billed."""
        delivered = self.delivers(order, *quantities)
        assert delivered.status == 201, delivered.body
        billed = self.bills(delivered["Number"])
        assert billed.status == 201, billed.body
        return billed

    def cancels(self, order: str, *quantities: int, **more: Any) -> Answer:
        """The connector cancels units of each line."""
        body = {"Lines": units(*quantities), **more}
        return self.partner("POST", f"/SalesOrders/{order}/Cancellations", body)

    def announces(self, order: str, *quantities: int, **more: Any) -> Answer:
        """The connector says how many units of each line will come back."""
        body = {
            "ExternalRef": self.reference("MR"), "Order": order, "Lines": units(*quantities), **more
        }  # fmt: skip
        return self.partner("POST", "/Returns", body)

    def receives(self, number: str, *found: tuple[int, int, int]) -> Answer:
        """The connector says what was found of each line: sellable, damaged, to inspect."""
        lines = [
            {"LineNo": no * 10, "Sellable": one[0], "Damaged": one[1], "Inspect": one[2]}
            for no, one in enumerate(found, start=1)
        ]
        return self.partner("POST", f"/Returns/{number}/Receipts", {"Lines": lines})

    def credits(self, order: str, *lines: dict[str, Any], **more: Any) -> Answer:
        """The connector has units credited."""
        body = {
            "ExternalRef": self.reference("MR"), "Order": order, "Reason": "returned",
            "Lines": [{"Reference": "", **line} for line in lines], **more,
        }  # fmt: skip
        return self.partner("POST", "/CreditMemos", body)

    def pays(self, order: str, amount: str, kind: str = "receipt", **more: Any) -> Answer:
        """The connector books money that moved."""
        body = {
            "ExternalRef": self.reference("pay"), "Kind": kind, "Order": order, "Amount": amount,
            "Currency": "GBP", **more,
        }  # fmt: skip
        return self.partner("POST", "/Payments", body)

    def order(self, number: str) -> SalesOrder:
        """The order as it stands."""
        return self.erp.orders.get(number)

    def line(self, number: str, line_no: int = 10) -> OrderLine:
        """A line of an order as it stands."""
        return self.order(number).lines[line_no // 10 - 1]

    def stock(self, item: str = "MUG", site: str = "MAIN") -> Stock:
        """The stock of an item."""
        return self.erp.warehouse.at(site, item)

    def receivables(self) -> Decimal:
        """What customers owe."""
        owed = [entry.amount for entry in self.erp.ledger if entry.account == "receivables"]
        return sum(owed, Decimal(0))


def rows_of(table: Table[Any]) -> dict[Any, Any]:
    """The documents of a table with their versions."""
    keys = table.keys()
    return {key: (table.get(key), table.row(key).version) for key in keys}


def customer_body(reference: str = "M000000001", **more: Any) -> dict[str, Any]:
    """A customer as the shop knows it."""
    return {
        "ExternalRef": reference, "Name": "Archer Ltd", "Email": "a@b.test", "Phone": "0113 1",
        "Street": "1 High Street", "City": "Leeds", "Postcode": "LS1 1AA",
        "Country": "United Kingdom", **more,
    }  # fmt: skip


def goods(quantity: int, price: str = "2.55", item: str = "MUG", **more: Any) -> dict[str, Any]:
    """A line of goods with 20 % tax."""
    net = (Decimal(price) * quantity).quantize(Decimal("0.01"))
    return {
        "ExternalLine": "10000000000001", "Item": item, "Quantity": quantity, "UnitPrice": price,
        "Net": str(net), "TaxRate": "0.20", "Tax": str((net / 5).quantize(Decimal("0.01"))),
        "Reference": "536365:1", **more,
    }  # fmt: skip


def freight(net: str = "10.00", tax: str = "2.00") -> dict[str, Any]:
    """A charge for freight."""
    return {
        "Kind": "freight", "Code": "POST", "Text": "POSTAGE", "Net": net, "TaxRate": "0.20",
        "Tax": tax, "Reference": "536365:2",
    }  # fmt: skip


def units(*quantities: int) -> list[dict[str, int]]:
    """Units of each line, in order; lines without any are left out."""
    return [
        {"LineNo": no * 10, "Quantity": quantity}
        for no, quantity in enumerate(quantities, start=1)
        if quantity
    ]


def in_path(text: str) -> str:
    """A key as it stands in a path."""
    return quote(text, safe="")


def encoded(body: Any) -> bytes:
    return json.dumps(body).encode()
