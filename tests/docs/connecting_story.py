"""The story that docs/connecting.md tells: its world, and what happens between its samples."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.simulators.kernel.wire import WireReply, WireRequest

START_US = 1_795_347_600_000_000  # 2026-11-22 11:40 UTC, the day of the story


class Story:
    """A world of the page's seed, a connector with the page's credentials, and people."""

    def __init__(self, credentials: Mapping[str, Mapping[str, str]]) -> None:
        self.world = InProcessWorld(Blueprint("full", 7, START_US), None)
        self._credentials = credentials
        self._tokens: dict[str, str] = {}

    def people(self, system: str, path: str, body: Any, method: str = "POST") -> Any:
        return self.world.call(system, method, f"/_world{path}", body, who="somebody")

    def ask(self, system: str, method: str, target: str, body: Any = None) -> Any:
        raw = b"" if body is None else json.dumps(body).encode()
        reply = self.send(system, method, target, raw, {})
        assert reply.status < 300, f"{system} {method} {target}: {reply.body.decode()}"
        return json.loads(reply.body)

    def send(self, system: str, method: str, target: str, body: bytes, headers: dict[str, str]) -> WireReply:
        path, _, query = target.partition("?")
        proof = self._proof(system, method, target, body)
        request = WireRequest(method, path, query, {**headers, **proof}, body)
        return self.world.complete(self.world.vendors.answer(system, request))

    def _proof(self, system: str, method: str, target: str, body: bytes) -> dict[str, str]:
        given = self._credentials[system]
        if system == "oms":
            return {"x-api-key": given["api_key"]}
        if system == "wms":
            stamp = str(self.world.now_us() // 1000)
            sign = signature(given["secret"], method, target, stamp, body)
            return {"x-key-id": given["key_id"], "x-timestamp": stamp, "x-signature": sign}
        if system not in self._tokens:
            form = urlencode({"grant_type": "client_credentials", **given}).encode()
            request = WireRequest("POST", "/oauth/token", "", {}, form)
            reply = self.world.complete(self.world.vendors.answer(system, request))
            self._tokens[system] = json.loads(reply.body)["access_token"]
        return {"authorization": f"Bearer {self._tokens[system]}"}


def signature(secret: str, method: str, target: str, stamp: str, body: bytes) -> str:
    text = "\n".join([method, target, stamp, hashlib.sha256(body).hexdigest()])
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


BUYER, ORDER, PAYMENT = "M618033989", "408-7654321-6273331", "pay_2fb0838e74dc97c9"
MUG, TEE = "40692113881987", "81384227763974"
SHIP_TO = {"name": "Hill & Sons Ltd", "line": "4 Mill Lane", "city": "Leeds", "postcode": "LS1 4DY",
           "country": "United Kingdom"}  # fmt: skip


def _opening(story: Story) -> None:
    company = {"company": "Hill & Sons Ltd", "email": "office@hill.example", "phone": "+44 20 7946 0018"}
    story.people("marketplace", "/buyers", {**company, "address": SHIP_TO})


def _move(story: Story) -> None:
    story.people("marketplace", f"/buyers/{BUYER}", {"phone": "+44 20 7946 0019"}, "PATCH")


def _enter_items(story: Story) -> None:
    story.people("erp", "/items", {"items": [
        {"item": "MUG-01", "description": "Mug, white", "list_price": "5.0000"},
        {"item": "TEE-RED-M", "description": "T-shirt, red, M", "list_price": "8.2917"},
    ]})  # fmt: skip


def _receive(story: Story) -> None:
    goods = [{"sku": sku, "quantity": 20} for sku in ("MUG-01", "TEE-RED-M")]
    story.people("wms", "/receipts", {"site": "MAIN", "lines": goods})
    found = [
        {"sku": "TEE-RED-M", "quantity": -1},
        {"sku": "MUG-01", "quantity": 1, "condition": "damaged"},
    ]
    story.people("wms", "/adjustments", {"site": "MAIN", "reason": "count", "lines": found})


def _carry_receipt(story: Story, movement: str, number: str, units: dict[str, int]) -> None:
    lines = [{"Item": sku, "Quantity": count, "Blocked": 0} for sku, count in units.items()]
    told = {"ExternalRef": movement, "Kind": "receipt", "Site": "MAIN", "Reason": "goods received"}
    made = story.ask("erp", "POST", "/StockMovements/Bulk", {"Movements": [{**told, "Lines": lines}]})
    assert made["Results"][0]["Number"] == number
    rows = [
        {"reference": f"{number}-{place}", "sku": sku, "site": "MAIN", "quantity": count, "unavailable": 0}
        for place, (sku, count) in enumerate(units.items(), start=1)
    ]
    story.ask("oms", "POST", "/stock-movements/bulk", {"movements": rows})


def _first_receipt(story: Story) -> None:
    _carry_receipt(story, "WM000001", "0700000002", {"TEE-RED-M": 20, "MUG-01": 20})


def _buy(story: Story) -> None:
    people = {"seller": "Ann", "approver": "Bob", "reason": "trade fair"}
    granted = {"quote_id": "Q-77", "customer_ref": BUYER, "item": "TEE-RED-M", "unit_price": "8.2500"}
    story.people("erp", "/agreements", {"agreements": [{**granted, **people}]})
    mugs = {"sku": "MUG-01", "quantity": 10, "tax_rate": "0.20", "reference": "PO-1/1"}
    tees = {"sku": "TEE-RED-M", "quantity": 3, "tax_rate": "0.20", "unit_price": "9.9000",
            "quote": {"id": "Q-77", **people}}  # fmt: skip
    charges = [
        {"kind": "freight", "code": "DHL", "text": "Freight", "total": "4.99", "tax_rate": "0.20"},
        {
            "kind": "charge",
            "code": "LOYALTY",
            "text": "Loyalty allowance",
            "total": "-2.00",
            "tax_rate": "0.20",
        },
    ]
    story.people("marketplace", "/orders", {"buyer_id": BUYER, "lines": [mugs, tees], "charges": charges})


def _ship_four(story: Story) -> None:
    lines = [{"line": "2000001", "quantity": 4}]
    story.people("wms", "/outbounds/WO000001/dispatch", {"lines": lines, "parcels": 2, "carrier": "DHL"})


def _give_up_two(story: Story) -> None:
    lines = [{"line": "2000001", "quantity": 2}]
    story.people("wms", "/outbounds/WO000001/shortages", {"lines": lines})


def _serve_the_rest_and_cancel(story: Story) -> None:
    story.people("wms", "/receipts", {"site": "MAIN", "lines": [{"sku": "MUG-01", "quantity": 5}]})
    _carry_receipt(story, "WM000004", "0700000004", {"MUG-01": 5})
    wanted = [{"line": "2000001", "sku": "MUG-01", "quantity": 2}]
    outbound = {"reference": "3000002", "site": "MAIN", "ship_to": SHIP_TO, "lines": wanted}
    story.ask("wms", "POST", "/outbounds", outbound)
    story.ask("oms", "POST", "/fulfilments/3000002/acceptance", {"warehouse_ref": "WO000002"})
    picked = [{"line": "2000001", "quantity": 2}]
    story.people("wms", "/outbounds/WO000001/picks", {"lines": picked})
    unwanted = {"reason": "too many", "lines": [{"line_id": MUG, "quantity": 6}]}
    story.people("marketplace", f"/orders/{ORDER}/cancellations", unwanted)


def _ship_the_rest_and_return(story: Story) -> None:
    story.people("wms", "/outbounds/WO000001/packs", {})
    story.people("wms", "/outbounds/WO000001/dispatch", {})
    sent = story.ask("wms", "GET", "/shipments/WS000002")
    tracking, at = sent["parcels"][0]["tracking"], "2026-11-22T11:42:55.847Z"
    units = [{"line_id": 2000001, "quantity": 2}, {"line_id": 2000002, "quantity": 3}]
    told = {"reference": "WS000002", "tracking": tracking}
    story.ask("oms", "POST", "/fulfilments/3000001/shipments", {**told, "shipped_at": at, "lines": units})
    goods = [{"LineNo": 10, "Quantity": 2}, {"LineNo": 20, "Quantity": 3}]
    booked = {"Order": "0100000001", "ExternalRef": "WS000002", "Tracking": tracking, "Date": "2026-11-22"}
    story.ask("erp", "POST", "/Deliveries", {**booked, "Lines": goods})
    bill = story.ask(
        "erp", "POST", "/Invoices", {"Delivery": "0200000002", "Charges": [], "Date": "2026-11-22"}
    )
    lines = [{"lineId": MUG, "quantity": 2}, {"lineId": TEE, "quantity": 3}]
    sent_on = {**told, "carrier": sent["carrier"], "shippedAt": at, "lines": lines}
    story.ask("marketplace", "POST", f"/orders/{ORDER}/shipments", sent_on)
    amounts = {name.lower(): bill[name] for name in ("Number", "Net", "Tax", "Total")}
    story.ask("marketplace", "POST", f"/orders/{ORDER}/invoices", {**amounts, "date": "2026-11-22"})
    money = {"reference": bill["Number"], "amount": bill["Total"]}
    story.ask("marketplace", "POST", f"/payments/{PAYMENT}/captures", money)
    _send_back(story)


def _send_back(story: Story) -> None:
    lines = [
        {"line_id": MUG, "quantity": 3, "reason": "chipped"},
        {"line_id": TEE, "quantity": 1, "reason": "too small", "agreed": "9.00"},
    ]
    story.people("marketplace", f"/orders/{ORDER}/returns", {"lines": lines})


def _inspect(story: Story) -> None:
    lines = [
        {"line": "2000001", "sellable": 1, "damaged": 1, "missing": 1},
        {"line": "2000002", "sellable": 1},
    ]
    story.people("wms", "/inbound-returns/WR000001/inspection", {"lines": lines})


def close_the_books(story: Story) -> None:
    """What the page leaves to the flows that it showed before: payments, and stock."""
    payment = story.ask("marketplace", "GET", f"/payments/{PAYMENT}")
    kinds = [("receipt", entry) for entry in payment["captures"]]
    kinds += [("refund", entry) for entry in payment["refunds"]]
    for kind, entry in kinds:
        booked = {"ExternalRef": entry["id"], "Kind": kind, "Order": "0100000001"}
        story.ask("erp", "POST", "/Payments", {**booked, "Amount": entry["amount"], "Currency": "GBP"})
    rows = story.ask("oms", "GET", "/stock?limit=200")["stock"]
    stock = [{"sku": row["sku"], "quantity": max(0, row["available_total"])} for row in rows]
    story.ask("marketplace", "POST", "/listings/stock", {"stock": stock})


BEFORE = {
    "erp POST /Customers": _opening,
    "erp PATCH /Customers/0001000001": _move,
    "oms POST /items/bulk": _enter_items,
    "wms GET /movements/WM000002": _receive,
    "oms GET /stock?limit=200": _first_receipt,
    f"marketplace GET /orders/{ORDER}": _buy,
    "wms GET /shipments/WS000001": _ship_four,
    "wms GET /outbounds/WO000001": _give_up_two,
    "oms POST /orders/1000001/cancellations": _serve_the_rest_and_cancel,
    "oms POST /returns": _ship_the_rest_and_return,
    "wms GET /inbound-returns/WR000001": _inspect,
}
"""What happens between the samples: people act, and flows go on that the page showed before."""
