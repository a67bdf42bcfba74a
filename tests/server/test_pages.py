"""The start page and the page of an order: who may open them, what they show, what buttons do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ordergate.harness.world.served import serve_world
from ordergate.harness.world.server_process import ServerProcess
from ordergate.harness.world.world import World
from tests.server.hall import BUYER, KEY, TOKEN, Hall
from tests.server.visitor import HERE, Visitor, an_order_in_the_erp, words

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HOSTILE = "<script>alert(1)</script>\"'&"


def line_of(hall: Hall, order_id: str) -> str:
    return str(hall.person("marketplace", "GET", f"/_world/orders/{order_id}")["lines"][0]["id"])


def test_the_token_in_the_address_is_traded_for_a_cookie_that_does_not_hold_it(hall: Hall) -> None:
    handed = Visitor(hall).handed
    assert handed.startswith("ordergate-8400=") and TOKEN not in handed
    assert handed.endswith("; Path=/; HttpOnly; SameSite=Strict")


@pytest.mark.parametrize(
    "headers",
    [{}, {"cookie": "ordergate-8400=no"}, {"cookie": f"ordergate-8400={TOKEN}"}, {"cookie": "\x7f=;;"}, KEY],
)
@pytest.mark.parametrize("path", ["/", "/?token=wrong", "/orders/w/main/1"])
def test_without_the_cookie_every_page_is_refused_in_words(
    hall: Hall, path: str, headers: dict[str, str]
) -> None:
    hall.open()
    reply = hall.browse("GET", path, headers={**HERE, **headers})
    assert (reply.status, reply.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "open the address that was printed when the server started" in words(reply.body)
    assert b"shop-erp" not in reply.body


def test_another_machine_is_refused_with_the_token_and_with_the_cookie(hall: Hall) -> None:
    visitor = Visitor(hall)
    for path in ("/", f"/?token={TOKEN}"):
        assert hall.browse("GET", path, headers=visitor.headers, peer="10.0.0.7").status == 403


@pytest.mark.parametrize("origin", [None, "null", "http://127.0.0.1:3000", "http://evil.example"])
def test_a_button_of_another_page_does_nothing(hall: Hall, origin: str | None) -> None:
    order_id = an_order_in_the_erp(hall)
    headers = {**Visitor(hall).headers, "origin": origin or ""}
    if origin is None:
        del headers["origin"]
    form = {"act": "ship-all"}
    reply = hall.browse("POST", f"/orders/w/main/{order_id}/do", form, headers=headers)
    assert reply.status == 403
    assert len(hall.host.worlds["w"].systems["erp"].service.deliveries) == 0


def test_the_start_page_lists_worlds_systems_and_orders(hall: Hall) -> None:
    order_id = an_order_in_the_erp(hall)
    hall.open("other", "full", 11, policies={"oms.backorder": "cancel"})
    text = Visitor(hall).opens("/")
    assert "policies the default of each" in text and "policies oms.backorder=cancel" in text
    assert "2 worlds" in text and "World w topology shop-erp seed 7" in text
    assert "http://127.0.0.1:8400/worlds/other/wms" in text and "openapi.json" in text
    assert f"{order_id} main" in text and "unshipped open" in text
    assert "Nobody has ordered anything yet." in text


def placed_by_hand(visitor: Visitor, **fields: str) -> tuple[str, str]:
    """Where the form of the start page leads, and what that page says."""
    reply = visitor.hall.browse("POST", "/orders/w", fields, headers=visitor.headers)
    assert reply.status == 303, reply.body.decode()
    address = reply.headers["location"].partition("#")[0]
    return address, visitor.opens_said(address)


def test_an_order_is_placed_at_the_start_page(hall: Hall) -> None:
    hall.open(topology="shop-erp", sites=["MAIN", "NORTH"])
    visitor = Visitor(hall)
    text = visitor.opens("/")
    assert "sites MAIN, NORTH" in text and "Nothing is for sale yet" in text
    hall.buys("MUG")
    assert "MUG a mug 3.06" in visitor.opens("/") and "Archer & Söhne" in visitor.opens("/")
    address, said = placed_by_hand(visitor, sku="MUG", quantity="3", buyer="new")
    assert said == "✓ The buyer orders 3 x item MUG."
    assert address.startswith("/orders/w/main/") and "buyer A new business" in visitor.opens(address)
    orders = hall.host.worlds["w"].systems["marketplace"].service.orders
    assert [[line.quantity for line in order.lines] for order in orders] == [[2], [3]]
    buyer = next(iter(hall.host.worlds["w"].systems["marketplace"].service.buyers)).id
    placed_by_hand(visitor, sku="MUG", quantity="1", buyer=buyer)
    assert [order.buyer_id for order in orders].count(buyer) == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sku": "MUG", "quantity": "0"}, "✗ An order takes a whole number from 1, not 0."),
        ({"sku": "MUG", "quantity": "1.5"}, "✗ An order takes a whole number from 1, not 1.5."),
        ({"quantity": "1"}, "✗ Nothing is for sale here yet; items come with ordergate load-world."),
        ({"sku": "CUP", "quantity": "1"}, "✗ The marketplace refused: "),
        ({"sku": "MUG", "quantity": "1", "buyer": "M0"}, "✗ The marketplace refused: "),
    ],
)
def test_an_order_that_cannot_be_is_refused_at_the_start_page(
    hall: Hall, fields: dict[str, str], said: str
) -> None:
    hall.open()
    hall.buys()
    address, found = placed_by_hand(Visitor(hall), **fields)
    assert (address.startswith("/?said="), found.startswith(said)) == (True, True), found


def test_the_page_of_an_order_says_who_pays_and_in_which_units_it_was_sold(hall: Hall) -> None:
    hall.open(topology="shop-erp")
    terms = {"unit": "CS", "unitSize": 12, "partnerUnits": [{"name": "BX", "size": "12/1"}]}
    row = {"sku": "MUG", "title": "a mug", "price": "3.0600", "active": True, **terms}
    listed = hall.connector("marketplace", "POST", "/listings/bulk", {"listings": [row]})
    assert listed.body["results"][0]["status"] == "ok", listed.body
    payer = hall.person("marketplace", "POST", "/_world/buyers", BUYER)["id"]
    site = hall.person("marketplace", "POST", "/_world/buyers", {**BUYER, "payer_id": payer})["id"]
    line = {"sku": "MUG", "quantity": 2, "tax_rate": "0.20", "unit": "BX"}
    body = {"buyer_id": site, "lines": [line]}
    order_id = hall.person("marketplace", "POST", "/_world/orders", body)["id"]
    text = Visitor(hall).opens(f"/orders/w/main/{order_id}")
    assert f"buyer Archer & Söhne ({site}) payer Archer & Söhne ({payer})" in text
    assert "2 CS of 12, 2 BX to the buyer" in text


def test_the_buyer_amends_and_exchanges(hall: Hall) -> None:
    order_id = an_order_in_the_erp(hall)
    visitor, address = Visitor(hall), f"/orders/w/main/{order_id}"
    line = line_of(hall, order_id)
    assert visitor.presses(address, "amend", line=line, quantity="5") == (
        f"✓ The buyer asks for order {order_id} to have 5 x item MUG in all."
    )
    assert "wish to change the order" in visitor.opens(address)
    assert "whole number of units, not -1" in visitor.presses(address, "amend", line=line, quantity="-1")
    assert visitor.presses(address, "exchange-one", line=line).startswith("✗ The marketplace refused: ")
    told = {"reference": "W1", "carrier": "DHL", "tracking": "T", "shippedAt": "2026-01-01T00:00:00Z",
            "lines": [{"lineId": line, "quantity": 1}]}  # fmt: skip
    assert hall.connector("marketplace", "POST", f"/orders/{order_id}/shipments", told).status == 201
    assert visitor.presses(address, "exchange-one", line=line) == (
        f"✓ The buyer exchanges 1 x item MUG of order {order_id} for another."
    )


def test_only_the_latest_fifty_orders_are_shown(hall: Hall) -> None:
    hall.open()
    first, *later = [hall.buys() for _ in range(51)]
    text = Visitor(hall).opens("/")
    assert "the latest 50 of 51" in text
    assert first not in text and all(order_id in text for order_id in later)


def test_a_page_loads_nothing_and_may_run_nothing(hall: Hall) -> None:
    hall.open()
    visitor = Visitor(hall)
    reply = hall.browse("GET", "/", headers=visitor.headers)
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "script-src" not in policy
    assert reply.headers["cache-control"] == "no-store"
    assert b"<script" not in reply.body and b" src=" not in reply.body


def test_hostile_names_are_shown_and_not_obeyed(hall: Hall) -> None:
    order_id = an_order_in_the_erp(hall, sku=HOSTILE)
    visitor = Visitor(hall)
    for path in ("/", f"/orders/w/main/{order_id}"):
        reply = hall.browse("GET", path, headers=visitor.headers)
        assert reply.status == 200 and b"<script" not in reply.body
    assert HOSTILE in visitor.opens(f"/orders/w/main/{order_id}")
    said = visitor.presses(f"/orders/w/main/{order_id}", "adjust", sku=HOSTILE, site="MAIN", quantity="1")
    assert said == f"✓ The receiver adjusts stock by +1 x item {HOSTILE} (counted by hand)."


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/orders/none/main/1", "There is no world none"),
        ("/orders/w/main/1-%3Cb%3E", "There is no order 1-<b> of store main in world w."),
        ("/orders/w", "There is no page at /orders/w"),
        ("/orders/w/main/1/2/3", "There is no page at /orders/w/main/1/2/3"),
    ],
)
def test_what_is_not_there_is_said_in_words(hall: Hall, path: str, said: str) -> None:
    hall.open()
    assert said in Visitor(hall).opens(path, 404)


def test_an_order_of_another_store_is_not_there(hall: Hall) -> None:
    order_id = an_order_in_the_erp(hall)
    assert "of store side" in Visitor(hall).opens(f"/orders/w/side/{order_id}", 404)


def test_a_page_is_read_and_a_button_is_pressed(hall: Hall) -> None:
    order_id = an_order_in_the_erp(hall)
    address, headers = f"/orders/w/main/{order_id}", Visitor(hall).headers
    assert hall.browse("POST", address, headers=headers).status == 405
    assert hall.browse("GET", f"{address}/do", headers=headers).status == 405


@pytest.mark.parametrize("topology", ["shop-erp", "shop-erp-wms"])
def test_a_button_ships_a_part_and_the_page_follows(hall: Hall, topology: str) -> None:
    order_id = an_order_in_the_erp(hall, topology=topology)
    visitor, address = Visitor(hall), f"/orders/w/main/{order_id}"
    said = visitor.presses(address, "ship-one", line=line_of(hall, order_id))
    assert said == f"✓ The picker ships 1 x item MUG of order {order_id}."
    text = visitor.opens(address)
    if topology == "shop-erp":
        assert "partially delivered" in text and "erp delivery 0200000001 1 unit" in text
        assert "erp 2 - - - 1 (not agreed) 0 0" in text
        assert "invoiced 0.00 GBP" in text
    else:
        assert "wms 2 1 - 0 1 (not agreed) 0 0" in text
        assert "wms shipment WS000001 parcel" in text
    assert visitor.presses(address, "ship-all") == f"✓ The picker ships all there is of order {order_id}."
    assert "everything has left" in visitor.presses(address, "ship-all")
    sentences = [entry["text"] for entry in journal(hall) if entry["kind"] == "say"]
    assert sentences == [f"ships 1 x item MUG of order {order_id}", f"ships all there is of order {order_id}"]


def journal(hall: Hall) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = hall.ask("GET", "/worlds/w/journal?tail=500")["entries"]
    return entries


def test_what_a_system_refuses_is_said_in_its_words(hall: Hall) -> None:
    order_id = an_order_in_the_erp(hall)
    said = Visitor(hall).presses(f"/orders/w/main/{order_id}", "return-one", line=line_of(hall, order_id))
    assert said.startswith("✗ The marketplace refused: ")
    assert not [entry for entry in journal(hall) if entry["kind"] == "say"]


def test_a_line_is_reported_short_where_there_is_a_warehouse(hall: Hall) -> None:
    order_id = an_order_in_the_erp(hall, topology="shop-erp-wms")
    visitor, address = Visitor(hall), f"/orders/w/main/{order_id}"
    line = line_of(hall, order_id)
    assert visitor.presses(address, "short", line=line).startswith("✓ The picker cannot find the rest")
    assert "wms 2 0 - 2 0 0 0" in visitor.opens(address)
    assert "No unit of item MUG is left" in visitor.presses(address, "short", line=line)


def test_the_buyer_cancels_what_is_open(hall: Hall) -> None:
    order_id = an_order_in_the_erp(hall)
    visitor, address = Visitor(hall), f"/orders/w/main/{order_id}"
    said = visitor.presses(address, "cancel")
    assert said == f"✓ The buyer asks to cancel all that is open of order {order_id}."
    assert "marketplace wish to cancel MC-1 2 units requested" in visitor.opens(address)


def test_a_return_is_inspected(hall: Hall) -> None:
    order_id = an_order_in_the_erp(hall, topology="shop-erp-wms")
    visitor, address = Visitor(hall), f"/orders/w/main/{order_id}"
    (number,) = [order.number for order in hall.host.worlds["w"].systems["erp"].service.orders]
    back = {"ExternalRef": "MR-1", "Order": number, "Lines": [{"LineNo": 10, "Quantity": 1}]}
    visitor.presses(address, "ship-all")
    delivered = {"ExternalRef": "WS000001", "Order": number, "Lines": [{"LineNo": 10, "Quantity": 2}]}
    assert hall.connector("erp", "POST", "/Deliveries", delivered).status == 201
    announced = hall.connector("erp", "POST", "/Returns", back)
    assert announced.status == 201, announced.body
    lines = [{"line": "10", "sku": "MUG", "announced": 1}]
    coming = {"reference": announced.body["Number"], "site": "MAIN", "lines": lines}
    assert hall.connector("wms", "POST", "/inbound-returns", coming).status == 201
    assert "WR000001 : 1 x MUG Found sellable Found damaged" in visitor.opens(address)
    fields = {"return": "WR000001", "condition": "damaged"}
    assert "all damaged" in visitor.presses(address, "inspect", **fields)
    assert hall.host.worlds["w"].systems["wms"].service.stock.get("MUG@MAIN").damaged == 1
    assert "waits to be inspected" in visitor.presses(address, "inspect", **fields)


@pytest.mark.parametrize(("quantity", "on_hand"), [("-2", 3), ("+4", 9), ("7", 12)])
@pytest.mark.parametrize("topology", ["shop-erp", "shop-erp-wms"])
def test_stock_is_adjusted(hall: Hall, topology: str, quantity: str, on_hand: int) -> None:
    address = f"/orders/w/main/{an_order_in_the_erp(hall, topology=topology)}"
    fields = {"sku": "MUG", "site": "MAIN", "quantity": quantity}
    assert Visitor(hall).presses(address, "adjust", **fields).startswith("✓")
    world = hall.host.worlds["w"]
    keeper = "wms" if "wms" in world.systems else "erp"
    assert world.systems[keeper].service.stock.get("MUG@MAIN").on_hand == on_hand


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("burn", {}, "✗ There is no button 'burn'"),
        ("ship-one", {"line": "7"}, "✗ There is no line 7 on order"),
        ("adjust", {"sku": "CUP", "site": "MAIN", "quantity": "1"}, "✗ There is no item CUP on order"),
        ("adjust", {"sku": "MUG", "site": "MAIN", "quantity": "0"}, "not by 0."),
        ("adjust", {"sku": "MUG", "site": "MAIN", "quantity": "1.5"}, "not by 1.5."),
        ("adjust", {"sku": "MUG", "site": "MOON", "quantity": "1"}, "✗ The erp refused: "),
        ("inspect", {"return": "1", "condition": "lost"}, "✗ A return is found sellable or damaged"),
        ("inspect", {"return": "1", "condition": "damaged"}, "✗ No return 1 of order"),
    ],
)
def test_what_nobody_can_do_is_said(hall: Hall, act: str, fields: dict[str, str], said: str) -> None:
    address = f"/orders/w/main/{an_order_in_the_erp(hall)}"
    assert said in Visitor(hall).presses(address, act, **fields)


def test_before_a_connector_works_the_page_says_what_is_missing(hall: Hall) -> None:
    hall.open()
    order_id = hall.buys()
    visitor, address = Visitor(hall), f"/orders/w/main/{order_id}"
    assert "oms not there erp not there" in visitor.opens(address)
    assert "the warehouse has not been asked to yet" in visitor.presses(address, "ship-all")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("PAGES NOT OPENED IN A BROWSER: no chromium (on Debian: apt install chromium)")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="PAGES NOT OPENED IN A BROWSER: no playwright (pip install playwright)"
    )
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.mark.slow
def test_in_a_browser_a_button_ships_a_part_and_the_page_follows(browser: Any, tmp_path: Path) -> None:
    with ServerProcess(tmp_path, token="my-own-token") as server:
        world = World(serve_world("full", seed=8, server=server))
        try:
            item = world.stocked("MUG-01", 10)
            order = world.buyer.orders({item: 3})
            world.settle()
            _ships_in(browser, server.base_url, world, order.id)
            assert world.order(order).shipped() == {item: 1}
        finally:
            world.port.close()


def _ships_in(browser: Any, base_url: str, world: World, order_id: str) -> None:
    page = browser.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{base_url}/?token=my-own-token")
    assert page.url == f"{base_url}/"
    page.get_by_role("link", name=order_id).click()
    page.get_by_role("button", name="Ship one MUG-01").focus()
    page.keyboard.press("Enter")
    page.locator("#said.done").wait_for()
    assert page.locator("#said").inner_text() == f"✓ The picker ships 1 x item MUG-01 of order {order_id}."
    world.settle()
    page.get_by_role("link", name="Reload").click()
    for system in ("marketplace", "oms", "erp", "wms"):
        shipped = page.locator("table.lines tr", has_text=system).locator("td").nth(4)
        assert shipped.inner_text() == "1", system
    assert page.locator("header .state.partially_shipped").count() == 2
    assert (complaints, [url for url in requests if not url.startswith((f"{base_url}/", "data:"))]) == (
        [],
        [],
    )
    page.close()
