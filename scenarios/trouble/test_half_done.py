"""The status says yes, and it is not so: errors in the body, half a batch, accepted and never done."""

from decimal import Decimal

import pytest

from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")


@pytest.mark.scenario("S28", *EVERYWHERE)
@pytest.mark.parametrize(
    "operation", ["erp.place_sales_order", "erp.write_invoice", "marketplace.ship_order"]
)
def test_it_says_200_and_has_errors_in_it(world: World, operation: str) -> None:
    """200 with errors in the body: nothing was done, so it is done again."""
    _an_order_gets_through(world, f"success_with_errors on {operation} nth=1")


@pytest.mark.scenario("S28", *EVERYWHERE)
@pytest.mark.parametrize(
    "operation", ["erp.place_sales_order", "erp.write_invoice", "marketplace.capture_payment"]
)
def test_it_is_accepted_and_never_done(world: World, operation: str) -> None:
    """202, and nothing comes of it: it is looked for, and done again."""
    _an_order_gets_through(world, f"accepted_then_failed on {operation} nth=1")


@pytest.mark.scenario("S28", "full")
@pytest.mark.parametrize(
    "operation",
    ["marketplace.ship_order", "erp.book_delivery", "oms.place_order", "oms.accept_fulfilment",
     "oms.ship_fulfilment"],
)  # fmt: skip
def test_on_its_way_through_all_systems_it_is_accepted_and_never_done(world: World, operation: str) -> None:
    """202 for one of the steps between four systems, and nothing comes of it: the step is done again."""
    _an_order_gets_through(world, f"accepted_then_failed on {operation} nth=1")


@pytest.mark.scenario("S28", "shop-erp-wms", "full")
def test_the_warehouse_accepts_a_job_and_forgets_it(world: World) -> None:
    """The warehouse answers 202 and knows of no job: it is given it again."""
    _an_order_gets_through(world, "accepted_then_failed on wms.accept_outbound nth=1")


@pytest.mark.scenario("S28", "full")
@pytest.mark.parametrize("operation", ["place_order", "accept_fulfilment", "ship_fulfilment"])
def test_the_oms_says_200_and_has_errors_in_it(world: World, operation: str) -> None:
    """The OMS says yes, and does nothing: it is told again."""
    _an_order_gets_through(world, f"success_with_errors on oms.{operation} nth=1")


@pytest.mark.scenario("S28", "shop-erp", "shop-erp-wms")
@pytest.mark.parametrize("answer", ["short", "error"])
def test_of_a_batch_of_listings_a_part_is_done(world: World, answer: str) -> None:
    """20 items are listed at once, and the shop takes some of them: in the end it has all."""
    _all_are_listed(world, f"partial_batch on marketplace.offer_listings times=1 answer={answer}")


@pytest.mark.scenario("S28", "full")
@pytest.mark.parametrize("answer", ["short", "error"])
def test_of_a_batch_of_items_a_part_is_done(world: World, answer: str) -> None:
    """20 items are listed at once, and the OMS takes some of them: in the end the shop has all, too."""
    _all_are_listed(world, f"partial_batch on oms.put_items times=1 answer={answer}")


def _all_are_listed(world: World, rule: str) -> None:
    codes = [f"B-{number:02}" for number in range(20)]
    world.disturb(rule)
    world.merchandiser.lists({code: (f"Bolt {code}", Decimal("2.00")) for code in codes})
    world.settle()
    world.receiver.receives({codes[-1]: 5})
    world.settle()
    world.buyer.orders({codes[-1]: 1})
    world.settle()
    listings = world.books.table("marketplace", "listings")
    assert [code for code in codes if code not in listings] == []


def _an_order_gets_through(world: World, rule: str) -> None:
    item = world.stocked(quantity=30)
    world.disturb(rule)
    order = world.buyer.orders({item: 6})
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert len(seen.documents("erp", "orders")) == 1
    assert (len(seen.invoices()), seen.captured()) == (1, seen.total())
    assert seen.states()["marketplace"] == "shipped"
