"""Refunds of goods that the buyer keeps: nothing comes back, and the money does."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.actors.orders import DiscountWish, LineWish
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
NEEDS = "returnless"


@pytest.mark.scenario("S16", *EVERYWHERE, needs=NEEDS, tags="smoke")
def test_the_buyer_keeps_what_is_refunded(world: World) -> None:
    """1 of 3 at 12.00 is not worth sending back: 12.00 is refunded, and nobody waits for the goods."""
    item = world.stocked(quantity=9, price="10.00")
    order = world.buyer.orders({item: 3})
    world.picker.ships(order)
    world.settle()
    number = world.buyer.returns(order, {item: 1})
    world.seller.lets_keep(number, reason="freight costs more")
    world.settle()
    seen = world.order(order)
    [asked] = seen.documents("marketplace", "returns")
    assert (str(asked.state), asked.disposition) == ("refunded", "not_returned")
    assert (seen.documents("erp", "returns"), seen.returned()) == ([], {})
    assert ([str(total) for total in seen.credits()], str(seen.refunded())) == (["12.00"], "12.00")
    assert world.stock(item).published() == 6


@pytest.mark.scenario("S16", *EVERYWHERE, needs=f"{NEEDS} discounts restocking_fees")
def test_kept_goods_earn_their_share_of_a_discount_and_no_fee(world: World) -> None:
    """3 x 12.00 less 1.00: 1 is kept, its fee is waived, 11.66 goes back; with the other 2 it is 35.00."""
    item = world.stocked(quantity=9, price="10.00")
    order = world.buyer.orders([LineWish(item, 3)], discounts=[DiscountWish("WELCOME", Decimal("1.00"))])
    world.picker.ships(order)
    world.settle()
    row = {"line_id": order.lines[0].id, "quantity": 1, "reason": "chipped", "fee": "2.00"}
    world.seller.lets_keep(world.buyer.returns_lines(order, [row]), reason="freight costs more")
    world.settle()
    assert str(world.order(order).refunded()) == "11.66"
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    seen = world.order(order)
    assert (seen.returned(), str(seen.refunded())) == ({item: 2}, "35.00")


@pytest.mark.scenario("S16", *EVERYWHERE, needs=NEEDS)
def test_kept_goods_cannot_be_returned_again(world: World) -> None:
    """2 of 3 are kept: only 1 can still come back, and what was decided once is not decided again."""
    item = world.stocked(quantity=9, price="10.00")
    order = world.buyer.orders({item: 3})
    world.picker.ships(order)
    world.settle()
    number = world.buyer.returns(order, {item: 2})
    world.seller.lets_keep(number, reason="freight costs more")
    with pytest.raises(RefusedByWorld, match="1 of its 3 units are left to return"):
        world.buyer.returns(order, {item: 2})
    with pytest.raises(RefusedByWorld, match="cannot"):
        world.seller.refuses_return(number, reason="worn")
    world.settle()
    with pytest.raises(RefusedByWorld, match="1 of its 3 units are left to return"):
        world.buyer.returns(order, {item: 2})
    assert str(world.order(order).refunded()) == "24.00"


@pytest.mark.scenario("S16", *EVERYWHERE, needs=f"{NEEDS} credit")
def test_kept_goods_of_an_order_on_account_are_credited_there(world: World) -> None:
    """2 of 4 bought on account are kept: 24.00 is credited on the account, and no card hears of it."""
    item = world.stocked(quantity=9, price="10.00")
    world.buyer.registers()
    world.settle()
    world.credit_controller.limits(world.buyer.id, Decimal("1000.00"))
    order = world.buyer.orders({item: 4}, terms="NET 30")
    world.picker.ships(order)
    world.settle()
    world.seller.lets_keep(world.buyer.returns(order, {item: 2}), reason="freight costs more")
    world.settle()
    seen = world.order(order)
    [asked], [memo] = seen.documents("marketplace", "returns"), seen.documents("erp", "credit_memos")
    assert (str(asked.state), asked.credit_note) == ("refunded", memo.number)
    assert (str(memo.total), memo.not_returned, seen.returned()) == ("24.00", True, {})


@pytest.mark.scenario("S16", *EVERYWHERE, needs=f"{NEEDS} exchange")
def test_goods_that_pay_for_others_are_not_left_with_the_buyer(world: World) -> None:
    """1 of 2 is to be exchanged: it pays for the other, so that it has to come back first."""
    item = world.stocked(quantity=9, price="10.00")
    order = world.buyer.orders({item: 2})
    world.picker.ships(order)
    world.settle()
    number = world.buyer.exchanges(order, {item: 1}, {item: 1})
    with pytest.raises(RefusedByWorld, match=f"return {number} is an exchange"):
        world.seller.lets_keep(number, reason="freight costs more")
    world.settle()
    world.receiver.inspects(order, sellable=1)
    world.settle()
    assert world.order(order).returned() == {item: 1}


@pytest.mark.scenario("S16", *EVERYWHERE, needs=NEEDS)
@pytest.mark.parametrize("kept", [True, False])
def test_it_is_decided_while_the_return_is_announced(world: World, kept: bool) -> None:
    """The ERP is away when a return is asked for, and then the goods are left with the buyer, or refused."""
    item = world.stocked(quantity=9, price="10.00")
    order = world.buyer.orders({item: 3})
    world.picker.ships(order)
    world.settle()
    world.disturb("server_error on erp until=2h")
    number = world.buyer.returns(order, {item: 1})
    world.run(minutes=30)
    if kept:
        world.seller.lets_keep(number, reason="freight costs more")
    else:
        world.seller.refuses_return(number, reason="worn")
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.credits()] == (["12.00"] if kept else [])
    assert (seen.returned(), world.stock(item).published()) == ({}, 6)
