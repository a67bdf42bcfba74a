"""The golden numbers of units go through all systems and the engine: ordered, shipped, billed, told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ordergate.harness.actors.orders import LineWish, Packing
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from tests.golden_units import IN_BASE, IN_UNITS, Golden

ROWS = [
    *(pytest.param(row, row.right, Fraction(row.quantity), id=row.case) for row in IN_BASE),
    *(pytest.param(row, Fraction(row.quantity), row.right, id=row.case) for row in IN_UNITS),
]
"""Each with the base units that ship, and the units that they are."""


@pytest.mark.parametrize(("row", "base", "quantity"), ROWS)
def test_what_a_real_system_got_wrong_is_right_on_every_document(
    row: Golden, base: Fraction, quantity: Fraction
) -> None:
    world = World(InProcessWorld(Blueprint("full", 7), reference_engine))
    try:
        packing = Packing({"CS": row.size}, partner_units={"BX": "CS"})
        item = world.stocked("MUG-01", 500, price="2.00", units=packing)
        order = world.buyer.orders([LineWish(item, -(-base.numerator // row.size.numerator), unit="BX")])
        world.picker.ships(order, {item: base.numerator})
        world.settle()
        seen = world.order(order)
        kinds = (("erp", "invoices"), ("marketplace", "shipments"), ("marketplace", "invoices"))
        told = [seen.documents(*kind)[0].lines[0] for kind in kinds]
        assert [(one.quantity, Fraction(one.partner_quantity)) for one in told] == [(base, quantity)] * 3
        assert str(quantity) != row.wrong, row.bug
        assert world.stock(item).published() == 500 - order.lines[0].quantity
        assert world.judged().clean
    finally:
        world.port.close()
