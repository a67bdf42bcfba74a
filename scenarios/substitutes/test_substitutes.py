"""Another item ships in place of what was ordered: goods, invoice and notice name it, the line does not."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import LineWish
from ordergate.harness.world import World


@pytest.mark.scenario("S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes")
def test_a_whole_line_ships_as_another_item(world: World) -> None:
    """10 of another item ship for 10 ordered: the line keeps item and price, stock of the other falls."""
    mug, cup = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="9.00")
    world.merchandiser.allows(mug, cup)
    world.settle()
    order = world.buyer.orders([LineWish(mug, 10, substitutable=True)])
    world.picker.ships_instead(order, mug, cup, 10)
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {mug: 10}
    assert seen.substitutes() == {name: {(mug, cup): (10, 10)} for name in seen.substitutes()}
    assert set(world.stock(mug).on_hand().values()) == {20}
    assert set(world.stock(cup).on_hand().values()) == {10}
    assert seen.invoices() == [Decimal("60.00")]
    assert world.stock(mug).published() == 20


@pytest.mark.scenario("S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes")
def test_a_part_of_a_line_ships_as_another_item(world: World) -> None:
    """Of 10 ordered 6 ship as they are and 4 as another item: two invoices come to the price agreed."""
    mug, cup = world.stocked(quantity=20, price="3.3333"), world.stocked(quantity=5, price="9.00")
    world.merchandiser.allows(mug, cup)
    world.settle()
    order = world.buyer.orders([LineWish(mug, 10, substitutable=True)])
    world.picker.ships(order, {mug: 6})
    world.picker.ships_instead(order, mug, cup, 4)
    world.settle()
    seen = world.order(order)
    assert set(world.stock(mug).on_hand().values()) == {14}
    assert set(world.stock(cup).on_hand().values()) == {1}
    assert len(seen.invoices()) == 2
    assert sum(seen.invoices()) == seen.total()


@pytest.mark.scenario("S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes")
def test_one_parcel_holds_both_items(world: World) -> None:
    """6 as ordered and 4 as another item leave in one parcel: one shipment, one invoice, both items named."""
    mug, cup = world.stocked(quantity=20, price="3.3333"), world.stocked(quantity=5, price="1.00")
    world.merchandiser.allows(mug, cup)
    world.settle()
    order = world.buyer.orders([LineWish(mug, 10, substitutable=True)])
    world.picker.ships_instead(order, mug, cup, 4, along=6)
    world.settle()
    seen = world.order(order)
    assert seen.substitutes()["marketplace"] == {(mug, cup): (4, 4)}
    assert len(seen.documents("marketplace", "shipments")) == 1
    assert seen.invoices() == [seen.total()]
    assert set(world.stock(mug).on_hand().values()) == {14}


@pytest.mark.scenario("S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes")
def test_two_of_another_item_stand_for_one(world: World) -> None:
    """One pack is two halves: for 3 of 5 packs 6 halves ship, and half a pack never does."""
    pack, half = world.stocked(quantity=5, price="10.00"), world.stocked(quantity=9, price="6.00")
    world.merchandiser.allows(pack, half, ratio=2)
    world.merchandiser.allows(half, pack, ratio="1/2")
    world.settle()
    order = world.buyer.orders([LineWish(pack, 5, substitutable=True)])
    world.picker.ships_instead(order, pack, half, 3)
    world.picker.ships(order, {pack: 2})
    other = world.buyer.orders([LineWish(half, 3, substitutable=True)])
    world.settle()
    assert "only whole units can ship" in world.picker.is_refused_instead(other, half, pack, 1)
    seen = world.order(order)
    assert seen.substitutes()["erp"] == {(pack, half): (3, 6)}
    assert set(world.stock(half).on_hand().values()) == {3}
    assert sum(seen.invoices()) == seen.total()


@pytest.mark.scenario("S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes")
def test_nothing_else_ships_where_the_buyer_wants_nothing_else(world: World) -> None:
    """A buyer who takes no substitutes gets none; what was never allowed, or is not there, does not ship."""
    mug, cup, jug = world.stocked(quantity=9), world.stocked(quantity=3), world.stocked(quantity=9)
    world.merchandiser.allows(mug, cup)
    world.settle()
    strict = world.buyer.orders({mug: 4})
    open_minded = world.buyer.orders([LineWish(mug, 4, substitutable=True)])
    world.settle()
    assert "takes no substitutes" in world.picker.is_refused_instead(strict, mug, cup, 1)
    assert "may not ship in place of" in world.picker.is_refused_instead(open_minded, mug, jug, 1)
    assert "has 3" in world.picker.is_refused_instead(open_minded, mug, cup, 4)
    world.picker.ships(strict, {mug: 4})
    world.picker.ships_instead(open_minded, mug, cup, 3)
    world.settle()
    assert world.order(strict).substitutes()["marketplace"] == {}
    assert world.order(open_minded).substitutes()["marketplace"] == {(mug, cup): (3, 3)}


@pytest.mark.scenario("S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes")
def test_a_dearer_item_ships_at_the_price_agreed(world: World) -> None:
    """Agreed at 8.00, shipped as an item listed at 12.00: 8.00 is paid, for what was agreed is a fact."""
    mug, cup = world.stocked(quantity=9, price="8.00"), world.stocked(quantity=9, price="12.00")
    world.merchandiser.allows(mug, cup)
    world.settle()
    order = world.buyer.orders([LineWish(mug, 5, substitutable=True)])
    world.picker.ships_instead(order, mug, cup, 5)
    world.settle()
    assert world.order(order).captured() == Decimal("48.00")


@pytest.mark.scenario(
    "S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes", policies="erp.substitute_price=original"
)
def test_a_cheaper_item_ships_at_the_price_agreed(world: World) -> None:
    """Without another rule a cheaper item costs what was agreed, and all of the payment is taken."""
    mug, cup = world.stocked(quantity=9, price="8.00"), world.stocked(quantity=9, price="6.00")
    world.merchandiser.allows(mug, cup)
    world.settle()
    order = world.buyer.orders([LineWish(mug, 5, substitutable=True)])
    world.picker.ships_instead(order, mug, cup, 5)
    world.settle()
    assert world.order(order).captured() == Decimal("48.00")
    assert world.order(order).voided() == 0


@pytest.mark.scenario(
    "S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes",
    policies="erp.substitute_price=lower",
)  # fmt: skip
def test_the_lower_of_two_prices_is_charged(world: World) -> None:
    """By the policy the lower price counts: of 96.00 agreed, 2 ship cheaper, 3 dearer and 3 as ordered."""
    mug = world.stocked(quantity=9, price="10.00")
    cheap, dear = world.stocked(quantity=9, price="6.25"), world.stocked(quantity=9, price="12.00")
    world.merchandiser.allows(mug, cheap)
    world.merchandiser.allows(mug, dear)
    world.settle()
    order = world.buyer.orders([LineWish(mug, 8, substitutable=True)])
    world.picker.ships_instead(order, mug, cheap, 2)
    world.settle()
    world.merchandiser.reprices(cheap, Decimal("1.00"))
    world.picker.ships_instead(order, mug, dear, 3)
    world.picker.ships(order, {mug: 3})
    world.settle()
    seen = world.order(order)
    assert seen.invoices() == [Decimal("15.00"), Decimal("36.00"), Decimal("36.00")]
    assert seen.captured() == Decimal("87.00")
    assert seen.voided() == Decimal("9.00")


@pytest.mark.scenario("S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes")
def test_what_had_shipped_comes_back(world: World) -> None:
    """Two halves had shipped for each of 3 packs; 2 halves come back, and one pack is paid back."""
    pack, half = world.stocked(quantity=9, price="10.00"), world.stocked(quantity=9, price="6.00")
    world.merchandiser.allows(pack, half, ratio=2)
    world.settle()
    order = world.buyer.orders([LineWish(pack, 5, substitutable=True)])
    world.picker.ships_instead(order, pack, half, 3)
    world.picker.ships(order, {pack: 2})
    world.settle()
    world.buyer.returns_instead(order, pack, half, 1)
    world.receiver.inspects(order, sellable=1)
    world.settle()
    assert set(world.stock(half).on_hand().values()) == {5}
    assert set(world.stock(pack).on_hand().values()) == {7}
    assert world.order(order).refunded() == Decimal("12.00")
    world.buyer.returns(order, {pack: 2})
    world.receiver.inspects(order, sellable=1, damaged=1)
    world.settle()
    assert set(world.stock(pack).on_hand().values()) == {9}
    assert world.order(order).refunded() == Decimal("36.00")


@pytest.mark.scenario(
    "S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes",
    policies="erp.substitute_price=lower",
)  # fmt: skip
def test_what_came_back_is_paid_back_as_it_was_billed(world: World) -> None:
    """22.48 was billed for 3 that shipped cheaper: as they come back one by one, so much is repaid."""
    mug, cup = world.stocked(quantity=9, price="10.00"), world.stocked(quantity=9, price="6.2433")
    world.merchandiser.allows(mug, cup)
    world.settle()
    order = world.buyer.orders([LineWish(mug, 5, substitutable=True)])
    world.picker.ships_instead(order, mug, cup, 3)
    world.settle()
    [billed] = world.order(order).invoices()
    world.picker.ships(order, {mug: 2})
    world.settle()
    for _ in range(3):
        world.buyer.returns_instead(order, mug, cup, 1)
        world.receiver.inspects(order, sellable=1)
        world.settle()
    seen = world.order(order)
    assert billed == Decimal("22.48")
    assert sum(seen.credits()) == seen.refunded() == billed
    assert set(world.stock(cup).on_hand().values()) == {9}


@pytest.mark.scenario("S35", "shop-erp", "shop-erp-wms", "full", needs="substitutes kits")
def test_a_kit_keeps_its_component_where_the_same_item_ships_as_another(world: World) -> None:
    """2 kits with a mug each and 4 mugs: another item ships for the 4, never for the mugs of the kits."""
    mug, cup = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="9.00")
    kit = world.kit({mug: 1, cup: 2}, price="20.00")
    world.merchandiser.allows(mug, cup)
    world.settle()
    order = world.buyer.orders([LineWish(kit, 2), LineWish(mug, 4, substitutable=True)])
    world.picker.ships_instead(order, mug, cup, 2)
    world.picker.ships_instead(order, mug, cup, 2)
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {kit: 2, mug: 4}
    assert seen.substitutes() == {name: {(mug, cup): (4, 4)} for name in seen.substitutes()}
    assert set(world.stock(mug).on_hand().values()) == {18}
    assert set(world.stock(cup).on_hand().values()) == {12}
    assert sum(seen.invoices()) == seen.total()
