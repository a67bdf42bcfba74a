"""A POST with an Idempotency-Key takes effect once, and the check that says so can fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ordergate.contracts.checks.idempotency import Answered, Prepared, broken_promises
from ordergate.simulators.server.topology import BUILDERS
from tests.contracts.counter import Client, Trade

SHIP_TO = {
    "name": "Ada",
    "line": "1 Main St",
    "city": "Leeds",
    "postcode": "LS1",
    "country": "United Kingdom",
}


def marketplace(client: Client, item: str) -> Prepared:
    [order] = client.get("/orders")["orders"]
    path = f"/orders/{order['id']}/shipments"
    shipment = {
        "reference": "WS-1", "carrier": "house", "tracking": "T1",
        "shippedAt": "2026-01-05T10:00:00Z",
        "lines": [{"lineId": order["lines"][0]["id"], "quantity": 1}],
    }  # fmt: skip
    return prepared(path, shipment, {"reference": "WS-2"}, path)


def oms(client: Client, item: str) -> Prepared:
    line = {
        "external_line": "1", "sku": item, "quantity": 1, "price_e4": 76500, "amount": 765,
        "tax_bp": 2000,
    }  # fmt: skip
    order = {
        "channel": "shop", "external_id": "X-1", "customer_ref": "C-1",
        "ordered_at": "2026-01-05T10:00:00Z", "currency": "GBP", "ship_to": SHIP_TO, "lines": [line],
    }  # fmt: skip
    return prepared("/orders", order, {"external_id": "X-2"}, "/orders")


def erp(client: Client, item: str) -> Prepared:
    customer = {"ExternalRef": "C-1", "Name": "Ada", "Country": "United Kingdom"}
    return prepared("/Customers", customer, {"ExternalRef": "C-2"}, "/Customers")


def wms(client: Client, item: str) -> Prepared:
    site = client.get("/stock")["stock"][0]["site"]
    outbound = {
        "reference": "W-1", "site": site, "ship_to": SHIP_TO,
        "lines": [{"line": "1", "sku": item, "quantity": 1}],
    }  # fmt: skip
    return prepared("/outbounds", outbound, {"reference": "W-2"}, "/outbounds")


def prepared(path: str, body: dict[str, Any], other: dict[str, Any], effects: str) -> Prepared:
    """A request, and another one that differs in what ``other`` holds."""
    return Prepared(path, json.dumps(body).encode(), json.dumps(body | other).encode(), effects)


PREPARE: dict[str, Callable[[Client, str], Prepared]] = {
    "marketplace": marketplace,
    "oms": oms,
    "erp": erp,
    "wms": wms,
}


@pytest.mark.parametrize("system", BUILDERS)
def test_one_key_is_one_effect_and_one_answer(trade: Trade, system: str) -> None:
    client = trade.client(system)
    assert broken_promises(client.send, PREPARE[system](client, trade.item)) == []


class Forgetful:
    """A vendor of notes that looks at no key."""

    def __init__(self, refusal: int = 400) -> None:
        self.notes: list[bytes] = []
        self._refusal = refusal

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answered:
        if method == "GET":
            return 200, {}, b",".join(self.notes)
        if body == b"refused":
            return self._refusal, {"content-type": "application/problem+json"}, b"no"
        self.notes.append(body)
        return 201, {}, str(len(self.notes)).encode()


def test_a_vendor_that_looks_at_no_key_is_told_each_promise_that_it_broke() -> None:
    assert broken_promises(Forgetful().send, Prepared("/notes", b"a", b"b", "/notes")) == [
        "the same key and body got 201 1 first and 201 2 then",
        "the same key and body took effect twice, as /notes shows",
        "the same key with another body got 201 3, not 422 as application/problem+json",
        "the same key with another body took effect, as /notes shows",
    ]


def test_nothing_is_said_of_a_request_that_does_not_take_effect() -> None:
    assert broken_promises(Forgetful().send, Prepared("/notes", b"refused", b"b", "/notes")) == [
        "POST /notes answered 400 no; without an effect nothing can be said"
    ]
