"""A server of worlds without a port: requests go straight to its router."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from ordergate.simulators.kernel.access import SignedRequests, signature
from ordergate.simulators.kernel.clock import SECOND_US, WallClock, sleep
from ordergate.simulators.kernel.outbox import Courier
from ordergate.simulators.kernel.wire import WireReply, WireRequest
from ordergate.simulators.server.archive import Archive
from ordergate.simulators.server.control import control_system
from ordergate.simulators.server.durable import SyncedAnswers, SyncedCourier
from ordergate.simulators.server.gate import ControlToken
from ordergate.simulators.server.recalling import Debt, recalled
from ordergate.simulators.server.router import Router
from ordergate.simulators.server.worlds import HostedWorld, WorldHost

TOKEN = "the-token-of-the-tests"
BASE_URL = "http://127.0.0.1:8400"
KEY = {"authorization": f"Bearer {TOKEN}"}
ADDRESS = {
    "name": "Ann Archer", "line": "1 High Street", "city": "Leeds", "postcode": "LS1 1AA",
    "country": "United Kingdom",
}  # fmt: skip
BUYER = {"company": "Archer & Söhne", "email": "a@example.com", "phone": "1", "address": ADDRESS}


class Answer(NamedTuple):
    status: int
    body: Any
    headers: Mapping[str, str]


class Postbox:
    """Takes webhooks, and answers with the statuses that it was given, the last one for ever."""

    def __init__(self) -> None:
        self.statuses: list[int | None] = [200]
        self.taken: list[tuple[str, dict[str, Any]]] = []

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        self.taken.append((url, json.loads(request.body)))
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


class Hall:
    """With ``data`` its worlds are durable, as those of a server with ``--data`` are."""

    def __init__(self, journals: Path, data: Path | None = None) -> None:
        self.loop = asyncio.new_event_loop()
        self.post = Postbox()
        self.archive = None if data is None else Archive(data)
        courier: Courier = self.post if self.archive is None else SyncedCourier(self.post, self.archive)
        self.host = WorldHost(base_url=BASE_URL, journals=journals, courier=courier, keeper=self.archive)
        token = ControlToken(TOKEN)
        self.control = control_system(self.host, token, self._trouble)
        self._answer = Router(self.host, self.control, token).answer
        if self.archive is not None:
            self._answer = SyncedAnswers(self._answer, self.archive).answer
            self._writing = self.loop.create_task(self.archive.commits.run())
            self.loop.run_until_complete(self._go_on(recalled(self.archive, self.host)))

    async def _go_on(self, debts: list[Debt]) -> None:
        for debt in debts:
            debt.outbox.owe(debt.owed)

    def _trouble(self) -> str | None:
        return None if self.archive is None else self.archive.commits.trouble

    def close(self) -> None:
        self.loop.run_until_complete(self.host.stop())
        if self.archive is not None:
            self.archive.commits.close()
            self.loop.run_until_complete(self._writing)
            self.archive.disk.close()
        self.loop.close()

    def crash(self) -> None:
        """End without writing anything down, as a killed process does."""
        assert self.archive is not None
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.archive.disk.roll_back()
        self.archive.disk.close()
        self.loop.close()

    def wait(self, seconds: float) -> None:
        self.loop.run_until_complete(sleep(WallClock(), int(seconds * SECOND_US)))

    def send(
        self, method: str, path: str, body: object = None, *,
        headers: Mapping[str, str] | None = None, peer: str = "127.0.0.1",
    ) -> Answer:  # fmt: skip
        bare, _, query = path.partition("?")
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        request = WireRequest(method, bare, query, headers or {}, raw, peer)
        reply = self.loop.run_until_complete(self._answer(request))
        return Answer(reply.status, json.loads(reply.body) if reply.body else None, reply.headers)

    def browse(
        self, method: str, path: str, form: Mapping[str, str] | None = None, *,
        headers: Mapping[str, str] | None = None, peer: str = "127.0.0.1",
    ) -> WireReply:  # fmt: skip
        """What a browser is answered."""
        bare, _, query = path.partition("?")
        raw = urlencode(form or {}).encode()
        request = WireRequest(method, bare, query, headers or {}, raw, peer)
        return self.loop.run_until_complete(self._answer(request))

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """What the control surface says, which has to be yes."""
        answer = self.send(method, f"/_control{path}", body, headers=KEY)
        assert answer.status < 300, answer.body
        return answer.body

    def refusal(self, method: str, path: str, body: object = None) -> tuple[int, str | None]:
        """Status and field of a problem that the control surface has to name."""
        answer = self.send(method, f"/_control{path}", body, headers=KEY)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.body["status"] == answer.status >= 400
        return answer.status, answer.body.get("field")

    def open(self, name: str = "w", topology: str = "full", seed: int = 7, **more: object) -> HostedWorld:
        self.ask("POST", "/worlds", {"name": name, "topology": topology, "seed": seed, **more})
        return self.host.worlds[name]

    def person(self, system: str, method: str, path: str, body: object = None, *, world: str = "w") -> Any:
        headers = {**KEY, "x-actor": "ann"}
        answer = self.send(method, f"/worlds/{world}/{system}{path}", body, headers=headers)
        assert answer.status < 300, answer.body
        return answer.body

    def connector(
        self, system: str, method: str, path: str, body: object = None, *, world: str = "w"
    ) -> Answer:
        """What a connector is answered that uses the credentials it was given."""
        given = self.ask("GET", f"/worlds/{world}")["systems"][system]["credentials"]
        url = f"/worlds/{world}/{system}"
        if "client_id" in given:
            form = "&".join(["grant_type=client_credentials", *(f"{k}={v}" for k, v in given.items())])
            token = self.send("POST", f"{url}/oauth/token", form.encode()).body["access_token"]
            headers = {"authorization": f"Bearer {token}"}
        elif "api_key" in given:
            headers = {"x-api-key": given["api_key"]}
        else:
            headers = self._signed(world, method, path, body)
        return self.send(method, url + path, body, headers=headers)

    def _signed(self, world: str, method: str, path: str, body: object) -> dict[str, str]:
        access = self.host.worlds[world].systems["wms"].access
        assert isinstance(access, SignedRequests)
        bare, _, query = path.partition("?")
        raw = b"" if body is None else json.dumps(body).encode()
        stamp = str(WallClock().now_us() // 1000)
        proof = signature(access.secret, WireRequest(method, bare, query, {}, raw), stamp)
        return {"x-timestamp": stamp, "x-key-id": access.key_id, "x-signature": proof}

    def buys(self, sku: str = "MUG", quantity: int = 2, *, world: str = "w") -> str:
        """A listed item, a buyer and an order for it; the order's number."""
        row = {"sku": sku, "title": "a mug", "price": "3.0600", "active": True}
        listed = self.connector("marketplace", "POST", "/listings/bulk", {"listings": [row]}, world=world)
        assert listed.body["results"][0]["status"] == "ok", listed.body
        buyer = self.person("marketplace", "POST", "/_world/buyers", BUYER, world=world)["id"]
        line = {"sku": sku, "quantity": quantity, "tax_rate": "0.20"}
        body = {"buyer_id": buyer, "lines": [line]}
        return str(self.person("marketplace", "POST", "/_world/orders", body, world=world)["id"])
