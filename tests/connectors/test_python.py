"""A connector in Python lives in virtual time, with a real client over HTTP and the same rules."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from ordergate.harness.config.reading import read_config
from ordergate.harness.connectors.site import Site, SystemsTransport
from ordergate.harness.errors import OrdergateError
from ordergate.harness.running.worlds import Worlds
from ordergate.simulators.kernel.disturbance import LostConnection
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from ordergate.simulators.kernel.wire import WireReply, WireRequest

from .gate import Gate

CONNECTORS = Path(__file__).with_name("in_virtual_time.py")


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    shutil.copy(CONNECTORS, tmp_path / "acme_connector.py")
    return Gate(tmp_path)


def by(gate: Gate, factory: str) -> Gate:
    gate.settings(f'[connector]\nkind = "python"\nfactory = "acme_connector:{factory}"\n')
    return gate


def test_an_engine_with_a_client_of_httpx_passes_in_every_topology(gate: Gate) -> None:
    run = by(gate, "engine").run("S07", "S14")
    assert run.code == 0, run.said
    ran = gate.scenarios()
    assert {(one["id"], one["topology"]) for one in ran} == {
        (name, where) for name in ("S07", "S14") for where in ("shop-erp", "shop-erp-wms", "full")
    }
    assert {one["verdict"] for one in ran} == {"passed"}


def test_the_same_seed_gives_the_same_journal(gate: Gate) -> None:
    journals = []
    for number in range(2):
        gate.out = gate.folder / str(number)
        assert by(gate, "engine").run("S07", "--topology", "full", "--seed", "5").code == 0
        journals.append((gate.out / "journal.ndjson").read_bytes())
    assert journals[0] == journals[1]


@pytest.mark.parametrize(
    ("factory", "words"),
    [
        ("idle", "item MUG-01 never reached the marketplace"),
        ("lister", "never reached the erp; once is right"),
    ],
)
def test_one_that_does_too_little_breaks_a_rule_by_name(gate: Gate, factory: str, words: str) -> None:
    run = by(gate, factory).run()
    assert run.code == 1, run.said
    assert any(words in found["text"] for found in gate.findings() if found["rule"] == "I02"), gate.findings()


@pytest.mark.parametrize(
    ("factory", "code", "words"),
    [
        ("nothing", 2, "connector.factory acme_connector:nothing cannot be found"),
        (
            "NOT_A_FUNCTION",
            2,
            "connector.factory acme_connector:NOT_A_FUNCTION is a str, and cannot be called",
        ),
        ("halfway", 2, "returned Site, which has no start, stop, receive, pending, quiet_us, accounts"),
        ("unmade", 3, "the connector's factory raised KeyError: 'acme_url' (acme_connector.py:"),
        (
            "broken",
            3,
            "the connector's start raised RuntimeError: no licence for this host (acme_connector.py:",
        ),
    ],
)
def test_one_that_cannot_begin_says_why(gate: Gate, factory: str, code: int, words: str) -> None:
    with pytest.raises(OrdergateError) as refused:
        Worlds(read_config(by(gate, factory).file, {})).open("full", seed=1, journal=None, repeat="")
    assert refused.value.exit_code == code
    assert words in str(refused.value)


def test_one_that_cannot_begin_ends_the_command_without_a_traceback(gate: Gate) -> None:
    run = by(gate, "broken").run()
    assert (run.code, "Traceback" in run.said, gate.out.exists()) == (3, False, False)
    assert run.errors.startswith("ordergate: the connector's start raised RuntimeError")


def test_one_that_raises_on_a_webhook_is_in_trouble_by_name(gate: Gate) -> None:
    run = by(gate, "stumbling").run()
    assert run.code == 1
    said = [found["text"] for found in gate.findings() if found["rule"] == "connector"]
    assert len(set(said)) == 1
    assert said[0].startswith("the connector's receive for a webhook of the marketplace raised RuntimeError")


@dataclass
class Vendors:
    """Systems that remember what they were asked, and swallow the answer if they are told to."""

    served: tuple[str, ...] = ("erp",)
    swallowing: bool = False
    asked: list[WireRequest] = field(default_factory=list)

    async def answer(self, system: str, request: WireRequest) -> WireReply:
        self.asked.append(request)
        if self.swallowing:
            raise LostConnection(f"the {system} swallowed it")
        return WireReply(201, {"content-type": "application/json"}, b"[1]")


def sent(vendors: Vendors, url: str) -> httpx.Response:
    """The answer to a client of httpx on a virtual loop."""

    async def send() -> httpx.Response:
        transport = SystemsTransport(vendors)  # type: ignore[arg-type]  # it has what is asked of systems
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.post(url, json={"a": 1}, headers={"X-Key": "k"})

    loop = VirtualLoop()
    try:
        return loop.run_until_complete(send())
    finally:
        loop.close()


def test_a_request_reaches_a_system_as_it_was_sent() -> None:
    vendors = Vendors()
    reply = sent(vendors, "http://erp.world/Items/TEE%2FRED%20M?Since=a%2Bb&Limit=2")
    assert (reply.status_code, reply.json()) == (201, [1])
    (request,) = vendors.asked
    assert (request.method, request.path) == ("POST", "/Items/TEE%2FRED%20M")
    assert (request.query, request.body) == ("Since=a%2Bb&Limit=2", b'{"a":1}')
    assert request.headers["x-key"] == "k"


def test_what_a_disturbance_swallows_and_what_is_not_there_are_told_apart() -> None:
    with pytest.raises(httpx.ReadError, match="the erp swallowed it"):
        sent(Vendors(swallowing=True), "http://erp.world/Items")
    with pytest.raises(httpx.ConnectError, match=r"there is no system at oms\.world"):
        sent(Vendors(), "http://oms.world/orders")


def test_a_site_names_the_systems_of_the_topology_and_what_lets_in(tmp_path: Path) -> None:
    shutil.copy(CONNECTORS, tmp_path / "acme_idle.py")
    file = tmp_path / "ordergate.toml"
    file.write_text('[connector]\nkind = "python"\nfactory = "acme_idle:idle"\n')
    world = Worlds(read_config(file, {})).open("shop-erp", seed=3, journal=None, repeat="")
    site: Site = sys.modules["acme_idle"].sites.pop()
    assert (site.topology, sorted(site.systems)) == ("shop-erp", ["erp", "marketplace"])
    assert site.systems["erp"].base_url == "http://erp.world"
    assert sorted(site.systems["erp"].credentials) == ["client_id", "client_secret"]
    assert site.now_us() == world.port.now_us()
    world.port.close()
