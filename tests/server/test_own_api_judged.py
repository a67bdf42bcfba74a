"""What is booked through an API of a package is judged like everything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.harness.world.world import World
from ordergate.simulators.kernel.system import System
from ordergate.simulators.kernel.wire import WireReply, WireRequest
from ordergate.simulators.server.topology import TOPOLOGIES
from tests.server.own_packages import Packages

# What Acme calls the fields of a line, and what our own API calls them.
FIELDS = {
    "id": "ExternalLine", "sku": "Item", "qty": "Quantity", "price": "UnitPrice", "net": "Net",
    "vat_rate": "TaxRate", "vat": "Tax",
}  # fmt: skip


class ThroughAcme:
    """The ERP as the reference engine knows it, with orders and deliveries booked at Acme's API."""

    def __init__(self, world: InProcessWorld, *, twice: bool = False) -> None:
        self._world = world
        self._twice = twice
        self.access = world.vendors["erp"].access

    async def answer(self, request: WireRequest) -> WireReply:
        if request.method == "POST" and request.path == "/SalesOrders":
            return await self._booked(json.loads(request.body))
        if request.method == "POST" and request.path == "/Deliveries":
            return await self._delivered(json.loads(request.body))
        return await self._world.vendors.answer("erp", request)

    async def _booked(self, asked: dict[str, Any]) -> WireReply:
        held = self._world.vendors["erp"].service.customers.get(asked["Customer"])
        body = {
            "shop_order": asked["ExternalRef"], "account": held.external_ref, "currency": asked["Currency"],
            "ship_to": asked["ShipTo"],
            "positions": [
                {theirs: line[ours] for theirs, ours in FIELDS.items()} for line in asked["Lines"]
            ],
        }  # fmt: skip
        if self._twice:
            await self._told("/orders", {**body, "shop_order": f"{body['shop_order']} copy"})
        reply = await self._told("/orders", body)
        made = json.loads(reply.body)
        answer = {"Number": made["no"], "LineNos": [line["pos"] for line in made["lines"]]}
        return WireReply(reply.status, reply.headers, json.dumps(answer).encode())

    async def _delivered(self, asked: dict[str, Any]) -> WireReply:
        units = {line["LineNo"]: line["Quantity"] for line in asked["Lines"]}
        body = {"slip_no": asked["ExternalRef"], "tracking": asked["Tracking"], "units": units}
        reply = await self._told(f"/orders/{asked['Order']}/deliveries", body)
        answer = {"Number": json.loads(reply.body)["delivery_no"]}
        return WireReply(reply.status, reply.headers, json.dumps(answer).encode())

    async def _told(self, path: str, body: Any) -> WireReply:
        api = self._world.vendors.apis["acme-erp"]
        form = "&".join(f"{key}={value}" for key, value in api.access.credentials().items())
        raw = f"grant_type=client_credentials&{form}".encode()
        token = await api.answer(WireRequest("POST", "/oauth/token", body=raw))
        headers = {"authorization": f"Bearer {json.loads(token.body)['access_token']}"}
        reply = await api.answer(WireRequest("POST", path, "", headers, json.dumps(body).encode()))
        assert reply.status in (200, 201), reply.body
        return reply


@contextmanager
def world_through_acme(topology: str, *, twice: bool = False) -> Iterator[World]:
    """A world whose connector is the reference engine, but for what it books at Acme's API."""

    def connector(world: InProcessWorld) -> Any:
        erp = cast(System, ThroughAcme(world, twice=twice))
        seen = SimpleNamespace(
            topology=world.topology, systems=world.systems, clock=world.clock, seed=world.seed,
            sites=world.sites,
            vendors={**world.vendors.systems, "erp": erp},
        )  # fmt: skip
        return reference_engine(cast(InProcessWorld, seen))

    with closing(InProcessWorld(Blueprint(topology, 5), connector)) as port:
        yield World(port)


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_an_order_that_went_through_it_keeps_every_rule(packages: Packages, topology: str) -> None:
    packages.acme()
    with world_through_acme(topology) as world:
        item = world.stocked(quantity=100)
        order = world.buyer.orders({item: 10})
        world.settle()
        world.picker.ships(order, {item: 10})
        world.settle()
        assert world.judged().findings == ()
        assert len(world.order(order).invoices()) == 1
        assert acme_calls(world) == (1 if topology == "shop-erp" else 2)


def test_an_order_that_was_booked_twice_through_it_breaks_a_rule(packages: Packages) -> None:
    packages.acme()
    with world_through_acme("shop-erp", twice=True) as world:
        item = world.stocked(quantity=100)
        world.buyer.orders({item: 10})
        world.settle()
        assert "I01" in {finding.rule for finding in world.judged().findings}


def acme_calls(world: World) -> int:
    assert isinstance(world.port, InProcessWorld)
    return world.port.vendors.apis["acme-erp"].partner_calls
