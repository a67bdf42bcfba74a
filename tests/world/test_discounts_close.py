"""Whatever is ordered, taken off, split, cancelled and returned: shares close, and so does the money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordergate.harness.actors.orders import ChargeWish, DiscountWish, LineWish, PlacedOrder, TenderWish
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout

PENNIES = st.integers(1, 5_000).map(lambda pennies: Decimal(pennies).scaleb(-2))


class Line(NamedTuple):
    """Units at a price less a percentage; how many ship first, are cancelled then, and come back."""

    quantity: int
    price: Decimal
    percent: int
    first: int
    cancelled: int
    back: int


LINES = st.lists(
    st.builds(Line, st.integers(1, 9), PENNIES, st.integers(0, 100), *[st.integers(0, 9)] * 3),
    min_size=1, max_size=3,
)  # fmt: skip


@pytest.mark.parametrize("freight", ["first_invoice", "pro_rata"])
@settings(max_examples=20, deadline=None)
@given(lines=LINES, percent=st.integers(0, 100), paid_beside=st.integers(0, 100), postage=PENNIES)
def test_the_money_of_an_order_closes(
    freight: str, lines: Sequence[Line], percent: int, paid_beside: int, postage: Decimal
) -> None:
    order_of_refunds = "gift_card_first" if percent % 2 else "card_first"
    policies = {"erp.freight_billing": freight, "marketplace.refund_order": order_of_refunds}
    layout = Layout(policies=policies)
    world = World(InProcessWorld(Blueprint("shop-erp", 7, layout=layout), reference_engine))
    try:
        order = _placed(world, lines, percent, paid_beside, postage)
        _lived(world, order, lines)
        seen = world.order(order)
        assert world.judged().findings == ()
        assert Decimal(0) <= seen.refunded() <= seen.captured()
        assert seen.captured() + seen.voided() == seen.total()
    finally:
        world.port.close()


def _placed(
    world: World, lines: Sequence[Line], percent: int, paid_beside: int, postage: Decimal
) -> PlacedOrder:
    items = [world.stocked(f"MUG-0{no}", 20, price="1.00") for no, _ in enumerate(lines)]
    wishes = [
        LineWish(
            item, one.quantity, unit_price=one.price, discounts=[DiscountWish("OWN", percent=one.percent)]
        )
        for item, one in zip(items, lines, strict=True)
    ]
    # What the tender may pay is the freight, which no discount takes away.
    amount = (postage * paid_beside / 100).quantize(Decimal("0.01"))
    tenders = [TenderWish("gift_card", "GC-1", amount)] if amount else []
    charge = ChargeWish("freight", "POST", "parcel service", postage)
    return world.buyer.orders(
        wishes, charges=[charge], discounts=[DiscountWish("ALL", percent=percent)], tenders=tenders
    )


def _lived(world: World, order: PlacedOrder, lines: Sequence[Line]) -> None:
    """Some ship, some of the others are cancelled, the rest ships, and some of what shipped comes back."""
    items = [line.sku for line in order.lines]
    first = {item: min(x.first, x.quantity) for item, x in zip(items, lines, strict=True)}
    left = {item: x.quantity - first[item] for item, x in zip(items, lines, strict=True)}
    gone = {item: min(x.cancelled, left[item]) for item, x in zip(items, lines, strict=True)}
    rest = {item: left[item] - gone[item] for item in items}
    back = {item: min(x.back, first[item] + rest[item]) for item, x in zip(items, lines, strict=True)}
    for act, units in ((world.picker.ships, first), (world.buyer.cancels, gone), (world.picker.ships, rest)):
        wanted = {item: count for item, count in units.items() if count}
        if wanted:
            act(order, wanted)
            world.settle()
    returned = {item: count for item, count in back.items() if count}
    if returned:
        world.buyer.returns(order, returned)
        world.receiver.inspects(order, sellable=sum(returned.values()))
        world.settle()
