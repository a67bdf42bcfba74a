"""The engine against the real systems in one process, in all topologies, in fair and foul weather."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sync.small_world import ADDRESS, SmallWorld, Trade, Weather
from tests.sync.timing import Timing

TOPOLOGIES = ("shop-erp", "shop-erp-wms", "full")
THREE_LINES = [
    {"sku": "0017", "quantity": 10, "tax_rate": "0.20", "reference": "row 1"},
    {"sku": "AB/1", "quantity": 7, "tax_rate": "0.20", "reference": "row 2"},
    {"sku": "0017", "quantity": 3, "tax_rate": "0.20", "unit_price": "2.0000", "reference": "row 3"},
]


def told(timing: Timing, topology: str, weather: Weather, store: Path | None = None) -> SmallWorld:
    """An order ships in two parts, is cancelled in part, and comes back in part."""
    world = SmallWorld(timing, topology, weather, store)
    trade = Trade(world)
    trade.opens()
    trade.sells(THREE_LINES)
    trade.ships(4, 2, 1)
    trade.cancels({0: 2})
    trade.ships()
    trade.sends_back(
        [
            {"line": 0, "quantity": 3, "reason": "torn", "reference": "row 4"},
            {"line": 1, "quantity": 2, "reason": "late", "reference": "row 5", "agreed": "1.00"},
        ],
        [{"sellable": 2, "damaged": 1}, {"sellable": 1, "missing": 1}],
    )
    return world


def amounts(documents: list[Any]) -> list[tuple[Decimal, Decimal]]:
    return sorted((document.net, document.tax) for document in documents)


def check_books(world: SmallWorld) -> None:
    assert world.engine.quarantined() == []
    [order] = world.table("marketplace", "orders")
    assert [(line.shipped, line.cancelled, line.returned) for line in order.lines] == [
        (8, 2, 3), (7, 0, 1), (3, 0, 0),
    ]  # fmt: skip
    [booked] = world.table("erp", "orders")
    assert [(line.net, line.tax) for line in booked.lines] == [
        (Decimal("25.50"), Decimal("5.10")),
        (Decimal("8.64"), Decimal("1.73")),
        (Decimal("5.00"), Decimal("1.00")),
    ]
    assert amounts(world.table("erp", "invoices")) == [
        (Decimal("19.34"), Decimal("3.86")),
        (Decimal("19.70"), Decimal("3.95")),
    ]
    assert amounts(world.table("erp", "credit_memos")) == [(Decimal("8.07"), Decimal("1.61"))]
    [payment] = world.table("marketplace", "payments")
    assert (payment.authorised, payment.captured, payment.voided, payment.refunded) == (
        Decimal("52.97"), Decimal("46.85"), Decimal("6.12"), Decimal("9.68"),
    )  # fmt: skip
    paid = Counter((one.kind.value, one.amount) for one in world.table("erp", "payments"))
    assert paid == {
        ("receipt", Decimal("23.20")): 1,
        ("receipt", Decimal("23.65")): 1,
        ("refund", Decimal("9.68")): 1,
    }
    assert len(world.table("erp", "customers")) == 1


def check_stock(world: SmallWorld) -> None:
    erp = {row.item: (row.on_hand, row.committed, row.blocked) for row in world.table("erp", "stock")}
    assert erp == {"ab-1": (60, 0, 0), "0017": (52, 0, 1), "AB/1": (54, 0, 0)}
    if world.topology != "shop-erp":
        wms = {row.sku: (row.on_hand, row.allocated) for row in world.table("wms", "stock")}
        assert wms == {"ab-1": (60, 0), "0017": (52, 0), "AB/1": (54, 0)}
    if world.topology == "full":
        oms = {row.sku: (row.on_hand, row.allocated, row.unavailable) for row in world.table("oms", "stock")}
        assert oms == {"ab-1": (60, 0, 0), "0017": (52, 0, 1), "AB/1": (54, 0, 0)}
    published = {row.sku: (row.price, row.quantity) for row in world.table("marketplace", "listings")}
    assert published == {
        "0017": (Decimal("3.0600"), 51),
        "AB/1": (Decimal("1.4814"), 54),
        "ab-1": (Decimal("12.0000"), 60),
    }


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_every_unit_and_penny_is_where_it_belongs(timing: Timing, topology: str) -> None:
    world = told(timing, topology, Weather())
    check_books(world)
    check_stock(world)
    accounts = world.engine.accounts()
    assert Counter(accounts.received) == Counter([*accounts.applied, *accounts.ignored])
    world.stops()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_foul_weather_changes_nothing_in_the_end(timing: Timing, topology: str, seed: int) -> None:
    world = told(timing, topology, Weather(seed, share=0.25))
    check_books(world)
    check_stock(world)
    world.stops()


@pytest.mark.parametrize("write", range(2, 28, 3))
@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_crash_after_a_call_changes_nothing_in_the_end(
    timing: Timing, topology: str, write: int, tmp_path: Path
) -> None:
    weather = Weather(crash_after=write)
    world = told(timing, topology, weather, tmp_path / "engine.sqlite")
    assert weather.writes >= write
    check_books(world)
    check_stock(world)
    world.stops()


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_an_engine_that_forgot_everything_doubles_nothing(timing: Timing, topology: str) -> None:
    world = told(timing, topology, Weather())
    world.forgets()
    check_books(world)
    check_stock(world)
    world.stops()


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_charges_are_billed_once_even_if_the_engine_forgets_in_between(timing: Timing, topology: str) -> None:
    world = SmallWorld(timing, topology, Weather())
    trade = Trade(world)
    trade.opens()
    trade.sells(THREE_LINES)
    trade.ships(4, 2, 1)
    world.forgets()
    trade.ships()
    invoices = world.table("erp", "invoices")
    assert [len(invoice.charges) for invoice in invoices] == [1, 0]
    world.forgets()
    assert len(world.table("erp", "invoices")) == 2
    assert world.engine.quarantined() == []
    world.stops()


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_an_order_that_is_cancelled_whole_leaves_nothing_open(timing: Timing, topology: str) -> None:
    world = SmallWorld(timing, topology, Weather())
    trade = Trade(world)
    trade.opens()
    trade.sells([{"sku": "ab-1", "quantity": 5, "tax_rate": "0.20"}])
    trade.cancels({0: 5})
    [payment] = world.table("marketplace", "payments")
    assert (payment.authorised, payment.voided, payment.captured) == (
        Decimal("66.00"), Decimal("60.00"), Decimal("6.00"),
    )  # fmt: skip
    [order] = world.table("erp", "orders")
    assert order.state.value == "cancelled"
    assert amounts(world.table("erp", "invoices")) == [(Decimal("5.00"), Decimal("1.00"))]
    assert {row.quantity for row in world.table("marketplace", "listings")} == {60}
    assert world.engine.quarantined() == []
    world.stops()


@pytest.mark.parametrize("topology", TOPOLOGIES[1:])
def test_units_that_are_picked_cannot_be_cancelled(timing: Timing, topology: str) -> None:
    world = SmallWorld(timing, topology, Weather())
    trade = Trade(world)
    trade.opens()
    trade.sells([{"sku": "ab-1", "quantity": 5, "tax_rate": "0.20"}])
    [outbound] = world.table("wms", "outbounds")
    lines = [{"line": outbound.lines[0].line, "quantity": 3}]
    world.acts("wms", f"/outbounds/{outbound.id}/picks", {"lines": lines})
    trade.cancels({0: 4})
    [cancellation] = world.table("marketplace", "cancellations")
    assert (cancellation.lines[0].accepted, cancellation.state.value) == (2, "partly_accepted")
    [booked] = world.table("erp", "orders")
    assert booked.lines[0].cancelled == 2
    world.stops()


@pytest.mark.parametrize("topology", TOPOLOGIES[1:])
def test_units_given_up_ship_when_goods_come_in_without_a_new_order(timing: Timing, topology: str) -> None:
    world = SmallWorld(timing, topology, Weather())
    trade = Trade(world)
    trade.opens()
    trade.sells([{"sku": "ab-1", "quantity": 60, "tax_rate": "0.20"}])
    [outbound] = world.table("wms", "outbounds")
    lines = [{"line": outbound.lines[0].line, "quantity": 3}]
    world.acts("wms", f"/outbounds/{outbound.id}/shortages", {"lines": lines})
    lost = [{"sku": "ab-1", "quantity": -3}]
    world.acts("wms", "/adjustments", {"site": "MAIN", "reason": "not found", "lines": lost})
    world.settles()
    trade.ships()
    trade.receives({"ab-1": 5})
    trade.ships()
    [order] = world.table("marketplace", "orders")
    assert order.lines[0].shipped == 60
    assert len(world.table("erp", "orders")) == 1
    assert len(world.table("erp", "invoices")) == 2
    assert [row.on_hand for row in world.table("erp", "stock") if row.item == "ab-1"] == [2]
    assert world.engine.quarantined() == []
    world.stops()


class OrdersUntold(Weather):
    """The events of new orders are lost, and those that come after them are not."""

    def copies(self, event: str) -> int:
        return 0 if "order.placed" in event else 1


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_cancellation_that_comes_before_its_order_waits_for_it(timing: Timing, topology: str) -> None:
    world = SmallWorld(timing, topology, OrdersUntold())
    trade = Trade(world)
    trade.opens()
    buyer = world.acts(
        "marketplace", "/buyers", {"company": "Acme", "email": "", "phone": "", "address": ADDRESS}
    )
    lines = [{"sku": "ab-1", "quantity": 5, "tax_rate": "0.20"}]
    order = world.acts("marketplace", "/orders", {"buyer_id": buyer["id"], "lines": lines})
    wish = {"reason": "no", "lines": [{"line_id": order["line_ids"][0], "quantity": 2}]}
    world.acts("marketplace", f"/orders/{order['id']}/cancellations", wish)
    timing.wait(10)
    [cancellation] = world.table("marketplace", "cancellations")
    assert cancellation.state.value == "accepted"
    [booked] = world.table("erp", "orders")
    assert booked.lines[0].cancelled == 2
    world.stops()


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_an_order_of_nothing_but_charges_is_billed_at_once(timing: Timing, topology: str) -> None:
    world = SmallWorld(timing, topology, Weather())
    trade = Trade(world)
    trade.opens()
    trade.sells([], freight="16.0512")
    [invoice] = world.table("erp", "invoices")
    assert (invoice.net, invoice.tax) == (Decimal("13.3760"), Decimal("2.6752"))
    [payment] = world.table("marketplace", "payments")
    assert payment.captured == Decimal("16.0512")
    world.forgets()
    assert len(world.table("erp", "invoices")) == 1
    world.stops()


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_quiet_world_sees_no_writes(timing: Timing, topology: str) -> None:
    world = told(timing, topology, Weather())
    written = world.weather.writes
    timing.wait(4 * 3600)
    assert world.weather.writes == written
    world.stops()
