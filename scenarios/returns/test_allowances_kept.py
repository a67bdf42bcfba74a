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
