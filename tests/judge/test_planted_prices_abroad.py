"""I17 fails when a price of another currency is offered, or one with tax where prices are without."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.pricing import PriceWish
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule

GERMANY = {
    "name": "Hansen KG", "line": "Am Kai 4", "city": "Bremen", "postcode": "28195", "country": "Germany",
}  # fmt: skip


@pytest.fixture(scope="module")
def abroad() -> Iterator[Life]:
    """A promotion in euros; 10 are ordered in a store that sells in euros without tax."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    world.accountant.enters_rate("EUR", "0.85")
    world.seller.opens_store("eu", {"Germany": ("0.19", "0.19")}, currency="EUR", tax_mode="exclusive")
    world.stocked("MUG-01", 100, price="10.00")
    world.merchandiser.prices(PriceWish("promotion", "MUG-01", "9.00", currency="EUR"))
    world.settle()
    order = world.buyer.orders({"MUG-01": 10}, store="eu", ship_to=GERMANY)
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts(), systems=("marketplace", "erp"))
    port.close()


def charged(life: Life, price: str) -> list[Change]:
    def at(order: Any) -> Any:
        lines = tuple(replace(line, unit_price=Decimal(price)) for line in order.lines)
        return replace(order, lines=lines)

    return life.edited("marketplace", "orders", at)


def published(life: Life, **edits: Any) -> list[Change]:
    def edit(held: Any) -> Any:
        return replace(held, entries=tuple(replace(entry, **edits) for entry in held.entries))

    return life.edited("marketplace", "prices", edit)


def test_a_healthy_life_breaks_no_rule(abroad: Life) -> None:
    assert abroad.judged().findings == ()


@pytest.mark.parametrize("price", ["10.00", "10.80"])
def test_i17_the_list_price_or_the_price_with_tax_is_charged(abroad: Life, price: str) -> None:
    found = only_rule(abroad.judged(charged(abroad, price)), "I17", also="I16")
    assert f"were offered at {price}; the erp's rules make that 9.00 (promotion)" in found.text


def test_i17_a_price_is_charged_that_no_rule_makes_in_that_currency(abroad: Life) -> None:
    changes = abroad.edited("erp", "price_rules", lambda rule: replace(rule, currency="GBP"))
    texts = [finding.text for finding in abroad.judged(changes).findings]
    assert any("at 9.00 EUR; the erp makes no price in EUR without tax" in text for text in texts)


def test_i17_a_price_in_euros_that_is_published_as_one_in_pounds(abroad: Life) -> None:
    texts = [one.text for one in abroad.judged(published(abroad, currency="GBP")).findings]
    assert any("never reached the shop" in text for text in texts)
    assert any("no rule of the erp says so" in text for text in texts)


def test_i17_a_price_without_tax_that_is_wrong_is_named_and_one_that_is_not_told_is_not(abroad: Life) -> None:
    wrong = only_rule(abroad.judged(published(abroad, net=Decimal("10.80"))), "I17")
    assert "never reached the shop" in wrong.text or "no rule of the erp says so" in wrong.text
    assert abroad.judged(published(abroad, net=None)).findings == ()
