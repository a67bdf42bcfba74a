"""What an order waited for stands in its ledger, with who let it go."""

from __future__ import annotations

from contextlib import closing
from decimal import Decimal

from ordergate.harness.actors.orders import LineWish, Quote
from ordergate.harness.trail.follow import money_of_orders
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.harness.world.world import World
from ordergate.simulators.kernel.settings import Layout

AUTHORITY = Layout(policies={"erp.price_approval": "authority"})


def test_a_hold_is_told_when_it_was_placed_and_when_somebody_released_it() -> None:
    with closing(InProcessWorld(Blueprint("full", 5, layout=AUTHORITY), reference_engine)) as port:
        world = World(port)
        item = world.stocked(quantity=20, price="10.00")
        world.approver.authorises("sales desk", off_list_percent=10)
        world.approver.authorises("head of sales", off_list_percent=30)
        quote = Quote("Q-1", "sales desk", "", "volume")
        order = world.buyer.orders([LineWish(item, 5, unit_price=Decimal("9.60"), quote=quote)])
        world.settle()
        [waiting] = money_of_orders(world.books)
        world.approver.releases(order, by="head of sales", reason="long-standing customer")
        world.settle()
        [money] = money_of_orders(world.books)
    assert waiting.agreed[0].explained == "quote Q-1 by sales desk: volume; approval pending in the erp"
    assert waiting.steps[-1].text.startswith("on hold for price: line 10 at 8.0000")
    released = next(step for step in money.steps if step.text.startswith("hold for price released"))
    assert released.text == "hold for price released by head of sales: long-standing customer"
    assert released.at_us > waiting.steps[-1].at_us
    assert money.agreed[0].explained.endswith("granted in the erp by head of sales on 2026-01-02")
