"""Clients that write to every system of a served world, and look afterwards whether it is there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from ordergate.simulators.kernel.access import signature
from ordergate.simulators.kernel.clock import WallClock
from ordergate.simulators.kernel.wire import WireRequest
from tests.server.hall import ADDRESS, BUYER

TOKEN = "the-token-of-the-traffic"
LINE = {"sku": "MUG", "quantity": 2}
CLIENTS = ("marketplace", "marketplace", "oms", "erp", "wms")


@dataclass(frozen=True)
class Write:
    """A request that changes something, under a key of its own."""

    system: str
    path: str
    body: object
    key: str


@dataclass(frozen=True)
class Answered:
    """A write that was answered, and what it was answered."""

    write: Write
    status: int
    body: Any


@dataclass
class Ledger:
    """Every write that was answered, ever; ``last`` numbers them."""

    answered: list[Answered] = field(default_factory=list)
    last: int = 0
    buyer: str = ""

    def next_write(self, system: str) -> Write:
        self.last += 1
        key = f"{system}-{self.last}"
        path, body = self._wish(system, key)
        return Write(system, path, body, key)

    def _wish(self, system: str, key: str) -> tuple[str, object]:
        if system == "marketplace":
            line = {**LINE, "tax_rate": "0.20"}
            return "/_world/orders", {"buyer_id": self.buyer, "lines": [line]}
        if system == "oms":
            line = {**LINE, "external_line": "1", "price_e4": 25500, "amount": 510, "tax_bp": 2000}
            return "/orders", {
                "channel": "shop", "external_id": key, "customer_ref": "C1", "currency": "GBP",
                "ordered_at": "2026-01-02T08:30:00Z", "ship_to": ADDRESS, "lines": [line],
            }  # fmt: skip
        if system == "erp":
            return "/Customers", {"ExternalRef": key, "Name": "Archer", "Country": "GB"}
        return "/outbounds", {
            "reference": key, "site": "MAIN", "ship_to": {"name": "Ann"}, "lines": [{**LINE, "line": "1"}],
        }  # fmt: skip


class Visit:
    """One life of the server, as its clients see it."""

    def __init__(self, http: httpx.AsyncClient, world: dict[str, Any], token: str) -> None:
        self._http = http
        self._systems = world["systems"]
        self._token = token
        self._bearers: dict[str, str] = {}

    async def writes(self, ledger: Ledger, enough: Callable[[int], bool]) -> None:
        """Write from several clients at once, until the server is gone or it is enough."""
        before = len(ledger.answered)

        async def client(system: str) -> None:
            while not enough(len(ledger.answered) - before):
                write = ledger.next_write(system)
                try:
                    reply = await self.send("POST", system, write.path, write.body, key=write.key)
                except httpx.TransportError:
                    return
                assert reply.status_code == 201, reply.text
                ledger.answered.append(Answered(write, 201, reply.json()))

        await asyncio.gather(*map(client, CLIENTS))

    async def missing(self, answered: list[Answered]) -> list[str]:
        """The writes that are not there any more, or are answered differently the second time."""
        found = await asyncio.gather(*(self._trouble(one) for one in answered))
        return [trouble for trouble in found if trouble]

    async def _trouble(self, one: Answered) -> str:
        write = one.write
        number = str(one.body.get("id") or one.body.get("Number"))
        path = f"/Customers/{number}" if write.system == "erp" else f"{write.path}/{number}"
        read = await self.send("GET", write.system, path)
        again = await self.send("POST", write.system, write.path, write.body, key=write.key)
        if read.status_code != 200:
            return f"{write.key}: {number} is gone ({read.status_code})"
        if (again.status_code, again.json()) != (one.status, one.body):
            return f"{write.key}: first {one.body}, then {again.status_code} {again.text}"
        return "" if again.headers.get("idempotent-replayed") == "true" else f"{write.key}: done twice"

    async def send(
        self, method: str, system: str, path: str, body: object = None, *, key: str = ""
    ) -> httpx.Response:
        raw = b"" if body is None else json.dumps(body).encode()
        headers = await self._headers(method, system, path, raw)
        if key:
            headers["idempotency-key"] = key
        url = self._systems[system]["base_url"] + path
        return await self._http.request(method, url, content=raw, headers=headers)

    async def _headers(self, method: str, system: str, path: str, raw: bytes) -> dict[str, str]:
        given = self._systems[system]["credentials"]
        if path.startswith("/_world"):
            return {"authorization": f"Bearer {self._token}"}
        if "api_key" in given:
            return {"x-api-key": given["api_key"]}
        if "secret" in given:
            stamp = str(WallClock().now_us() // 1000)
            proof = signature(given["secret"], WireRequest(method, path, "", {}, raw), stamp)
            return {"x-timestamp": stamp, "x-key-id": given["key_id"], "x-signature": proof}
        if system not in self._bearers:
            form = {"grant_type": "client_credentials", **given}
            url = f"{self._systems[system]['base_url']}/oauth/token"
            self._bearers[system] = (await self._http.post(url, data=form)).json()["access_token"]
        return {"authorization": f"Bearer {self._bearers[system]}"}

    async def furnish(self, ledger: Ledger) -> None:
        """A buyer, and an item that everybody knows."""
        listing = {"sku": "MUG", "title": "a mug", "price": "3.0600", "active": True}
        await self.send("POST", "marketplace", "/listings/bulk", {"listings": [listing]})
        item = {"sku": "MUG", "title": "a mug", "price_e4": 25500, "active": True}
        await self.send("POST", "oms", "/items/bulk", {"items": [item]})
        made = await self.send("POST", "marketplace", "/_world/buyers", BUYER)
        ledger.buyer = made.json()["id"]
