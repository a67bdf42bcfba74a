"""Whether units that came back damaged are sold again once they are credited."""

import pytest

from ordergate.harness.world import World


@pytest.mark.scenario("S16", "shop-erp", policies="erp.return_restock=inspected")
def test_only_what_an_inspection_found_sellable_is_sold_again(world: World) -> None:
    """4 of 10 shipped, 3 return, 1 of them sellable: 3 are credited, and buyers see 7."""
    assert _published_after_a_return(world) == 7


@pytest.mark.scenario("S16", "shop-erp", policies="erp.return_restock=refund")
def test_what_is_credited_is_sold_again(world: World) -> None:
    """4 of 10 shipped, 3 return, 1 of them sellable, but credit implies restock: buyers see 9."""
    assert _published_after_a_return(world) == 9


def _published_after_a_return(world: World) -> int | None:
    item = world.stocked(quantity=10, price="5.00")
    order = world.buyer.orders({item: 4})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 3})
    world.receiver.inspects(order, sellable=1, damaged=1, inspect=1)
    world.settle()
    assert [str(total) for total in world.order(order).credits()] == ["18.00"]
    return world.stock(item).published()
