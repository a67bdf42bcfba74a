"""The systems of a world with some trade in it, and a client that every one of them lets in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.harness.world.world import World
from ordergate.simulators.kernel.access import signature
from ordergate.simulators.kernel.wire import Surface, WireReply, WireRequest

SYSTEMS = ("marketplace", "oms", "erp", "wms")


class Trade:
    """A world in which an order was shipped in part, cancelled in part, and came back in part."""

    def __init__(self) -> None:
        self.port = InProcessWorld(Blueprint("full", 1), reference_engine)
        world = World(self.port)
        self.item = world.stocked(quantity=40, price="7.65")
        order = world.buyer.orders({self.item: 10})
        world.settle()
        world.picker.ships(order, {self.item: 6})
        world.settle()
        world.buyer.returns(order, {self.item: 3})
        world.receiver.inspects(order, sellable=2, damaged=1)
        world.settle()

    def client(self, system: str) -> Client:
        """A client of one of the systems."""
        return Client(self.port, system)

    def close(self) -> None:
        self.port.close()


class Client:
    """Calls one system with the credentials that a connector would be given."""

    def __init__(self, port: InProcessWorld, system: str) -> None:
        self._port = port
        self.name = system
        self._system = port.vendors[system]

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Any:
        """Status, headers and body of the answer to a request with credentials."""
        path, _, query = target.partition("?")
        bare = WireRequest(method, path, query, dict(headers), body)
        reply = self._answer(WireRequest(method, path, query, {**headers, **self._credentials(bare)}, body))
        return reply.status, reply.headers, reply.body

    def get(self, target: str) -> Any:
        """The answer to GET, which has to be 200."""
        status, _, body = self.send("GET", target, {}, b"")
        assert status == 200, body
        return json.loads(body)

    def document(self) -> Any:
        """What the system publishes about itself, asked for without credentials."""
        return json.loads(self._answer(WireRequest("GET", "/openapi.json")).body)

    def known(self, path: str) -> dict[str, str]:
        """Values for the first placeholder of a path that name a document, or nothing."""
        collection, _, rest = path.partition("/{")
        rows = _rows(self.listings.get(collection, {})) if rest else []
        return {rest.partition("}")[0]: str(next(iter(rows[-1].values())))} if rows else {}

    @cached_property
    def listings(self) -> dict[str, Any]:
        """What the system lists at the start, by path."""
        operations = self._system.routes.operations
        paths = [
            operation.path
            for operation in operations
            if operation.method == "GET"
            and operation.surface is Surface.PARTNER
            and "{" not in operation.path
        ]
        return {path: self.get(path) for path in paths}

    def acquainted(self) -> Any:
        """The document, in which every property may also have a value that some document has."""
        seen: dict[str, list[Any]] = {}
        _collect(self.listings, seen)
        document = self.document()
        for schema in document["components"]["schemas"].values():
            for name, told in schema.get("properties", {}).items():
                if name in seen:
                    schema["properties"][name] = {"anyOf": [{"enum": seen[name]}, told]}
        return document

    @cached_property
    def _token(self) -> str:
        form = urlencode({"grant_type": "client_credentials", **self._system.access.credentials()})
        reply = self._answer(WireRequest("POST", "/oauth/token", body=form.encode()))
        return str(json.loads(reply.body)["access_token"])

    def _credentials(self, request: WireRequest) -> dict[str, str]:
        given = self._system.access.credentials()
        if "api_key" in given:
            return {"x-api-key": given["api_key"]}
        if "client_id" in given:
            return {"authorization": f"Bearer {self._token}"}
        stamp = str(self._port.now_us() // 1000)
        signed = signature(given["secret"], request, stamp)
        return {"x-timestamp": stamp, "x-key-id": given["key_id"], "x-signature": signed}

    def _answer(self, request: WireRequest) -> WireReply:
        return self._port.complete(self._system.answer(request))


def _rows(listing: Any) -> list[Any]:
    return next((value for value in listing.values() if isinstance(value, list)), [])


def _collect(told: Any, seen: dict[str, list[Any]]) -> None:
    """The single values of every property that says something, at most five each."""
    if isinstance(told, list):
        for part in told:
            _collect(part, seen)
    elif isinstance(told, dict):
        for name, value in told.items():
            if isinstance(value, dict | list):
                _collect(value, seen)
            elif value and value not in (held := seen.setdefault(name, [])) and len(held) < 5:
                held.append(value)
