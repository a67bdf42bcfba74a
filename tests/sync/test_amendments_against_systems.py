"""Orders that are amended, carried by the engine in fair and foul weather, in all topologies."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sync.small_world import ADDRESS, SmallWorld, Trade, Weather
from tests.sync.timing import Timing

TOPOLOGIES = ("shop-erp", "shop-erp-wms", "full")
LINES = [
    {"sku": "0017", "quantity": 10, "tax_rate": "0.20"},
    {"sku": "AB/1", "quantity": 6, "tax_rate": "0.20"},
]
ELSEWHERE = {**ADDRESS, "name": "Depot", "line": "2 Low St"}


def wishes(world: SmallWorld, trade: Trade, **wish: Any) -> None:
    world.acts("marketplace", f"/orders/{trade.order['id']}/amendments", wish)
    world.settles()


def told(timing: Timing, topology: str, weather: Weather, store: Path | None = None) -> SmallWorld:
    """Two lines: one grows, the other shrinks, a third comes besides, elsewhere; then a part comes back."""
    world = SmallWorld(timing, topology, weather, store)
    trade = Trade(world)
    trade.opens()
    trade.sells(LINES)
    first, second = trade.order["line_ids"]
    wishes(
        world, trade,
        lines=[{"line_id": first, "quantity": 13}, {"line_id": second, "quantity": 4}],
        further_lines=[{"sku": "ab-1", "quantity": 2, "tax_rate": "0.20"}],
        ship_to=ELSEWHERE, requested_date="2010-12-24",
    )  # fmt: skip
    trade.ships(4, 2)
    wishes(world, trade, lines=[{"line_id": first, "quantity": 9}], requested_date="2010-12-31")
    trade.ships()
    return world


def check(world: SmallWorld) -> None:
    assert world.engine.quarantined() == []
    [order] = world.table("marketplace", "orders")
    assert [(line.sku, line.quantity, line.shipped, line.cancelled) for line in order.lines] == [
        ("0017", 10, 9, 1), ("AB/1", 6, 4, 2), ("0017", 3, 3, 0), ("ab-1", 2, 2, 0),
    ]  # fmt: skip
    [booked] = world.table("erp", "orders")
    assert [(line.item, line.quantity, line.delivered, line.cancelled) for line in booked.lines] == [
        ("0017", 10, 9, 1), ("AB/1", 6, 4, 2), ("0017", 3, 3, 0), ("ab-1", 2, 2, 0),
    ]  # fmt: skip
    assert (booked.ship_to["name"], booked.requested_date) == ("Depot", "2010-12-24")
    assert [amendment.state.value for amendment in world.table("marketplace", "amendments")] == [
        "accepted", "partly_accepted",
    ]  # fmt: skip
    [payment] = world.table("marketplace", "payments")
    # 30.60 and 8.89 and 6.00, and then 9.18 and 24.00 more; 3.06 and 2.96 of it were set free.
    assert (payment.authorised, payment.captured, payment.voided) == (
        Decimal("78.67"), Decimal("72.65"), Decimal("6.02"),
    )  # fmt: skip
    invoices = world.table("erp", "invoices")
    assert sum(invoice.total for invoice in invoices) == payment.captured


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_an_amended_order_is_everywhere_what_was_agreed(timing: Timing, topology: str) -> None:
    world = told(timing, topology, Weather())
    check(world)
    world.stops()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_foul_weather_changes_nothing_in_the_end(timing: Timing, topology: str, seed: int) -> None:
    world = told(timing, topology, Weather(seed, share=0.25))
    check(world)
    world.stops()


@pytest.mark.parametrize("write", range(4, 40, 2))
@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_crash_after_a_call_changes_nothing_in_the_end(
    timing: Timing, topology: str, write: int, tmp_path: Path
) -> None:
    world = told(timing, topology, Weather(crash_after=write), tmp_path / "engine.sqlite")
    check(world)
    world.stops()


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_an_engine_that_forgot_everything_amends_nothing_twice(timing: Timing, topology: str) -> None:
    world = told(timing, topology, Weather())
    world.forgets()
    check(world)
    world.stops()


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_an_amendment_that_comes_before_its_order_waits_for_it(timing: Timing, topology: str) -> None:
    class OrdersUntold(Weather):
        def copies(self, event: str) -> int:
            return 0 if "order.placed" in event else 1

    world = SmallWorld(timing, topology, OrdersUntold())
    trade = Trade(world)
    trade.opens()
    buyer = world.acts(
        "marketplace", "/buyers", {"company": "Acme", "email": "", "phone": "", "address": ADDRESS}
    )
    order = world.acts("marketplace", "/orders", {"buyer_id": buyer["id"], "lines": LINES[:1]})
    wish = {"lines": [{"line_id": order["line_ids"][0], "quantity": 12}]}
    world.acts("marketplace", f"/orders/{order['id']}/amendments", wish)
    timing.wait(10)
    [booked] = world.table("erp", "orders")
    assert [line.quantity for line in booked.lines] == [10, 2]
    world.stops()
