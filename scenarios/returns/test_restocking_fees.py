"""What the seller keeps of the price paid for goods that come back."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.actors.orders import DiscountWish, LineWish, Packing, PlacedOrder
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
NEEDS = "restocking_fees"


def _row(order: PlacedOrder, line: int, quantity: int, fee: str) -> dict[str, object]:
    return {"line_id": order.lines[line].id, "quantity": quantity, "reason": "opened", "fee": fee}


def _kept(world: World, order: PlacedOrder) -> list[tuple[str, str]]:
    """Net and tax of the fees on the credit memos of the ERP."""
    memos = world.order(order).documents("erp", "credit_memos")
    lines = [line for memo in memos for line in memo.lines if line.kind == "restocking_fee"]
    return [(str(line.net), str(line.tax)) for line in lines]


@pytest.mark.scenario("S15", *EVERYWHERE, needs=NEEDS, tags="smoke")
def test_a_restocking_fee_is_kept_of_its_line_alone(world: World) -> None:
    """2 of one item at 12.00 come back, 3.00 is kept; 1 of another at 60.00 in full: 81.00 is refunded."""
    mug, lamp = world.stocked(quantity=9, price="10.00"), world.stocked(quantity=9, price="50.00")
    order = world.buyer.orders({mug: 3, lamp: 1})
    world.picker.ships(order)
    world.settle()
    lamps = {"line_id": order.lines[1].id, "quantity": 1, "reason": "broken"}
    world.buyer.returns_lines(order, [_row(order, 0, 2, "3.00"), lamps])
    world.receiver.inspects(order, sellable=2, damaged=1)
    world.settle()
    seen = world.order(order)
    assert _kept(world, order) == [("-2.50", "-0.50")]
    assert [str(total) for total in seen.credits()] == ["81.00"]
    assert str(seen.refunded()) == "81.00"


@pytest.mark.scenario("S15", *EVERYWHERE, needs=f"{NEEDS} discounts")
def test_fees_and_discounts_leave_what_was_paid(world: World) -> None:
    """3 x 12.00 less 1.00 come back one by one, 1.00 kept of each: 32.00 goes back in all, and 3.00 stays."""
    item = world.stocked(quantity=9, price="10.00")
    order = world.buyer.orders([LineWish(item, 3)], discounts=[DiscountWish("WELCOME", Decimal("1.00"))])
    world.picker.ships(order)
    world.settle()
    for _ in range(3):
        world.buyer.returns_lines(order, [_row(order, 0, 1, "1.00")])
        world.receiver.inspects(order, sellable=1)
        world.settle()
    seen = world.order(order)
    assert (str(seen.captured()), str(seen.refunded())) == ("35.00", "32.00")
    assert _kept(world, order) == [("-0.83", "-0.17")] * 3


@pytest.mark.scenario("S16", "shop-erp-wms", "full", needs=NEEDS)
def test_a_missing_unit_bears_no_restocking_fee(world: World) -> None:
    """3 are announced with a fee of 1.00, 2 arrive: 24.00 less 0.67 is credited and refunded."""
    item = world.stocked(quantity=9, price="10.00")
    order = world.buyer.orders({item: 3})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns_lines(order, [_row(order, 0, 3, "1.00")])
    world.receiver.inspects(order, sellable=1, damaged=1, missing=1)
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.credits()] == ["23.33"]
    assert str(seen.refunded()) == "23.33"


@pytest.mark.scenario("S16", *EVERYWHERE)
def test_a_restocking_fee_above_the_price_is_refused(world: World) -> None:
    """2 units of 12.00 come back: a fee of 24.01 is refused, and so is one on top of an agreed refund."""
    item = world.stocked(quantity=9, price="10.00")
    order = world.buyer.orders({item: 3})
    world.picker.ships(order)
    world.settle()
    with pytest.raises(RefusedByWorld, match=r"bought for 24\.00; a restocking fee of 24\.01"):
        world.buyer.returns_lines(order, [_row(order, 0, 2, "24.01")])
    with pytest.raises(RefusedByWorld, match=r"20\.00 is agreed"):
        world.buyer.returns_lines(order, [{**_row(order, 0, 2, "1.00"), "agreed": "20.00"}])
    world.settle()
    assert world.order(order).returned() == {}


@pytest.mark.scenario(
    "S16", "shop-erp", "full", needs=f"{NEEDS} tolerances", policies="erp.over_delivery=free"
)
def test_units_that_cost_nothing_leave_no_fee(world: World) -> None:
    """104 of 100 ship, 4 for nothing: 2 of those come back, and a fee of 1.00 makes no credit below zero."""
    nail = world.stocked(quantity=200, price="10.00", units=Packing({}, over_bp=500))
    order = world.buyer.orders({nail: 100})
    world.picker.ships_beyond(order, nail, 104)
    world.settle()
    world.buyer.returns_lines(order, [_row(order, 0, 2, "1.00")])
    world.receiver.inspects(order, sellable=2)
    world.settle()
    seen = world.order(order)
    assert (_kept(world, order), [str(total) for total in seen.credits()]) == ([], ["0.00"])


@pytest.mark.scenario(
    "S16", "shop-erp", "full", needs=f"{NEEDS} substitutes", policies="erp.substitute_price=lower"
)
def test_no_more_is_kept_than_was_billed_for_a_cheaper_substitute(world: World) -> None:
    """A cup billed at 2.40 shipped for a mug of 12.00 and comes back: of a fee of 5.00 only 2.40 is kept."""
    mug, cup = world.stocked(quantity=9, price="10.00"), world.stocked(quantity=9, price="2.00")
    world.merchandiser.allows(mug, cup)
    world.settle()
    order = world.buyer.orders([LineWish(mug, 1, substitutable=True)])
    world.picker.ships_instead(order, mug, cup, 1)
    world.settle()
    world.buyer.returns_lines(order, [{**_row(order, 0, 1, "5.00"), "shipped_sku": cup}])
    world.receiver.inspects(order, sellable=1)
    world.settle()
    seen = world.order(order)
    assert _kept(world, order) == [("-2.00", "-0.40")]
    assert (str(seen.captured()), str(seen.refunded())) == ("2.40", "0")


@pytest.mark.scenario("S16", "shop-erp", needs=f"{NEEDS} catch_weight")
def test_no_more_is_kept_than_the_weight_was_billed_at(world: World) -> None:
    """A cheese of 1200 g weighs 1150 g and is billed at 13.80: of a fee of 14.40 only 13.80 is kept."""
    cheese = world.stocked(
        quantity=30, price="10.00", units=Packing({}, weight_g=1200, weight_tolerance_bp=500)
    )
    order = world.buyer.orders({cheese: 1})
    world.picker.weighs(order, cheese, 1, 1150)
    world.settle()
    world.buyer.returns_lines(order, [_row(order, 0, 1, "14.40")])
    world.receiver.inspects(order, sellable=1)
    world.settle()
    assert _kept(world, order) == [("-11.50", "-2.30")]
    assert [str(total) for total in world.order(order).credits()] == ["0.00"]


@pytest.mark.scenario("S15", *EVERYWHERE, needs=f"{NEEDS} currencies")
@pytest.mark.parametrize(("currency", "fee", "back"), [("JPY", "37", "964"), ("KWD", "0.111", "890.111")])
def test_a_fee_is_kept_in_the_coins_of_the_order(world: World, currency: str, fee: str, back: str) -> None:
    """1 of 3 at 1001 yen, or at 890.222 dinars, comes back: the fee is kept in whole coins."""
    price = {"JPY": "1001", "KWD": "890.222"}[currency]
    world.accountant.enters_rate(currency, {"JPY": "0.0075", "KWD": "2.2"}[currency])
    item = world.stocked(quantity=9, price="10.00")
    order = world.buyer.orders([LineWish(item, 3, Decimal(price))], currency=currency)
    world.picker.ships(order)
    world.settle()
    world.buyer.returns_lines(order, [_row(order, 0, 1, fee)])
    world.receiver.inspects(order, sellable=1)
    world.settle()
    assert str(world.order(order).refunded()) == back


@pytest.mark.scenario("S15", *EVERYWHERE, needs="currencies")
@pytest.mark.parametrize(("currency", "agreed", "back"), [("JPY", "333", "167"), ("KWD", "1.111", "0.556")])
def test_of_an_agreed_amount_the_share_is_given_back_in_coins(
    world: World, currency: str, agreed: str, back: str
) -> None:
    """333 yen, or 1.111 dinars, are agreed for 2 units and 1 arrives: 167 yen, or 0.556 dinars, go back."""
    world.accountant.enters_rate(currency, {"JPY": "0.0075", "KWD": "2.2"}[currency])
    item = world.stocked(quantity=9, price="10.00")
    order = world.buyer.orders([LineWish(item, 3, Decimal("1001"))], currency=currency)
    world.picker.ships(order)
    world.settle()
    row = {"line_id": order.lines[0].id, "quantity": 2, "reason": "opened", "agreed": agreed}
    world.buyer.returns_lines(order, [row])
    world.receiver.inspects(order, sellable=1, missing=1)
    world.settle()
    assert str(world.order(order).refunded()) == back
