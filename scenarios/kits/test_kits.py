"""Kits: sold as one thing at one price, shipped, returned and cancelled as their components."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import LineWish
from ordergate.harness.world import World


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits")
def test_a_kit_ships_in_parts(world: World) -> None:
    """4 kits of 2 mugs and 3 spoons ship unevenly: a kit has shipped when the last of its parts has."""
    mug, spoon = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 4})
    world.picker.ships(order, {mug: 8, spoon: 4})
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {kit: 1}
    assert seen.shipped_goods() == {mug: 8, spoon: 4}
    assert seen.states()["marketplace"] == "partially_shipped"
    world.picker.ships(order, {spoon: 8})
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {kit: 4}
    assert seen.states()["marketplace"] == "shipped"
    assert [str(total) for total in seen.invoices()] == ["50.40", "16.80"]
    assert sum(seen.invoices()) == seen.total() == seen.captured()


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits", tags="smoke")
def test_a_sellable_component_comes_back(world: World) -> None:
    """1 mug of a shipped kit comes back unharmed: its share is refunded, and the mug is for sale again."""
    mug, spoon = world.stocked(quantity=10, price="5.00"), world.stocked(quantity=10, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="16.00")
    order = world.buyer.orders({kit: 1})
    world.picker.ships(order)
    world.settle()
    assert world.stock(mug).published() == 8
    world.buyer.returns(order, {mug: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    seen = world.order(order)
    assert seen.returned_goods() == {mug: 1}
    assert seen.returned() == {}
    assert [str(total) for total in seen.credits()] == ["6.00"]
    assert str(seen.refunded()) == "6.00"
    assert world.stock(mug).published() == 9
    assert world.stock(kit).published() == 2


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits")
def test_a_damaged_component_comes_back(world: World) -> None:
    """1 mug comes back broken: its share is refunded all the same, and nobody can buy it."""
    mug, spoon = world.stocked(quantity=10, price="5.00"), world.stocked(quantity=10, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="16.00")
    order = world.buyer.orders({kit: 1})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {mug: 1})
    world.receiver.inspects(order, damaged=1)
    world.settle()
    assert [str(total) for total in world.order(order).credits()] == ["6.00"]
    assert world.stock(mug).published() == 8
    assert set(world.stock(mug).on_hand().values()) == {9}


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits")
def test_a_whole_kit_comes_back(world: World) -> None:
    """2 of 3 kits come back, each part of them: two thirds of the price are refunded, two kits returned."""
    mug, spoon = world.stocked(quantity=10, price="5.00"), world.stocked(quantity=10, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="10.00")
    order = world.buyer.orders({kit: 3})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {kit: 2})
    world.receiver.inspects(order, sellable=10)
    world.settle()
    seen = world.order(order)
    assert seen.returned() == {kit: 2}
    assert [str(total) for total in seen.credits()] == ["24.00"]
    assert world.stock(mug).published() == 8


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits")
def test_a_shipped_part_is_taken_off_the_stock_of_that_part(world: World) -> None:
    """5 of 100 parts leave for a kit: 95 can be sold, of the part and of a kit that is made of it alone."""
    part, box = world.stocked(quantity=100, price="1.00"), world.stocked(quantity=100, price="1.00")
    kit = world.kit({part: 1, box: 1}, price="2.00")
    order = world.buyer.orders({kit: 5})
    world.picker.ships(order, {part: 5})
    world.settle()
    assert set(world.stock(part).on_hand().values()) == {95}
    assert world.stock(part).published() == 95
    assert world.stock(box).published() == 95
    assert world.stock(kit).published() == 95
    assert world.order(order).shipped() == {}


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits")
def test_the_scarcest_component_decides_how_many_kits_there_are(world: World) -> None:
    """11 mugs make 5 kits of 2; a receipt and a sale of mugs alone move the number of kits with them."""
    mug, spoon = world.stocked(quantity=11, price="5.00"), world.stocked(quantity=60, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    assert world.stock(kit).published() == 5
    world.receiver.receives({mug: 5})
    world.settle()
    assert world.stock(kit).published() == 8
    world.buyer.orders({mug: 13})
    world.settle()
    assert world.stock(kit).published() == 1
    world.buyer.orders({mug: 3})
    world.settle()
    assert world.stock(kit).published() == 0


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits", policies="safety_stock=3")
def test_the_safety_stock_of_components_is_kept_back_from_kits(world: World) -> None:
    """3 units of each item are kept back: 11 mugs of which 8 may be sold make 4 kits of 2, and then 3."""
    mug, spoon = world.stocked(quantity=11, price="5.00"), world.stocked(quantity=60, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    assert world.stock(mug).published() == 8
    assert world.stock(kit).published() == 4
    order = world.buyer.orders({kit: 1})
    world.picker.ships(order)
    world.settle()
    assert world.stock(mug).published() == 6
    assert world.stock(kit).published() == 3


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits")
def test_a_component_is_ordered_beside_its_kit(world: World) -> None:
    """2 kits and 5 single mugs on one order: 9 mugs ship, each billed on the line that it was sold on."""
    mug, spoon = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 2, mug: 5})
    world.picker.ships(order, {mug: 9})
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["51.00"]
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {kit: 2, mug: 5}
    assert sum(seen.invoices()) == seen.total() == Decimal("63.60")
    assert set(world.stock(mug).on_hand().values()) == {11}


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits")
def test_the_price_of_a_kit_is_shared_to_the_penny(world: World) -> None:
    """3 parts of one value share 10.00 and 0.02: the pennies that are left go somewhere, and none is lost."""
    parts = [world.stocked(quantity=50, price="1.00") for _ in range(3)]
    kit = world.kit(dict.fromkeys(parts, 1), price="8.50")
    order = world.buyer.orders(
        [LineWish(kit, 7, total=Decimal("10.00")), LineWish(kit, 1, total=Decimal("0.02"))]
    )
    for part in parts:
        world.picker.ships(order, {part: 8})
    world.settle()
    seen = world.order(order)
    assert sum(seen.invoices()) == seen.total() == seen.captured() == Decimal("10.02")


@pytest.mark.scenario("S34", "full", needs="kits sites", sites="MAIN NORTH")
def test_the_components_of_a_kit_lie_in_two_warehouses(world: World) -> None:
    """The mugs lie in one warehouse and the spoons in another: each ships its part of the kits."""
    mug = world.stocked(at={"MAIN": 20}, price="5.00")
    spoon = world.stocked(at={"NORTH": 20}, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    assert world.stock(kit).published() == 6
    order = world.buyer.orders({kit: 4})
    world.picker.ships(order, {mug: 8, spoon: 12})
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {kit: 4}
    assert {shipment.site for shipment in seen.documents("wms", "shipments")} == {"MAIN", "NORTH"}
    assert world.stock(kit).published() == 2
