"""Money that real systems got wrong goes through all systems and the engine, and comes out right."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.actors.orders import LineWish
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine


class Golden(NamedTuple):
    """Lines as (quantity, unit price, total, tax rate), net and tax billed, and what the bug gave."""

    case: str
    currency: str
    lines: tuple[tuple[int, str, str, str], ...]
    net: str
    tax: str
    wrong: str
    bug: str


ROWS = (
    Golden(
        "two lines with 21 % in them", "EUR", ((1, "15.00", "15.00", "0.21"), (1, "15.00", "15.00", "0.21")),
        "24.80", "5.20", "24.79", "l10n-spain#5059",
    ),
    Golden(
        "an amount without places", "ISK", ((1, "123", "123", "0.24"),), "99", "24", "1230",
        "datashift_spree#60",
    ),
    Golden(
        "1,000 units at an unrounded price", "EUR", ((1000, "4.8699", "4869.91", "0.20"),),
        "4058.26", "811.65", "4870.00", "PrestaShop#36369",
    ),
    Golden("100 less 20, taxed by 10 %", "EUR", ((1, "88.00", "88.00", "0.10"),), "80.00", "8.00", "90.00",
           "ecommerce_integrations#154"),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.case)
@pytest.mark.parametrize("topology", ["shop-erp", "full"])
def test_what_a_real_system_got_wrong_is_right_on_every_document(row: Golden, topology: str) -> None:
    world = World(InProcessWorld(Blueprint(topology, 7), reference_engine))
    try:
        world.accountant.enters_rate(row.currency, "0.8512")
        item = world.stocked("MUG-01", 2000)
        wishes = [LineWish(item, n, Decimal(p), Decimal(t), Decimal(rate)) for n, p, t, rate in row.lines]
        order = world.buyer.orders(wishes, currency=row.currency)
        world.picker.ships(order)
        world.settle()
        seen = world.order(order)
        told = [*seen.documents("erp", "invoices"), *seen.documents("marketplace", "invoices")]
        assert [(str(one.net), str(one.tax)) for one in told] == [(row.net, row.tax)] * 2
        assert seen.captured() == Decimal(row.net) + Decimal(row.tax)
        assert row.wrong not in (row.net, str(seen.captured())), row.bug
        assert world.judged().clean
    finally:
        world.port.close()


def test_a_price_with_a_comma_is_refused_and_not_read_as_420() -> None:
    """OFN#10461 made 420 of 4,20."""
    world = World(InProcessWorld(Blueprint("shop-erp", 7), reference_engine))
    try:
        item = world.stocked("MUG-01", 10)
        line = {"sku": item, "quantity": 1, "tax_rate": "0.20", "unit_price": "4,20"}
        body = {"buyer_id": world.buyer.registers(), "lines": [line], "currency": "EUR"}
        with pytest.raises(RefusedByWorld) as refusal:
            world.port.call("marketplace", "POST", "/_world/orders", body, who="buyer")
        assert refusal.value.problem["field"] == "lines[0].unit_price"
    finally:
        world.port.close()
