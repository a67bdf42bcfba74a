"""Buyers who have names of their own for units: BX12 is what the ERP calls a case."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import LineWish, Packing
from ordergate.harness.world import World


@pytest.mark.scenario("S22", "shop-erp", "shop-erp-wms", "full", needs="partner_units")
def test_every_document_says_the_quantity_in_the_buyers_own_unit(world: World) -> None:
    """5 BX12 of an item sold by the each, 57 EA ship: order, invoice, ASN and copy say 19/4 BX12, exactly."""
    packing = Packing({"CS": 12, "PL": 480}, partner_units={"BX12": "CS", "OUTER": "PL"})
    mug = world.stocked(quantity=600, price="2.00", units=packing)
    order = world.buyer.orders([LineWish(mug, 5, unit="BX12")])
    world.picker.ships(order, {mug: 57})
    world.settle()
    seen = world.order(order)
    line = seen.documents("erp", "orders")[0].lines[0]
    assert (line.quantity, line.partner_quantity, line.partner_unit) == (60, "5", "BX12")
    told = [
        seen.documents("erp", "invoices"),
        *(seen.documents("marketplace", x) for x in ("shipments", "invoices")),
    ]
    assert [one.lines[0].partner_quantity for [one] in told] == ["19/4"] * 3
    assert seen.invoices() == [Decimal("136.80")]
    world.picker.ships(order, {mug: 3})
    world.settle()
    assert [one.lines[0].partner_quantity for one in world.order(order).documents("erp", "invoices")] == [
        "19/4", "1/4",
    ]  # fmt: skip


@pytest.mark.scenario("S22", "shop-erp", "full", needs="partner_units")
def test_a_unit_that_nobody_knows_is_refused_when_ordering(world: World) -> None:
    """Master data knows BX12 and HALF: OUTER is refused by name, 3 HALF are no whole case, 2 are one."""
    packing = Packing({"CS": 12, "HC": 6}, "CS", partner_units={"BX12": "CS", "HALF": "HC"})
    mug = world.stocked(quantity=60, price="24.00", units=packing)
    assert "is not sold by the OUTER; it is by: CS, BX12, HALF" in world.buyer.is_refused(
        [LineWish(mug, 1, unit="OUTER")]
    )
    assert "3 HALF" in world.buyer.is_refused([LineWish(mug, 3, unit="HALF")])
    order = world.buyer.orders([LineWish(mug, 2, unit="HALF")])
    world.picker.ships(order, {mug: 12})
    world.settle()
    line = world.order(order).documents("erp", "orders")[0].lines[0]
    assert (line.stated, line.unit, line.partner_quantity, line.partner_unit) == (1, "CS", "2", "HALF")
    assert world.order(order).invoices() == [Decimal("28.80")]
