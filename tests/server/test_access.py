"""The control surface and the people of the world are for programs here that hold the token."""

from __future__ import annotations

import re
from ipaddress import ip_network

import pytest

from ordergate.simulators.kernel.problems import Forbidden
from ordergate.simulators.kernel.wire import Operation, Surface, WireRequest
from ordergate.simulators.server.control import Control, operations
from ordergate.simulators.server.gate import ControlToken
from ordergate.simulators.server.post import post_operations
from ordergate.simulators.server.worlds import WorldHost
from tests.server.hall import BASE_URL, BUYER, KEY, TOKEN, Hall

OFFERED = [*operations(Control.__new__(Control)), *post_operations(WorldHost.__new__(WorldHost))]
GUARDED = [op for op in OFFERED if op.surface is not Surface.OPEN]
WRONG = [{}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}, {"authorization": "Bearer é"}]


def path_of(operation: Operation) -> str:
    return re.sub(r"\{\w+\}", "w", operation.path)


def test_health_is_open(hall: Hall) -> None:
    answer = hall.send("GET", "/_control/health")
    assert (answer.status, answer.body) == (200, {"status": "ok", "worlds": 0})


@pytest.mark.parametrize("operation", GUARDED, ids=lambda operation: operation.name)
def test_everything_else_needs_the_token(hall: Hall, operation: Operation) -> None:
    hall.open()
    before = hall.ask("GET", "/worlds/w")["systems"]
    for headers in WRONG:
        answer = hall.send(operation.method, path_of(operation), b"{}", headers=headers)
        assert (answer.status, answer.body["type"]) == (401, "urn:problem:unauthenticated")
    assert hall.ask("GET", "/worlds/w")["systems"] == before


@pytest.mark.parametrize("peer", ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "elsewhere"])
def test_another_machine_gets_nothing_but_the_api(hall: Hall, peer: str) -> None:
    hall.open()
    people = "/worlds/w/marketplace/_world/buyers"
    for method, path in [("GET", "/_control/health"), ("GET", "/_control/worlds"), ("POST", people)]:
        assert hall.send(method, path, BUYER, headers=KEY, peer=peer).status == 403
    assert hall.send("GET", "/worlds/w/oms/orders", peer=peer).status == 401


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", ""])
def test_this_machine_is_let_in(peer: str) -> None:
    ControlToken(TOKEN).admit_from(WireRequest("GET", "/", peer=peer))


@pytest.mark.parametrize(
    ("peer", "admitted"),
    [
        ("172.17.0.5", True), ("::ffff:172.17.0.5", True), ("2001:db8::7", True), ("127.0.0.1", True),
        ("172.32.0.1", False), ("192.0.2.1", False), ("2001:db9::7", False), ("nonsense", False),
    ],
)  # fmt: skip
def test_networks_that_were_named_are_let_in_too(peer: str, admitted: bool) -> None:
    networks = (ip_network("172.16.0.0/12"), ip_network("2001:db8::/32"))
    gate, request = ControlToken(TOKEN, networks), WireRequest("GET", "/", peer=peer)
    if admitted:
        gate.admit_from(request)
    else:
        with pytest.raises(Forbidden, match=r"172\.16\.0\.0/12, 2001:db8::/32, not"):
            gate.admit_from(request)


def test_readiness_is_open_and_says_whether_worlds_last(hall: Hall) -> None:
    answer = hall.send("GET", "/_control/ready")
    assert (answer.status, answer.body) == (200, {"status": "ready", "worlds": 0, "durable": False})


@pytest.mark.parametrize("path", ["/_world/buyers", "//_world/buyers", "/_world//buyers", "/_world/buyers/"])
def test_the_people_of_the_world_are_played_with_the_token_only(hall: Hall, path: str) -> None:
    world = hall.open()
    for headers in WRONG:
        answer = hall.send("POST", f"/worlds/w/marketplace{path}", BUYER, headers=headers)
        assert answer.status in (401, 404)
    assert len(world.systems["marketplace"].service.buyers) == 0


def test_a_connector_needs_no_control_token(hall: Hall) -> None:
    hall.open()
    for system in ("marketplace", "oms", "erp", "wms"):
        assert hall.connector(system, "GET", "/no-such-thing").status == 404
    assert hall.connector("oms", "GET", "/orders").status == 200
    assert hall.connector("marketplace", "GET", "/orders").status == 200
    assert hall.connector("erp", "GET", "/SalesOrders").status == 200
    assert hall.connector("wms", "GET", "/outbounds?page=1&size=5").status == 200


def test_a_person_is_named_as_it_was_written(hall: Hall) -> None:
    hall.open()
    headers = {**KEY, "x-actor": "Zoë".encode().decode("latin-1")}
    hall.send("POST", "/worlds/w/marketplace/_world/buyers", BUYER, headers=headers)
    entries = hall.ask("GET", "/worlds/w/journal")["entries"]
    assert [entry["caller"] for entry in entries if entry["kind"] == "call"] == ["Zoë"]


@pytest.mark.parametrize(
    "path",
    ["/worlds", "/worlds/", "/worlds/none/oms/orders", "/worlds/w", "/worlds/w/crm/orders",
     "/worlds/w/oms", "/worlds/w/oms/no-such-thing", "/elsewhere", "/_control", "/_control/nothing"],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_that_says_so(hall: Hall, path: str) -> None:
    hall.open()
    answer = hall.send("GET", path, headers=KEY)
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.body["detail"]


def test_a_world_says_where_its_systems_are(hall: Hall) -> None:
    made = hall.ask("POST", "/worlds", {"topology": "shop-erp", "seed": 3})
    assert made["name"] == "world-1"
    assert {name: system["base_url"] for name, system in made["systems"].items()} == {
        "marketplace": f"{BASE_URL}/worlds/world-1/marketplace",
        "erp": f"{BASE_URL}/worlds/world-1/erp",
    }
