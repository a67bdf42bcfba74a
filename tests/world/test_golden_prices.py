"""Prices that real systems got wrong go through all systems and the engine: offered, ordered, billed."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest

from ordergate.harness.actors.pricing import PriceWish
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine


class Golden(NamedTuple):
    """So many of an item at a list price; right and wrong are what is billed without tax."""

    case: str
    listed: str
    rules: tuple[tuple[str, str, str, int], ...]
    ordered: int
    cancelled: int
    right: str
    wrong: str
    bug: str


ROWS = (
    Golden("a catalogue 5 % off against a break in the contract", "100.00",
           (("group", "", "TRADE", 1), ("contract", "50.00", "site", 24)),
           24, 0, "1200.00", "2280.00", "spree#14661"),
    Golden("an agreement of one's own that is dearer than the parent's", "100.00",
           (("parent", "50.00", "parent", 1), ("contract", "60.00", "site", 1)),
           10, 0, "600.00", "500.00", "spree#14661"),
    Golden("a contract of the parent company, not the list", "10.00",
           (("parent", "7.00", "parent", 1),), 3, 0, "21.00", "30.00", "sale-workflow#4381"),
    Golden("a negotiated price that is not the list's", "10.00",
           (("contract", "8.00", "site", 1),), 3, 0, "24.00", "30.00", "v2#1389"),
    Golden("units cancelled after a tier was reached", "10.00",
           (("tier", "9.00", "", 10),), 12, 5, "63.00", "70.00", "vendure#3885"),
    Golden("a price on its last day", "10.00",
           (("promotion", "8.00", "today", 1),), 2, 0, "16.00", "20.00", "dynamics365smb-docs#921"),
)  # fmt: skip


def wish(world: World, item: str, rule: tuple[str, str, str, int], accounts: dict[str, str]) -> PriceWish:
    kind, price, whose, least = rule
    return PriceWish(
        kind, item, price or None, 0 if price else 500, least, accounts.get(whose, ""),
        whose if kind == "group" else "", ends=world.day() if whose == "today" else "",
    )  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row.case for row in ROWS])
def test_what_a_real_system_got_wrong_is_offered_and_billed_right(row: Golden) -> None:
    world = World(InProcessWorld(Blueprint("full", 7), reference_engine))
    try:
        site = world.another_buyer()
        site.is_paid_for_by(world.buyer)
        item = world.stocked("MUG-01", 100, price=row.listed)
        world.merchandiser.puts_in_group(site.id, "TRADE")
        accounts = {"site": site.id, "parent": world.buyer.id}
        world.merchandiser.prices(*[wish(world, item, rule, accounts) for rule in row.rules])
        world.settle()
        offered = site.is_offered(item, row.ordered)
        order = site.orders({item: row.ordered})
        world.settle()
        if row.cancelled:
            site.cancels(order, {item: row.cancelled})
            world.settle()
        world.picker.ships(order)
        world.settle()
        [invoice] = world.order(order).documents("erp", "invoices")
        assert str(invoice.net) == row.right != row.wrong, row.bug
        assert offered * (row.ordered - row.cancelled) == Decimal(row.right) * Decimal("1.2")
        assert world.judged().clean
    finally:
        world.port.close()
