"""Item codes that look alike, codes that a system does not know, and codes that are replaced."""

from decimal import Decimal

import pytest

from ordergate.harness.world import World


@pytest.mark.scenario("S42", "shop-erp", "shop-erp-wms", "full")
def test_codes_that_look_alike_stay_different_items(world: World) -> None:
    """0017 and 17, ab/1 and AB/1, a space and a plus: of each item just what was ordered of it ships."""
    codes = ["0017", "17", "ab/1", "AB/1", "A B", "A+B"]
    for number, code in enumerate(codes, start=1):
        world.stocked(code, 20, price=f"{number}.00")
    wanted = {code: number for number, code in enumerate(codes, start=1)}
    order = world.buyer.orders(wanted)
    world.picker.ships(order)
    world.settle()
    assert world.order(order).shipped() == wanted
    assert [world.stock(code).published() for code in codes] == [19, 18, 17, 16, 15, 14]
    assert [str(total) for total in world.order(order).invoices()] == ["109.20"]


@pytest.mark.scenario("S42", "shop-erp", "shop-erp-wms", "full", needs="requeue")
def test_an_order_for_an_unknown_item_waits_and_goes_through_once_it_is_known(world: World) -> None:
    """The shop sells an item that the ERP does not know: its order is set aside, others go on."""
    mug = world.stocked(quantity=20, price="5.00")
    world.merchandiser.lists_in_the_shop("NEW/01", "A new lamp", Decimal("12.0000"))
    strange = world.buyer.orders({"NEW/01": 2, mug: 1})
    usual = world.another_buyer().orders({mug: 3})
    world.picker.ships(usual)
    world.settle()
    assert world.set_aside() == [("order", strange.key)]
    assert world.order(strange).documents("erp", "orders") == []
    world.stocked("NEW/01", 10, price="10.00")
    assert world.requeue() == 1
    world.picker.ships(strange)
    world.settle()
    assert world.set_aside() == []
    assert world.order(strange).shipped() == {"NEW/01": 2, mug: 1}
    assert world.stock("NEW/01").published() == 8


@pytest.mark.scenario("S42", "shop-erp", "shop-erp-wms", "full")
def test_a_code_is_replaced_while_the_old_one_is_on_order(world: World) -> None:
    """A code is never changed: a new item takes over, the old one leaves the shop, its order still ships."""
    old = world.stocked("LAMP-1", 10, price="8.00")
    order = world.buyer.orders({old: 2})
    world.settle()
    new = world.stocked("LAMP-1B", 10, price="8.00")
    world.merchandiser.discontinues(old)
    later = world.buyer.orders({new: 3})
    world.picker.ships(order)
    world.picker.ships(later)
    world.settle()
    assert world.order(order).shipped() == {old: 2}
    assert world.order(later).shipped() == {new: 3}
