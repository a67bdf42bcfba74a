"""An allowance stays with the buyer when goods come back: no more goes back than was paid."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish
from ordergate.harness.world import World

ALLOWANCE = ChargeWish("charge", "WELCOME", "welcome allowance", Decimal("-20.00"))


@pytest.mark.scenario("S15", "shop-erp", "shop-erp-wms", "full")
def test_an_allowance_is_kept_when_most_units_come_back(world: World) -> None:
    """60.00 less 20.00 is paid, 4 of 5 come back: 48.00 is credited, the 40.00 that were paid go back."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 5)], charges=[ALLOWANCE])
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 4})
    world.receiver.inspects(order, sellable=4)
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.credits()] == ["48.00"]
    assert (str(seen.captured()), str(seen.refunded())) == ("40.00", "40.00")


@pytest.mark.scenario("S15", "shop-erp", "shop-erp-wms", "full", needs="allowances")
def test_an_allowance_above_the_first_goods_lowers_what_is_taken_next(world: World) -> None:
    """60.00 less 20.00, 1 then 4 ship: the first invoice is -8.00, of the next 40.00 is taken."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 5)], charges=[ALLOWANCE])
    for units, captured in ((1, "0"), (4, "40.00")):
        world.picker.ships(order, {item: units})
        world.settle()
        assert str(world.order(order).captured()) == captured
    assert [str(total) for total in world.order(order).invoices()] == ["-8.00", "48.00"]


@pytest.mark.scenario("S08", "shop-erp", "shop-erp-wms", "full", needs="allowances")
def test_what_an_allowance_is_above_the_last_goods_stays_on_the_account(world: World) -> None:
    """60.00 less 20.00, 4 of 5 are cancelled, 1 ships: nothing is taken, and 8.00 stays as a credit."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 5)], charges=[ALLOWANCE])
    world.settle()
    world.buyer.cancels(order, {item: 4})
    world.settle()
    world.picker.ships(order, {item: 1})
    world.settle()
    seen = world.order(order)
    assert ([str(total) for total in seen.invoices()], str(seen.captured())) == (["-8.00"], "0")
    assert str(seen.voided()) == "40.00"


@pytest.mark.scenario("S08", "shop-erp", "shop-erp-wms", "full", needs="allowances")
def test_no_more_is_released_than_was_authorised_beside_an_allowance(world: World) -> None:
    """60.00 less 20.00, 3 then 2 of 5 are cancelled: 36.00 and the 4.00 that are left are voided."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 5)], charges=[ALLOWANCE])
    world.settle()
    for units, voided in ((3, "36.00"), (2, "40.00")):
        world.buyer.cancels(order, {item: units})
        world.settle()
        assert str(world.order(order).voided()) == voided
