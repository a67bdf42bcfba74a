"""A served world is asked, waited for and judged through the same port as one in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.errors import UsageError
from ordergate.harness.judge.scope import Accounts
from ordergate.harness.world.control_client import ControlClient, ControlRefused, OpenedWorld, ServerGone
from ordergate.harness.world.port import WorldPort
from ordergate.harness.world.served import RemoteConnector, ServedBlueprint, ServedWorld
from ordergate.harness.world.server_process import ServerProcess
from ordergate.harness.world.world import NeverSettled, World
from ordergate.simulators.kernel.clock import DAY_US, HOUR_US, SECOND_US
from tests.world.serving import QUICK, Sayer

NOBODY = "http://127.0.0.1:1/marketplace"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("served")) as started:
        yield started


@pytest.fixture
def control(server: ServerProcess) -> Iterator[ControlClient]:
    made = server.control()
    yield made
    made.close()


@pytest.fixture
def port(control: ControlClient) -> Iterator[ServedWorld]:
    made = ServedWorld(control, ServedBlueprint("full", 7), patience=QUICK)
    yield made
    made.close()


def listen_to_nobody(control: ControlClient, opened: OpenedWorld) -> None:
    """Subscribe to the marketplace's webhooks at a place where nothing listens."""
    shop = opened.systems["marketplace"]
    form = "&".join(["grant_type=client_credentials", *(f"{k}={v}" for k, v in shop.credentials.items())])
    token = control.post_form(f"{shop.base_url}/oauth/token", form)["access_token"]
    assert token


def test_people_act_and_the_judge_sees_it(port: ServedWorld) -> None:
    world: World = World(as_port(port))
    sku = world.stocked("AB/1", 5, price="7.65")
    world.merchandiser.reprices(sku, Decimal("3.10"))
    assert world.books.table("erp", "items")[sku].list_price == Decimal("3.10")
    assert world.stock(sku).on_hand() == {"wms": 5}
    assert port.judge.changes_seen == 4
    assert port.judge.settled().findings == port.judge.full().findings


def as_port(port: ServedWorld) -> WorldPort:
    """The same world, seen by type as what scenarios are given."""
    return port


def test_a_refusal_is_the_systems_own(port: ServedWorld) -> None:
    with pytest.raises(RefusedByWorld, match="picker asked to POST .*outbounds/WO1/picks of the wms"):
        port.call("wms", "POST", "/_world/outbounds/WO1/picks", {}, who="picker")
    assert port.judge.changes_seen == 0


def test_a_system_that_is_not_there_is_named(port: ServedWorld) -> None:
    with pytest.raises(UsageError, match="there is no crm in topology full; there is: marketplace, oms"):
        port.call("crm", "GET", "/_world/leads", who="ann")


@pytest.mark.parametrize("who", ["Zoë Müller", "Søren\r\nx-evil: 1", "李"])
def test_a_person_may_have_any_name(port: ServedWorld, who: str) -> None:
    goods = {"site": "MAIN", "reason": "", "lines": [{"sku": "MUG", "quantity": 1}]}
    port.call("wms", "POST", "/_world/receipts", goods, who=who)
    (entry,) = [e for e in port.journal_tail() if e["kind"] == "call"]
    assert entry["caller"] == " ".join(who.split())


def test_time_is_run_to_an_instant(port: ServedWorld) -> None:
    before_us = port.now_us()
    port.run_until(before_us + DAY_US)
    assert 0 <= port.now_us() - before_us - DAY_US < 60 * SECOND_US
    port.run_until(before_us)
    assert port.now_us() > before_us + DAY_US


def test_waiting_for_a_change_that_never_comes_ends(port: ServedWorld) -> None:
    assert port.wait_until_changed() is False


def test_a_world_without_anything_to_do_is_settled(port: ServedWorld) -> None:
    settled = port.settle(HOUR_US)
    assert (settled.ok, settled.reason) == (True, "everything has arrived")
    assert settled.at_us <= port.now_us()
