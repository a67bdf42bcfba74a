"""Returns of what was never sent, or belongs to another order, are refused."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.world import World


@pytest.mark.scenario("S48", "shop-erp", "shop-erp-wms", "full")
def test_only_what_was_shipped_can_come_back(world: World) -> None:
    """3 of 5 have shipped: nobody can return 4, nor 3 twice; the 2 that are open are cancelled instead."""
    item = world.stocked(quantity=20, price="5.00")
    order = world.buyer.orders({item: 5})
    with pytest.raises(RefusedByWorld, match="0 of its 5 units are left to return"):
        world.buyer.returns(order, {item: 1})
    world.picker.ships(order, {item: 3})
    world.settle()
    with pytest.raises(RefusedByWorld, match="3 of its 5 units are left to return"):
        world.buyer.returns(order, {item: 4})
    world.buyer.returns(order, {item: 3})
    with pytest.raises(RefusedByWorld, match="0 of its 5 units are left to return"):
        world.buyer.returns(order, {item: 3})
    world.buyer.cancels(order, {item: 2})
    world.receiver.inspects(order, sellable=3)
    world.settle()
    seen = world.order(order)
    assert (seen.returned(), seen.cancelled()) == ({item: 3}, {item: 2})
    assert [str(total) for total in seen.credits()] == ["18.00"]
    assert (str(seen.refunded()), str(seen.voided())) == ("18.00", "12.00")


@pytest.mark.scenario("S48", "shop-erp", "shop-erp-wms", "full")
def test_a_line_of_another_order_cannot_come_back(world: World) -> None:
    """A buyer names a line of somebody else's order: the return is refused, both orders stay as they are."""
    item = world.stocked(quantity=20)
    first = world.buyer.orders({item: 2})
    second = world.another_buyer().orders({item: 3})
    world.picker.ships(first)
    world.picker.ships(second)
    world.settle()
    row = {"line_id": second.lines[0].id, "quantity": 1, "reason": "not ours"}
    with pytest.raises(RefusedByWorld, match=f"order {first.id} has no line {second.lines[0].id}"):
        world.buyer.returns_lines(first, [row])
    world.settle()
    assert world.order(first).returned() == {}
    assert world.order(second).returned() == {}
    assert world.stock(item).published() == 15


@pytest.mark.scenario("S48", "shop-erp", "shop-erp-wms", "full")
def test_a_return_is_refused_while_it_is_announced(world: World) -> None:
    """The ERP is slow to answer when the seller refuses: nothing waits for a person, nothing is paid."""
    item = world.stocked(quantity=20, price="5.00")
    order = world.buyer.orders({item: 5})
    world.picker.ships(order)
    world.settle()
    world.disturb("latency on erp delay_ms=8000 times=3")
    number = world.buyer.returns(order, {item: 1})
    world.run(seconds=5)
    world.seller.refuses_return(number, reason="worn")
    world.settle()
    seen = world.order(order)
    assert (seen.credits(), seen.refunded(), world.set_aside()) == ([], Decimal(0), [])
