"""Quotas run out, tokens run out, systems are away for long: work waits, and then goes on."""

import pytest

from ordergate.harness.actors.orders import PlacedOrder
from ordergate.harness.world import Wait, World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
WITH_WAREHOUSE = ("shop-erp-wms", "full")
BURST = 12
CALM = Wait("quota", minutes=60, live_s=6.0)


@pytest.mark.scenario("S27", *EVERYWHERE, tags="many")
@pytest.mark.parametrize(
    "quota",
    [
        "erp bucket=token capacity=4 every_ms=2000",
        "marketplace bucket=leaky capacity=4 every_ms=2000",
    ],
)
def test_a_burst_of_orders_meets_a_quota(world: World, quota: str) -> None:
    """12 orders come at once, and the system lets a few calls through: all of them are done in the end."""
    _a_burst_gets_through(world, f"throttled on {quota}")


@pytest.mark.scenario("S27", *EVERYWHERE, tags="many")
def test_a_system_serves_one_call_at_a_time(world: World) -> None:
    """The ERP takes two seconds for each call, and refuses a second one meanwhile: all get their turn."""
    slow = "latency on erp delay_ms=2000"
    _a_burst_gets_through(world, "throttled on erp bucket=concurrency capacity=1 retry_after_s=2", slow)


@pytest.mark.scenario("S27", "shop-erp", "full", tags="many", needs="virtual_time")
def test_a_quota_that_takes_minutes_to_refill(world: World) -> None:
    """The ERP takes an order every four minutes, and says so: whoever has more to book waits for so long."""
    slow = "bucket=token capacity=1 every_ms=240000"
    _a_burst_gets_through(world, f"throttled on erp.place_sales_order {slow}", orders=5)


@pytest.mark.scenario("S27", *WITH_WAREHOUSE, needs="virtual_time", policies="erp.duplicates=taken")
def test_a_warehouse_asks_for_a_pause_amid_an_order(world: World) -> None:
    """The ERP, which takes duplicates, has booked an order when the warehouse wants a pause: there is one."""
    item = world.stocked(quantity=30)
    world.disturb("throttled on wms.accept_outbound nth=1 retry_after_s=600")
    early = world.buyer.orders({item: 6})
    world.run(Wait("pause", minutes=2, live_s=1.0))
    late = world.another_buyer().orders({item: 4})
    world.settle()
    for order in (early, late):
        seen = world.order(order)
        assert [len(seen.documents(*where)) for where in (("erp", "orders"), ("wms", "outbounds"))] == [1, 1]


@pytest.mark.scenario("S31", *EVERYWHERE)
@pytest.mark.parametrize("system", ["erp", "marketplace"])
def test_a_token_expires_amid_the_work(world: World, system: str) -> None:
    """A good token is refused at the third and the tenth call: a new one is fetched, each order goes once."""
    _a_burst_gets_through(world, f"expired_token on {system} nth=3,10", orders=3)


@pytest.mark.scenario("S31", *EVERYWHERE)
def test_a_token_expires_while_work_waits(world: World) -> None:
    """The ERP is away for longer than a token lives: the order goes with a new one."""
    item = world.stocked(quantity=30)
    with world.down("erp"):
        order = world.buyer.orders({item: 6})
        world.run(CALM)
    world.picker.ships(order)
    world.settle()
    assert len(world.order(order).documents("erp", "orders")) == 1


@pytest.mark.scenario("S52", "shop-erp", "full", tags="long")
@pytest.mark.parametrize("system", ["marketplace", "erp"])
def test_a_system_is_away_for_two_days(world: World, system: str) -> None:
    """Two days without a system, longer than webhooks are tried: all that happened meanwhile is caught up."""
    item = world.stocked(quantity=30)
    early = world.buyer.orders({item: 6})
    world.settle()
    with world.down(system):
        world.picker.ships(early)
        late = world.another_buyer().orders({item: 5})
        world.run(days=2)
    world.settle()
    world.picker.ships(late)
    world.settle()
    for order in (early, late):
        seen = world.order(order)
        assert (len(seen.invoices()), seen.captured()) == (1, seen.total())


def _a_burst_gets_through(world: World, *rules: str, orders: int = BURST) -> None:
    item = world.stocked(quantity=100)
    for rule in rules:
        world.disturb(rule)
    placed: list[PlacedOrder] = [world.another_buyer().orders({item: 2}) for _ in range(orders)]
    world.run(CALM)
    for order in placed:
        world.picker.ships(order)
    world.settle()
    for order in placed:
        seen = world.order(order)
        assert len(seen.documents("erp", "orders")) == 1
        assert (len(seen.invoices()), seen.captured()) == (1, seen.total())
