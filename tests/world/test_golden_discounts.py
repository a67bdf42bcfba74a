"""Discounts that real systems got wrong, through all systems and the engine, with the bug of each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import pytest

from ordergate.harness.actors.orders import ChargeWish, DiscountWish, LineWish
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout


class Golden(NamedTuple):
    """Lines at prices with tax, less a discount; what becomes of some units, and what it comes to."""

    case: str
    bug: str
    lines: Sequence[tuple[str, int]]
    off: DiscountWish
    right: str
    wrong: str
    rate: str = "0"
    cut: int = 0
    back: int = 0


ROWS = (
    Golden("100 less 20, 10 % tax on what is left", "ecommerce_integrations#154", [("110.00", 1)],
           DiscountWish("D", Decimal("22.00")), "88.00", "90.00", rate="0.10"),
    Golden("3 x 100 less 10 %, 2 return", "sonata#177", [("100.00", 3)],
           DiscountWish("D", percent=10), "180.00", "200.00", back=2),
    Golden("150 and 60 less 20 %, the 150 returns", "PrestaShop#42502", [("150.00", 1), ("60.00", 1)],
           DiscountWish("D", percent=20), "120.00", "108.00", back=1),
    Golden("2 x 48 less 20 %, cut to 1", "BCApps#10462", [("48.00", 2)],
           DiscountWish("D", percent=20), "38.40", "28.80", cut=1),
)  # fmt: skip


@pytest.mark.parametrize("topology", ["shop-erp", "full"])
def test_freight_over_four_deliveries_is_billed_once_in_all(topology: str) -> None:
    """4 deliveries bear 5.00 of 20.00 each, not 4 x 20.00: split-order#9, magento2#26286."""
    layout = Layout(policies={"erp.freight_billing": "pro_rata"})
    world = World(InProcessWorld(Blueprint(topology, 7, layout=layout), reference_engine))
    try:
        item = world.stocked("MUG-01", 10, price="10.00")
        freight = ChargeWish("freight", "POST", "parcel service", Decimal("20.00"), Decimal(0))
        order = world.buyer.orders([LineWish(item, 4)], charges=[freight])
        for _ in range(4):
            world.picker.ships(order, {item: 1})
            world.settle()
        assert world.order(order).invoices() == [Decimal("17.00")] * 4
        assert world.judged().clean
    finally:
        world.port.close()


@pytest.mark.parametrize("topology", ["shop-erp", "full"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.bug)
def test_what_a_real_system_got_wrong_is_right_everywhere(row: Golden, topology: str) -> None:
    world = World(InProcessWorld(Blueprint(topology, 7), reference_engine))
    try:
        items = [world.stocked(f"MUG-0{no}", 10, price="1.00") for no, _ in enumerate(row.lines)]
        wishes = [
            LineWish(item, quantity, unit_price=Decimal(price), tax_rate=Decimal(row.rate))
            for item, (price, quantity) in zip(items, row.lines, strict=True)
        ]
        order = world.buyer.orders(wishes, discounts=[row.off])
        if row.cut:
            world.buyer.cancels(order, {items[0]: row.cut})
            world.settle()
        world.picker.ships(order)
        world.settle()
        if row.back:
            world.buyer.returns(order, {items[0]: row.back})
            world.receiver.inspects(order, sellable=row.back)
            world.settle()
        seen = world.order(order)
        told = [seen.refunded(), sum(seen.credits())] if row.back else [seen.captured(), *seen.invoices()]
        assert told == [Decimal(row.right), Decimal(row.right)]
        assert row.right != row.wrong
        assert world.judged().clean
    finally:
        world.port.close()
