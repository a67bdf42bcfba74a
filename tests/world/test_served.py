"""A served world is asked, waited for and judged through the same port as one in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.errors import ConnectorUnready, UsageError
from ordergate.harness.judge.scope import Accounts
from ordergate.harness.world.control_client import (
    ControlClient,
    ControlRefused,
    OpenedWorld,
    ServerGone,
    answer_in,
)
from ordergate.harness.world.remote import RemoteConnector
from ordergate.harness.world.served import ServedBlueprint, ServedWorld
from ordergate.harness.world.server_process import ServerProcess
from ordergate.harness.world.world import NeverSettled, World
from ordergate.simulators.kernel.clock import DAY_US, HOUR_US, SECOND_US
from ordergate.simulators.kernel.outbox import SHOPIFY_RETRIES_S
from tests.world.serving import QUICK, Sayer

NOBODY = "http://127.0.0.1:1/marketplace"
GOODS = {"site": "MAIN", "reason": "", "lines": [{"sku": "MUG", "quantity": 1}]}


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


def journal(control: ControlClient, port: ServedWorld, kind: str) -> list[dict[str, Any]]:
    entries = control.ask("GET", f"/worlds/{port.opened.name}/journal")["entries"]
    return [entry for entry in entries if entry["kind"] == kind]


def listens_nowhere(opened: OpenedWorld) -> None:
    """Have the marketplace's webhooks sent to where nobody listens."""
    shop = opened.systems["marketplace"]
    form = {"grant_type": "client_credentials", **shop.credentials}
    token = httpx.post(f"{shop.base_url}/oauth/token", data=form, trust_env=False).json()
    headers = {"authorization": f"Bearer {token['access_token']}"}
    asked = {"url": NOBODY}
    made = httpx.post(f"{shop.base_url}/webhooks", json=asked, headers=headers, trust_env=False)
    assert made.status_code == 201


def test_people_act_and_the_judge_sees_it(port: ServedWorld) -> None:
    world = World(port)
    sku = world.stocked("AB/1", 5, price="7.65")
    world.merchandiser.reprices(sku, Decimal("3.10"))
    assert world.books.table("erp", "items")[sku].list_price == Decimal("3.10")
    assert world.stock(sku).on_hand() == {"wms": 5}
    assert port.judge.changes_seen == 4
    assert port.judge.settled().findings == port.judge.full().findings


def test_a_refusal_is_the_systems_own(port: ServedWorld) -> None:
    with pytest.raises(RefusedByWorld, match=r"picker asked to POST .*outbounds/WO1/picks of the wms"):
        port.call("wms", "POST", "/_world/outbounds/WO1/picks", {}, who="picker")
    assert port.judge.changes_seen == 0


def test_a_system_that_is_not_there_is_named(port: ServedWorld) -> None:
    with pytest.raises(UsageError, match="there is no crm in topology full; there is: marketplace, oms"):
        port.call("crm", "GET", "/_world/leads", who="ann")


@pytest.mark.parametrize("who", ["Zoë Müller", "Søren\r\nx-evil: 1", "李"])
def test_a_person_may_have_any_name(control: ControlClient, port: ServedWorld, who: str) -> None:
    port.call("wms", "POST", "/_world/receipts", GOODS, who=who)
    (entry,) = journal(control, port, "call")
    assert entry["caller"] == " ".join(who.split())


def test_time_is_run_to_an_instant(port: ServedWorld) -> None:
    before_us = port.now_us()
    port.run_until(before_us + DAY_US)
    assert 0 <= port.now_us() - before_us - DAY_US < 60 * SECOND_US
    port.run_until(before_us)
    assert port.now_us() > before_us + DAY_US


def test_a_world_begins_when_it_is_told(control: ControlClient) -> None:
    start_us = 1_767_342_600 * SECOND_US
    port = ServedWorld(control, ServedBlueprint("shop-erp", 7, start_us=start_us, scale=1))
    assert 0 <= port.now_us() - start_us < 10 * SECOND_US
    port.close()


def test_waiting_for_a_change_that_never_comes_ends(port: ServedWorld) -> None:
    assert port.wait_until_changed() is False


def test_a_change_that_somebody_else_makes_is_noticed(control: ControlClient, port: ServedWorld) -> None:
    url = port.opened.systems["wms"].base_url + "/_world/receipts"
    assert control.send("POST", url, GOODS, who="somebody").status_code == 201
    assert port.wait_until_changed() is True
    assert port.judge.books.table("wms", "stock")["MUG@MAIN"].sellable == 1


def test_a_world_without_anything_to_do_is_settled(port: ServedWorld) -> None:
    settled = port.settle(HOUR_US)
    assert (settled.ok, settled.reason) == (True, "everything has arrived")
    assert settled.at_us <= port.now_us()


def test_a_world_is_settled_when_its_connector_has_nothing_left(control: ControlClient) -> None:
    sayer = Sayer([3, 2, 1, 0])
    port = ServedWorld(control, ServedBlueprint("full", 7), lambda opened: sayer, QUICK)
    assert port.settle(HOUR_US).ok
    assert sayer.left == [0]
    port.close()
    assert sayer.stopped


def test_a_connector_that_never_has_done_is_named_as_the_reason(control: ControlClient) -> None:
    port = ServedWorld(control, ServedBlueprint("full", 7), lambda opened: Sayer([4]), QUICK)
    world = World(port)
    with pytest.raises(NeverSettled, match=r"work that the connector has left: 4 \(waited 2 s on the"):
        world.settle()
    assert "left: 4" in str(world.settled_reason)
    port.close()


def test_the_limit_in_the_worlds_time_counts_too(control: ControlClient) -> None:
    port = ServedWorld(control, ServedBlueprint("full", 7), lambda opened: Sayer([1]), QUICK)
    settled = port.settle(SECOND_US)
    assert (settled.ok, settled.reason) == (False, "work that the connector has left: 1")
    port.close()


def test_hours_of_webhook_retries_are_over_in_seconds(control: ControlClient) -> None:
    port = ServedWorld(control, ServedBlueprint("full", 7), patience=replace(QUICK, settle_s=20))
    listens_nowhere(port.opened)
    began_us = port.now_us()
    port.call("marketplace", "POST", "/_world/buyers", {
        "company": "A", "email": "a@example.com", "phone": "1",
        "address": {"name": "A", "line": "1", "city": "L", "postcode": "L", "country": "UK"},
    }, who="A")  # fmt: skip
    impatient = port.settle(0)
    waits = "1 webhooks of the marketplace are not delivered yet"
    assert (impatient.ok, impatient.reason.startswith(waits)) == (False, True)
    patient = port.settle(14 * DAY_US)
    assert patient.ok
    assert patient.at_us - began_us >= sum(SHOPIFY_RETRIES_S) * SECOND_US
    attempts = journal(control, port, "delivery")
    assert [entry["status"] for entry in attempts] == [None] * (1 + len(SHOPIFY_RETRIES_S))
    port.close()


def test_a_system_is_down_until_it_is_healed(port: ServedWorld) -> None:
    url = port.opened.systems["oms"].base_url + "/orders"
    headers = {"x-api-key": port.opened.systems["oms"].credentials["api_key"]}
    handle = port.disturb("server_error on oms")
    assert httpx.get(url, headers=headers, trust_env=False).status_code == 503
    assert port.heal(handle) == 1
    assert httpx.get(url, headers=headers, trust_env=False).status_code == 200
    with pytest.raises(UsageError, match="there is no fault slow; there are: "):
        port.disturb("slow on oms")


def test_the_judge_forgets_what_a_restore_undid(port: ServedWorld) -> None:
    port.call("wms", "POST", "/_world/receipts", GOODS, who="ann")
    port.snapshot("one")
    port.call("wms", "POST", "/_world/receipts", GOODS, who="ann")
    assert port.judge.books.table("wms", "stock")["MUG@MAIN"].sellable == 2
    port.restore("one")
    assert port.judge.books.table("wms", "stock")["MUG@MAIN"].sellable == 1
    assert port.judge.changes_seen == 2
    port.call("wms", "POST", "/_world/receipts", GOODS, who="ann")
    assert port.judge.books.table("wms", "stock")["MUG@MAIN"].sellable == 2


def test_what_the_connector_set_aside_is_its_own_word(control: ControlClient) -> None:
    said = Accounts(quarantined=frozenset({("orders", "main/1")}))
    port = ServedWorld(control, ServedBlueprint("full", 7), lambda opened: Sayer(said=said), QUICK)
    assert port.accounts() == said
    port.close()


def test_the_journal_is_kept_when_the_world_is_closed(control: ControlClient, tmp_path: Path) -> None:
    path = tmp_path / "evidence" / "journal.ndjson"
    port = ServedWorld(control, ServedBlueprint("full", 7, journal=path), patience=QUICK)
    port.call("wms", "POST", "/_world/receipts", GOODS, who="ann")
    port.note("say", who="ann", text="räumt ein")
    port.close()
    entries = [json.loads(line) for line in path.open("rb")]
    assert [entry["n"] for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[0]["kind"] == "world" and entries[-1]["text"] == "räumt ein"
    with pytest.raises(ControlRefused, match="there is no world"):
        control.ask("GET", f"/worlds/{port.opened.name}")


def test_a_world_that_cannot_be_made_is_a_usage_error(control: ControlClient) -> None:
    with pytest.raises(UsageError, match="there is no topology shop; there are: shop-erp") as refused:
        ServedWorld(control, ServedBlueprint("shop", 7))
    assert refused.value.exit_code == 2


def test_a_world_whose_connector_does_not_start_is_not_left_behind(control: ControlClient) -> None:
    def never_starts(opened: OpenedWorld) -> RemoteConnector:
        raise ConnectorUnready(f"nothing came up for {opened.name}")

    before = control.ask("GET", "/worlds")["worlds"]
    with pytest.raises(ConnectorUnready):
        ServedWorld(control, ServedBlueprint("full", 7), never_starts)
    assert control.ask("GET", "/worlds")["worlds"] == before


@pytest.mark.parametrize(
    ("body", "answer"),
    [(b'{"a":1}', {"a": 1}), (b"", {}), (b"Internal Server Error", {"detail": "Internal Server Error"})],
)
def test_an_answer_that_is_no_json_is_a_detail_to_show(body: bytes, answer: object) -> None:
    assert answer_in(httpx.Response(500, content=body)) == answer


def test_a_server_that_is_gone_is_said_so(tmp_path: Path) -> None:
    with ServerProcess(tmp_path) as server:
        control = server.control()
    with pytest.raises(ServerGone, match="is the server of the worlds still running"):
        control.open("full", 7)
    control.close()
