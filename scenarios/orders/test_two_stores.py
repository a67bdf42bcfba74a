"""Stores know nothing of each other's numbers; a connector keeps their orders apart."""

import pytest

from ordergate.harness.world import World


@pytest.mark.scenario("S44", "shop-erp", "shop-erp-wms", "full", needs="stores")
def test_two_stores_give_the_same_order_number(world: World) -> None:
    """Two stores give one number to two orders of two buyers: each ships, is billed and paid."""
    mug, tee = world.stocked(quantity=40, price="2.50"), world.stocked(quantity=40, price="10.00")
    other = world.another_buyer()
    first = world.buyer.orders({mug: 10, tee: 1})
    second = other.orders({tee: 3}, store="north", number=first.id)
    world.picker.ships(first)
    world.picker.ships(second)
    world.settle()
    assert world.order(first).shipped() == {mug: 10, tee: 1}
    assert world.order(second).shipped() == {tee: 3}
    assert [str(total) for total in world.order(first).invoices()] == ["42.00"]
    assert [str(total) for total in world.order(second).invoices()] == ["36.00"]
    assert str(world.order(second).captured()) == "36.00"


@pytest.mark.scenario("S44", "shop-erp", "shop-erp-wms", "full", needs="stores")
def test_a_cancellation_and_a_return_find_the_order_of_their_store(world: World) -> None:
    """One number in two stores: what is cancelled in one and returned in the other touches no third unit."""
    item = world.stocked(quantity=40, price="5.00")
    first = world.buyer.orders({item: 6})
    second = world.another_buyer().orders({item: 4}, store="north", number=first.id)
    world.settle()
    world.buyer.cancels(second, {item: 1})
    world.settle()
    world.picker.ships(first)
    world.picker.ships(second)
    world.settle()
    world.buyer.returns(first, {item: 2})
    world.receiver.inspects(first, sellable=2)
    world.settle()
    assert world.order(first).cancelled() == {}
    assert world.order(first).returned() == {item: 2}
    assert world.order(second).cancelled() == {item: 1}
    assert world.order(second).returned() == {}
    assert str(world.order(second).voided()) == "6.00"
    assert str(world.order(first).refunded()) == "12.00"


@pytest.mark.scenario("S44", "shop-erp", "shop-erp-wms", "full", needs="stores")
def test_a_store_gives_the_number_of_an_order_that_is_known(world: World) -> None:
    """The number is given by the other store once the first order has arrived everywhere: two orders."""
    mug, tee = world.stocked(quantity=40, price="2.50"), world.stocked(quantity=40, price="10.00")
    first = world.buyer.orders({mug: 10, tee: 1})
    world.settle()
    second = world.another_buyer().orders({tee: 3}, store="north", number=first.id)
    world.settle()
    world.picker.ships(first)
    world.picker.ships(second)
    world.settle()
    assert world.order(second).shipped() == {tee: 3}
