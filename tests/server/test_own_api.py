"""An API of a package is one more way into a system: same documents, same callers' rules, same troubles."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import httpx
import pytest

from ordergate.harness.connectors.site import SystemsTransport
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.server_process import ServerProcess
from ordergate.simulators.server.own_apis import installed_apis
from ordergate.simulators.server.topology import TOPOLOGIES
from tests.erp.company import customer_body
from tests.server.hall import BASE_URL, Hall
from tests.server.own_packages import ACCOUNT, ORDER, Acme, Packages
from tests.server.visitor import Visitor


@pytest.fixture
def acme_hall(packages: Packages, hall: Hall) -> Hall:
    """A server of worlds beside which the example is installed."""
    packages.acme()
    return hall


def with_goods(hall: Hall, name: str = "w", seed: int = 7) -> Acme:
    """A world whose ERP knows an item and a customer, and a way into it through Acme's API."""
    hall.open(name, "shop-erp", seed)
    item = {"item": "MUG", "description": "a mug", "list_price": "2.55"}
    hall.person("erp", "POST", "/_world/items", {"items": [item]}, world=name)
    opened = hall.connector("erp", "POST", "/Customers", customer_body(ACCOUNT), world=name)
    assert opened.status == 201, opened.body
    return Acme(hall, name).signs_in()


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_it_is_told_beside_the_systems_with_address_and_credentials(acme_hall: Hall, topology: str) -> None:
    acme_hall.open("w", topology)
    told = acme_hall.ask("GET", "/worlds/w")
    assert list(told["systems"]) == list(TOPOLOGIES[topology])
    assert list(told["apis"]) == ["acme-erp"]
    acme = told["apis"]["acme-erp"]
    assert (acme["system"], acme["base_url"]) == ("erp", f"{BASE_URL}/worlds/w/acme-erp")
    assert acme["credentials"]["client_id"] == "acme-erp-client"
    assert acme["credentials"]["client_secret"] != told["systems"]["erp"]["credentials"]["client_secret"]


def test_programs_that_open_worlds_are_told_of_it(packages: Packages, tmp_path: Path) -> None:
    packages.acme()
    with ServerProcess(tmp_path) as server, closing(server.control()) as control:
        opened = control.open("shop-erp", 7)
    assert list(opened.systems) == ["marketplace", "erp"]
    assert opened.apis["acme-erp"].base_url == f"{server.base_url}/worlds/{opened.name}/acme-erp"
    assert set(opened.apis["acme-erp"].credentials) == {"client_id", "client_secret"}


def test_connectors_in_process_are_told_of_it_and_reach_it(packages: Packages) -> None:
    packages.acme()
    with closing(InProcessWorld(Blueprint("shop-erp", 7), None)) as world:
        http = httpx.AsyncClient(transport=SystemsTransport(world.vendors))
        reply = world.complete(http.get("http://acme-erp.world/openapi.json"))
        assert list(world.vendors.served) == ["marketplace", "erp", "acme-erp"]
    assert reply.json()["info"]["title"] == "acme-erp"


def test_without_packages_there_is_none(hall: Hall, packages: Packages) -> None:
    assert installed_apis() == ()
    hall.open()
    assert hall.ask("GET", "/worlds/w")["apis"] == {}


def test_it_publishes_a_description_of_its_own(acme_hall: Hall) -> None:
    acme_hall.open()
    published = acme_hall.send("GET", "/worlds/w/acme-erp/openapi.json").body
    assert published["info"]["title"] == "acme-erp"
    assert set(published["paths"]) == {
        "/orders", "/orders/{no}", "/orders/{no}/deliveries", "/oauth/token",
    }  # fmt: skip


def test_it_lets_in_only_who_has_its_own_credentials(acme_hall: Hall) -> None:
    acme = with_goods(acme_hall)
    ours = acme_hall.ask("GET", "/worlds/w")["systems"]["erp"]["credentials"]
    form = "&".join(["grant_type=client_credentials", *(f"{k}={v}" for k, v in ours.items())]).encode()
    assert acme.asks("GET", "/orders").status == 200
    assert acme.asks("POST", "/oauth/token", form).status == 401
    assert acme_hall.send("GET", "/worlds/w/acme-erp/orders").status == 401
    assert acme_hall.send("GET", "/worlds/w/erp/SalesOrders", headers=acme.headers).status == 401


def test_an_order_booked_through_it_is_the_systems_own(acme_hall: Hall) -> None:
    acme = with_goods(acme_hall)
    made = acme.asks("POST", "/orders", ORDER)
    assert made.status == 201
    assert made.body == {
        "no": "0100000001", "shop_order": "main/1", "state": "open",
        "lines": [{"pos": 10, "sku": "MUG", "open": 2}],
    }  # fmt: skip
    ours = acme_hall.connector("erp", "GET", "/SalesOrders/0100000001").body
    assert (ours["ExternalRef"], ours["Lines"][0]["Net"]) == ("main/1", "5.10")
    assert acme.asks("POST", "/orders", ORDER).status == 200
    clash = acme.asks("POST", "/orders", {**ORDER, "ship_to": {"name": "Elsewhere"}})
    assert (clash.status, clash.body["field"]) == (409, "external_ref")


def test_a_delivery_and_a_list_of_changes(acme_hall: Hall) -> None:
    acme = with_goods(acme_hall)
    number = acme.asks("POST", "/orders", ORDER).body["no"]
    seen = acme.asks("GET", "/orders").body["next"]
    assert acme.asks("GET", f"/orders?after={seen}").body["orders"] == []
    slip = {"slip_no": "S-1", "units": {"10": 2}}
    assert acme.asks("POST", f"/orders/{number}/deliveries", slip).body == {"delivery_no": "0200000001"}
    (changed,) = acme.asks("GET", f"/orders?after={seen}").body["orders"]
    assert (changed["no"], changed["state"]) == (number, "delivered")
    assert acme.asks("GET", f"/orders/{number}").body == changed


def test_idempotency_keys_work_in_it(acme_hall: Hall) -> None:
    acme = with_goods(acme_hall)
    first = acme.asks("POST", "/orders", ORDER, **{"idempotency-key": "k"})
    again = acme.asks("POST", "/orders", ORDER, **{"idempotency-key": "k"})
    assert (first.status, again.status) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true"


def test_worlds_do_not_see_each_other_through_it(acme_hall: Hall) -> None:
    one, other = with_goods(acme_hall, "one"), with_goods(acme_hall, "other", seed=8)
    one.asks("POST", "/orders", ORDER)
    assert len(one.asks("GET", "/orders").body["orders"]) == 1
    assert other.asks("GET", "/orders").body["orders"] == []
    assert one.told["credentials"] != other.told["credentials"]


def test_its_credentials_are_decided_by_the_seed(acme_hall: Hall) -> None:
    acme_hall.open("w", "shop-erp", 7)
    before = Acme(acme_hall).told
    acme_hall.ask("POST", "/worlds/w/reset")
    assert Acme(acme_hall).told == before


def test_its_calls_are_counted_and_journalled_under_its_name(acme_hall: Hall) -> None:
    acme = with_goods(acme_hall)
    before = acme_hall.ask("GET", "/worlds/w/quiet")
    acme.asks("POST", "/orders", ORDER)
    after = acme_hall.ask("GET", "/worlds/w/quiet")
    assert after["partner_calls"] - before["partner_calls"] == 1
    assert after["partner_writes"] - before["partner_writes"] == 1
    entries = acme_hall.ask("GET", "/worlds/w/journal")["entries"]
    (call,) = [entry for entry in entries if entry.get("op") == "book_order" and entry["kind"] == "call"]
    (commit,) = [entry for entry in entries if entry.get("op") == "book_order" and entry["kind"] == "commit"]
    assert (call["system"], commit["system"]) == ("acme-erp", "erp")


def test_it_suffers_what_its_system_suffers(acme_hall: Hall) -> None:
    acme = with_goods(acme_hall)
    trouble = acme_hall.ask("POST", "/worlds/w/disturbances", {"rule": "server_error on erp"})
    assert acme.asks("GET", "/orders").status == 503
    acme_hall.ask("DELETE", f"/worlds/w/disturbances/{trouble['name']}")
    assert acme.asks("GET", "/orders").status == 200
    trouble = acme_hall.ask("POST", "/worlds/w/disturbances", {"rule": "server_error on marketplace"})
    assert acme.asks("GET", "/orders").status == 200


def test_a_restored_world_has_it_too(acme_hall: Hall) -> None:
    acme = with_goods(acme_hall)
    acme_hall.ask("POST", "/worlds/w/snapshots", {"name": "before"})
    acme.asks("POST", "/orders", ORDER)
    acme_hall.ask("POST", "/worlds/w/snapshots/before/restore")
    assert acme.asks("GET", "/orders").status == 401
    assert acme.signs_in().asks("GET", "/orders").body["orders"] == []


def test_the_start_page_shows_it(acme_hall: Hall) -> None:
    acme_hall.open("w", "shop-erp")
    text = Visitor(acme_hall).opens("/")
    assert f"acme-erp {BASE_URL}/worlds/w/acme-erp what the erp holds openapi.json" in text


def test_what_is_not_there_names_it_among_what_is(acme_hall: Hall) -> None:
    acme_hall.open("w", "shop-erp")
    answer = acme_hall.send("GET", "/worlds/w/crm/x")
    assert answer.status == 404
    assert answer.body["detail"].endswith("the world has: marketplace, erp, acme-erp")


SHOP = """
from ordergate.simulators.apis.marketplace import TOPICS
api = OwnApi("marketplace", lambda shop, context: webhook_operations(context.outbox, TOPICS))
"""


def test_it_can_offer_the_webhooks_of_its_system(hall: Hall, packages: Packages) -> None:
    packages.install("bazaar", {"bazaar": "bazaar:api"}, SHOP)
    hall.open()
    api = Acme(hall, name="bazaar")
    key = {"x-api-key": api.told["credentials"]["api_key"]}
    asked = {"url": "http://connector.test/bazaar", "topics": ["order.placed"]}
    assert api.asks("POST", "/webhooks", asked, **key).status == 201
    order_id = hall.buys()
    hall.wait(1.2)
    ((url, event),) = hall.post.taken
    assert (url, event["topic"]) == ("http://connector.test/bazaar", "order.placed")
    assert order_id in str(event)


BROKEN_LATER = """
def operations(erp, context):
    def put(call):
        erp.prices.enter_items([NewItem("MUG", "a mug", Decimal(1))])
        return Reply({"odd": object()}) if call.query else 1 / 0
    return [Operation("put", "POST", "/put", put, query=("odd",))]
api = OwnApi("erp", operations, access=api_key("X-Late"))
"""


@pytest.mark.parametrize("query", ["", "?odd=1"])
def test_a_mistake_in_its_code_changes_nothing_and_is_said(
    hall: Hall, packages: Packages, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    imports = "from decimal import Decimal\nfrom ordergate.simulators.apis.erp import NewItem\n"
    packages.install("late", {"late": "late:api"}, imports + BROKEN_LATER)
    world = hall.open()
    api = Acme(hall, name="late")
    answer = api.asks("POST", f"/put{query}", **{"x-late": api.told["credentials"]["api_key"]})
    assert (answer.status, answer.body["type"]) == (500, "urn:problem:internal-error")
    assert answer.body["detail"].startswith("put of API late failed: ")
    assert len(world.systems["erp"].service.items) == 0
    assert "put of API late of package late 1.0 failed" in caplog.text
