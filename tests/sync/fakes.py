"""A marketplace and an ERP behind the engine's HTTP port, as small as the tests allow."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from ordergate.harness.sync.ports import ClockPort, HttpRequest, HttpResponse

SECRET = "webhook-secret"
Trouble = Exception | HttpResponse


@dataclass(frozen=True)
class Seen:
    """A request that a vendor got, and when."""

    at_us: int
    what: str
    body: Any
    key: str


@dataclass
class FakeVendor:
    """Answers, unless trouble is planned for a request; ``lost`` trouble comes after the effect.

    Trouble is planned by method and path, or by these and the external reference.
    """

    clock: ClockPort
    seen: list[Seen] = field(default_factory=list)
    troubles: dict[str, list[Trouble]] = field(default_factory=dict)
    lost: dict[str, list[Trouble]] = field(default_factory=dict)
    slow_s: dict[str, int] = field(default_factory=dict)

    async def send(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the trouble."""
        what = f"{request.method} {request.path}"
        given = request.body if request.body.startswith(b"{") else b"{}"
        key = request.headers.get("idempotency-key", "")
        self.seen.append(Seen(self.clock.now_us(), what, json.loads(given), key))
        await self.clock.sleep_until(self.clock.now_us() + self.slow_s.get(what, 0) * 1_000_000)
        named = f"{what} {self.seen[-1].body.get('ExternalRef', '')}".strip()
        for name in (named, what):
            if self.troubles.get(name):
                return _come_of(self.troubles[name].pop(0))
        query = {name: values[-1] for name, values in parse_qs(request.query).items()}
        body = self.answer(what, query, json.loads(given))
        if self.lost.get(what):
            return _come_of(self.lost[what].pop(0))
        if body is None:
            return HttpResponse(404, {}, b'{"detail": "there is no such thing"}')
        status = body.pop("_status", 200) if isinstance(body, dict) else 200
        return HttpResponse(status, {}, json.dumps(body).encode())

    def answer(self, what: str, query: dict[str, str], body: Any) -> Any:
        """What is answered; None is a 404."""
        del query, body
        if what == "POST /oauth/token":
            return {"access_token": "token", "expires_in": 100_000}
        if what == "POST /webhooks":
            return {"id": "sub_1", "secret": SECRET}
        return None

    def got(self, what: str) -> list[Seen]:
        """The requests of one kind."""
        return [seen for seen in self.seen if seen.what == what]


@dataclass
class FakeShop(FakeVendor):
    """A marketplace with orders of one line."""

    orders: dict[str, str] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)

    def answer(self, what: str, query: dict[str, str], body: Any) -> Any:
        """Orders and buyers, one by one and listed."""
        method, _, rest = what.partition(" /")
        kind, _, key = rest.partition("/")
        if (method, kind) == ("GET", "orders"):
            if not key:
                return {"orders": [{"id": one, "store": "main"} for one in self.orders]}
            return self._order(key) if key in self.orders else None
        if (method, kind) == ("GET", "buyers"):
            if not key:
                return {"buyers": []}
            return self._buyer(key)
        if method == "GET" and kind in ("cancellations", "amendments", "returns", "payments", "listings"):
            return {kind: []}
        return super().answer(what, query, body)

    def _order(self, key: str) -> Any:
        line = {
            "id": f"{key}-1", "sku": "MUG", "quantity": 2, "unitPrice": "3.0600", "total": "6.12",
            "taxRate": "0.20",
        }  # fmt: skip
        return {
            "id": key, "store": "main", "buyerId": self.orders[key], "currency": "GBP",
            "placedAt": "2010-12-01T08:26:00+00:00", "paymentId": f"pay-{key}", "charges": [],
            "shipTo": self._buyer("")["address"], "lines": [line],
        }  # fmt: skip

    def _buyer(self, key: str) -> Any:
        address = {"name": "A", "line": "1 High St", "city": "Leeds", "postcode": "LS1", "country": "UK"}
        phone = self.phones.get(key, "1")
        return {"id": key, "company": f"Company {key}", "email": "", "phone": phone, "address": address}


@dataclass
class FakeErp(FakeVendor):
    """An ERP that knows each external reference once."""

    customers: dict[str, dict[str, Any]] = field(default_factory=dict)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    refuse: Callable[[dict[str, Any]], str | None] = lambda body: None

    def answer(self, what: str, query: dict[str, str], body: Any) -> Any:
        """Customers and sales orders; every other list is empty."""
        method, _, rest = what.partition(" /")
        kind, _, key = rest.partition("/")
        if method == "GET":
            held = {"Customers": self.customers, "SalesOrders": self.orders}.get(kind, {})
            found = held.get(query.get("ExternalRef", key))
            return {"Value": [found] if found else [], "Count": int(found is not None)}
        if what == "POST /Customers":
            number = f"{1000001 + len(self.customers):010}"
            self.customers[body["ExternalRef"]] = body | {"Number": number, "Version": 1}
            return {"Number": number, "Version": 1}
        if method == "PATCH":
            [customer] = [one for one in self.customers.values() if one["Number"] == key]
            customer.update(body, Version=customer["Version"] + 1)
            return {"Number": key, "Version": customer["Version"]}
        if what == "POST /SalesOrders":
            return self._book(body)
        return super().answer(what, query, body)

    def _book(self, body: dict[str, Any]) -> Any:
        if reason := self.refuse(body):
            return {"_status": 422, "detail": reason}
        lines = [
            {**line, "LineNo": number * 10, "Delivered": 0, "Cancelled": 0}
            for number, line in enumerate(body["Lines"], start=1)
        ]
        number = f"{100000001 + len(self.orders):010}"
        held = self.orders.setdefault(
            body["ExternalRef"], {**body, "Number": number, "Version": 1, "Lines": lines}
        )
        return {"Number": held["Number"], "LineNos": [line["LineNo"] for line in lines]}


def signed(topic: str, event_id: str, **fields: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of a webhook of the marketplace."""
    body = json.dumps({"topic": topic, "event_id": event_id, **fields}).encode()
    mac = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    return {"X-Marketplace-Hmac-Sha256": base64.b64encode(mac).decode()}, body


def _come_of(trouble: Trouble) -> HttpResponse:
    if isinstance(trouble, Exception):
        raise trouble
    return trouble
