"""Discounts on lines and on orders: what a line bears of them stays with it, whatever becomes of others."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, DiscountWish, LineWish, Packing
from ordergate.harness.world import World

SPRING = DiscountWish("SPRING", amount=Decimal("20.00"))
TENTH = DiscountWish("TENTH", percent=10)
FREIGHT = ChargeWish("freight", "POST", "parcel service", Decimal("6.00"))


def _shares(world: World, order_key: str) -> list[str]:
    """What each line of the shop's order bears of the discounts of the order."""
    order = world.books.table("marketplace", "orders")[order_key]
    return [
        str(sum(one.amount for one in line.discounts if one.kind == "header") or Decimal("0.00"))
        for line in order.lines
    ]


@pytest.mark.scenario("S24", "shop-erp", "shop-erp-wms", "full", needs="discounts", tags="smoke")
def test_the_lines_bear_the_discount_of_the_order(world: World) -> None:
    """10 % off a line, 20.00 off the order, freight and tax: the lines bear it, a free one nothing."""
    tea, mug, leaflet = (world.stocked(quantity=50, price=net) for net in ("10.00", "5.00", "1.00"))
    lines = [LineWish(tea, 10, discounts=[TENTH]), LineWish(mug, 5), LineWish(leaflet, 3, Decimal(0))]
    order = world.buyer.orders(lines, charges=[FREIGHT], discounts=[SPRING])
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert _shares(world, order.key) == ["15.65", "4.35", "0.00"]
    assert str(seen.total()) == "124.00"
    assert [str(total) for total in seen.invoices()] == ["124.00"]


@pytest.mark.scenario("S24", "shop-erp", "shop-erp-wms", "full", needs="discounts")
def test_discounts_are_taken_off_one_after_the_other(world: World) -> None:
    """10 % and then 20.00 off 100.00 with tax: 70.00 is agreed, authorised, billed and captured."""
    item = world.stocked(quantity=20, price="25.00")
    line = LineWish(item, 4, total=Decimal("100.00"), unit_price=Decimal("25.00"))
    order = world.buyer.orders([line], discounts=[TENTH, SPRING])
    world.picker.ships(order)
    world.settle()
    assert str(world.order(order).captured()) == "70.00"


@pytest.mark.scenario("S24", "shop-erp", "full", needs="discounts")
def test_an_order_whose_goods_cost_nothing_is_shipped(world: World) -> None:
    """The whole price is taken off: nothing is captured, the goods leave and one unit comes back."""
    item = world.stocked(quantity=20, price="5.00")
    order = world.buyer.orders([LineWish(item, 4)], discounts=[DiscountWish("GRATIS", percent=100)])
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.returned()) == ({item: 4}, {item: 1})
    assert (str(seen.captured()), str(seen.refunded())) == ("0", "0")


@pytest.mark.scenario("S15", "shop-erp", "shop-erp-wms", "full", needs="discounts")
def test_a_refund_is_less_by_what_the_units_bear_of_the_discount(world: World) -> None:
    """3 x 100 less 10 %, 2 return one by one: 90 and 90 go back with tax, and the unit kept costs 90."""
    item = world.stocked(quantity=10, price="100.00")
    order = world.buyer.orders([LineWish(item, 3)], charges=[FREIGHT], discounts=[TENTH])
    world.picker.ships(order)
    world.settle()
    for _ in range(2):
        world.buyer.returns(order, {item: 1})
        world.receiver.inspects(order, sellable=1)
        world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.credits()] == ["108.00", "108.00"]
    assert str(seen.captured() - seen.refunded()) == "114.00"


@pytest.mark.scenario("S15", "shop-erp", "shop-erp-wms", "full", needs="discounts")
def test_the_dearer_line_bears_the_greater_share(world: World) -> None:
    """150 and 60 less 20 %, the 150 returns: 120 goes back with tax, not the 108 that would be left over."""
    lamp, shade = world.stocked(quantity=5, price="125.00"), world.stocked(quantity=5, price="50.00")
    order = world.buyer.orders(
        [LineWish(lamp, 1), LineWish(shade, 1)], discounts=[DiscountWish("FIFTH", percent=20)]
    )
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {lamp: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    assert [str(total) for total in world.order(order).credits()] == ["120.00"]


@pytest.mark.scenario("S08", "shop-erp", "shop-erp-wms", "full", needs="discounts")
def test_cancelled_units_take_their_share_of_the_discount_along(world: World) -> None:
    """10 x 12.00 less 20.00, 4 ship and 6 are cancelled: 40.00 is billed, 60.00 is voided."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 10)], discounts=[SPRING])
    world.picker.ships(order, {item: 4})
    world.settle()
    world.buyer.cancels(order, {item: 6})
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.invoices()] == ["40.00"]
    assert (str(seen.captured()), str(seen.voided())) == ("40.00", "60.00")


@pytest.mark.scenario("S10", "full", sites="MAIN NORTH", needs="discounts sites")
def test_a_split_order_takes_its_discount_off_once(world: World) -> None:
    """10 are ordered with 20.00 off, 6 leave one site and 4 the other: the invoices take off 20.00 in all."""
    item = world.stocked(price="10.00", at={"MAIN": 6, "NORTH": 4})
    order = world.buyer.orders([LineWish(item, 10)], charges=[FREIGHT], discounts=[SPRING])
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert len(seen.invoices()) == 2
    assert str(sum(seen.invoices())) == "106.00"


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="discounts kits")
def test_the_components_of_a_kit_bear_its_discount(world: World) -> None:
    """Kits less 10 % and 20.00 off the order, one component returns: its share of what is left goes back."""
    cup, plate = world.stocked(quantity=60, price="3.00"), world.stocked(quantity=60, price="7.00")
    kit = world.kit({cup: 1, plate: 1}, price="10.00")
    order = world.buyer.orders([LineWish(kit, 10, discounts=[TENTH])], discounts=[SPRING])
    world.picker.ships(order)
    world.settle()
    world.buyer.returns_lines(
        order, [{"line_id": order.lines[0].components[1].id, "quantity": 10, "reason": "broken"}]
    )
    world.receiver.inspects(order, sellable=10)
    world.settle()
    seen = world.order(order)
    assert str(seen.captured()) == "88.00"
    assert [str(total) for total in seen.credits()] == ["61.60"]


@pytest.mark.scenario("S22", "shop-erp", "shop-erp-wms", "full", needs="discounts catch_weight")
def test_what_is_weighed_takes_off_the_discount_of_its_weight(world: World) -> None:
    """10 cheeses of 2 kg at 10.00 less 10 %, they weigh 21 kg: 21 times 9.00 is billed, with tax."""
    packing = Packing({}, weight_g=2000, weight_tolerance_bp=1000)
    cheese = world.stocked(quantity=20, price="10.00", units=packing)
    order = world.buyer.orders([LineWish(cheese, 10)], discounts=[TENTH])
    world.picker.weighs(order, cheese, 10, 21_000)
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["226.80"]


@pytest.mark.scenario("S36", "shop-erp", "shop-erp-wms", "full", needs="discounts tolerances")
def test_a_tolerated_surplus_is_billed_less_the_discount(world: World) -> None:
    """100 x 1.20 less 10 % with 5 % tolerance, 104 ship: 104 times 1.08 is billed."""
    item = world.stocked(quantity=200, price="1.00", units=Packing({}, over_bp=500))
    order = world.buyer.orders([LineWish(item, 100)], discounts=[TENTH])
    world.picker.ships_beyond(order, item, 104)
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["112.32"]


@pytest.mark.scenario("S32", "shop-erp", "shop-erp-wms", "full", needs="discounts amendments")
def test_units_that_an_amendment_adds_have_no_discount(world: World) -> None:
    """4 x 12.00 less 10 %, the order grows to 6: the discount stays that of the 4, the 2 cost 12.00 each."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 4)], discounts=[TENTH])
    world.settle()
    world.buyer.amends(order, {item: 6})
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert str(world.order(order).captured()) == "67.20"
