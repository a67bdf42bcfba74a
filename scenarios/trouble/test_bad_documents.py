"""Documents that cannot be carried, and answers in another form: the others go on."""

from decimal import Decimal

import pytest

from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")


@pytest.mark.scenario("S26", *EVERYWHERE, needs="requeue", tags="many")
@pytest.mark.parametrize("bad", [1, 10])
def test_bad_orders_do_not_hold_up_good_ones(world: World, bad: int) -> None:
    """Of 20 orders some name an item that the ERP does not know: the others ship, those are set aside."""
    mug = world.stocked(quantity=100)
    world.merchandiser.lists_in_the_shop("NEW/01", "A new lamp", Decimal("12.0000"))
    strange = [world.another_buyer().orders({"NEW/01": 1}) for _ in range(bad)]
    usual = [world.another_buyer().orders({mug: 2}) for _ in range(20 - bad)]
    for order in usual:
        world.picker.ships(order)
    world.settle()
    assert world.set_aside() == sorted(("order", order.key) for order in strange)
    assert all(len(world.order(order).invoices()) == 1 for order in usual)
    world.stocked("NEW/01", 50, price="10.00")
    assert world.requeue() == bad
    assert world.requeue() == 0
    world.settle()
    assert world.set_aside() == []
    assert all(len(world.order(order).documents("erp", "orders")) == 1 for order in strange)


@pytest.mark.scenario("S57", *EVERYWHERE)
@pytest.mark.parametrize("system", ["marketplace", "erp"])
def test_answers_have_fields_that_nobody_knows(world: World, system: str) -> None:
    """Every object of every answer has a field more: nothing is the worse for it."""
    _an_order_gets_through(world, f"schema_drift on {system}")


@pytest.mark.scenario("S57", "full")
def test_the_oms_and_its_warehouse_tell_more_than_before(world: World) -> None:
    """A new field in the OMS, and the answer of the warehouse is lost: it is not asked otherwise again."""
    world.disturb("lost_reply on wms.accept_outbound nth=1")
    _an_order_gets_through(world, "schema_drift on oms.get_fulfilment nth=1")


@pytest.mark.scenario("S57", *EVERYWHERE)
@pytest.mark.parametrize("kind", ["missing", "null"])
def test_a_field_is_missing_once(world: World, kind: str) -> None:
    """A field of an order is gone, or null, at the first reading: no zero and no blank stands in for it."""
    _an_order_gets_through(world, f"schema_drift on marketplace.read_order nth=1 kind={kind}")


@pytest.mark.scenario("S54", *EVERYWHERE)
def test_silence_when_all_is_done(world: World) -> None:
    """An order is done: in the hours after it no system is written to, and no document changes."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 6})
    world.picker.ships(order)
    world.settle()
    seen = world.port.judge.changes_seen
    world.run(hours=3)
    assert world.port.judge.changes_seen == seen


def _an_order_gets_through(world: World, rule: str) -> None:
    item = world.stocked(quantity=30)
    world.disturb(rule)
    order = world.buyer.orders({item: 6})
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert len(seen.documents("erp", "orders")) == 1
    assert (len(seen.invoices()), seen.captured()) == (1, seen.total())
    assert seen.shipped() == {item: 6}
