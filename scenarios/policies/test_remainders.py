"""What becomes of the rest of a line after people delivered part of it from the ERP."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import LineWish
from ordergate.harness.world import World


@pytest.mark.scenario("S08", "shop-erp", policies="erp.remainder=backorder")
def test_the_rest_of_a_line_stays_open_after_a_delivery(world: World) -> None:
    """10 ordered, 7 delivered, the rest is a backorder: 3 stay open, and are delivered later."""
    item = world.stocked(quantity=7)
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 7})
    world.settle()
    assert world.order(order).backordered() == {item: 3}
    world.receiver.receives({item: 3})
    world.picker.ships(order, {item: 3})
    world.settle()
    assert world.order(order).cancelled() == {}


@pytest.mark.scenario("S08", "shop-erp", needs="seller-cancellations", policies="erp.remainder=complete")
def test_the_first_delivery_completes_a_line(world: World) -> None:
    """10 ordered, 7 delivered, the line is complete: 3 are cancelled for the buyer, their money is free."""
    mug, tee = world.stocked(quantity=9, price="12.50"), world.stocked(quantity=2, price="5.00")
    order = world.buyer.orders([LineWish(mug, 10), LineWish(tee, 2)])
    world.picker.ships(order, {mug: 7})
    world.settle()
    seen = world.order(order)
    assert seen.cancelled() == {mug: 3}
    assert seen.backordered() == {tee: 2}
    assert (sum(seen.invoices()), seen.voided()) == (Decimal("105.00"), Decimal("45.00"))
    assert world.stock(mug).published() == 2
    world.picker.ships(order, {tee: 2})
    world.settle()
    assert world.order(order).states() == {"marketplace": "shipped", "erp": "closed"}
    assert world.set_aside() == []


@pytest.mark.scenario("S19", "shop-erp", needs="seller-cancellations", policies="erp.remainder=complete")
def test_a_buyer_cancels_while_a_delivery_completes_the_line(world: World) -> None:
    """7 of 10 leave while the buyer asks to cancel 2: the 3 others are cancelled once, whoever is first."""
    item = world.stocked(quantity=10)
    order = world.buyer.orders({item: 10})
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.picker.ships(order, {item: 7})
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {item: 7}
    assert seen.cancelled() == {item: 3}
    assert seen.voided() + sum(seen.invoices()) == seen.total()


@pytest.mark.scenario("S34", "shop-erp", needs="kits", policies="erp.remainder=complete")
def test_the_rest_of_a_kit_stays_open_after_a_delivery(world: World) -> None:
    """3 of 4 mugs of 2 kits are delivered, lines are complete at once: no kit is taken apart, all ships."""
    mug, spoon = world.stocked(quantity=9, price="5.00"), world.stocked(quantity=9, price="2.00")
    kit = world.kit({mug: 2, spoon: 1}, price="9.00")
    order = world.buyer.orders({kit: 2})
    world.picker.ships(order, {mug: 3})
    world.settle()
    assert world.order(order).cancelled_goods() == {}
    world.picker.ships(order, {mug: 1, spoon: 2})
    world.settle()
    assert world.order(order).shipped() == {kit: 2}
