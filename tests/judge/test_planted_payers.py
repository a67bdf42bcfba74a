"""Who pays: each rule fails when one thing is wrong in a healthy life of a parent and its site."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import LineWish, Quote
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule


@pytest.fixture(scope="module")
def family() -> Iterator[Life]:
    """A site orders at its parent's price, and sends one unit back; a stranger has a quote too."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 60, price="10.00")
    site = world.another_buyer()
    site.is_paid_for_by(world.buyer)
    quote = Quote("Q-1", seller="s", approver="a", reason="r")
    world.merchandiser.agrees(quote, world.buyer.id, {mug: Decimal("8.00")})
    world.merchandiser.agrees(
        Quote("Q-2", seller="s", approver="a", reason="r"), "M9", {mug: Decimal("8.00")}
    )
    order = site.orders([LineWish(mug, 5, unit_price=Decimal("9.60"), quote=quote)])
    world.picker.ships(order)
    world.settle()
    site.returns(order, {mug: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts())
    port.close()


def test_a_healthy_life_of_a_parent_and_its_site_breaks_no_rule(family: Life) -> None:
    assert family.judged().findings == ()


@pytest.mark.parametrize("table", ["orders", "invoices", "credit_memos", "payments"])
def test_i03_a_document_that_is_the_sites_instead_of_the_payers(family: Life, table: str) -> None:
    broken = family.judged(family.edited("erp", table, lambda document: replace(document, payer="")))
    assert f"the payer of {table[:-1].replace('_', ' ')}" in broken.findings[0].text
    assert {one.rule for one in broken.findings} <= {"I03", "I21"}


def test_i04_a_site_whose_payer_never_reached_the_erp(family: Life) -> None:
    changes = family.edited(
        "erp", "customers", lambda customer: replace(customer, payer=""), only=lambda one: one.payer
    )
    assert "is paid for by itself in the erp" in only_rule(family.judged(changes), "I04").text


def test_i16_a_price_by_an_agreement_of_somebody_else(family: Life) -> None:
    changes = family.edited("erp", "agreements", lambda agreed: replace(agreed, customer_ref="M9"))
    assert "which was granted to M9" in only_rule(family.judged(changes), "I16").text


def test_i16_a_price_of_the_parent_that_no_agreement_explains(family: Life) -> None:
    changes = family.edited("erp", "orders", lambda o: replace(o, lines=(replace(o.lines[0], agreement=""),)))
    assert "names no agreement" in only_rule(family.judged(changes), "I16").text


def test_i21_an_open_item_that_stands_with_the_site(family: Life) -> None:
    site = family.last("erp", "orders").after.customer
    changes = family.edited(
        "erp", "ledger", lambda entry: replace(entry, customer=site),
        only=lambda entry: entry.text.startswith("invoice"),
    )  # fmt: skip
    texts = [finding.text for finding in family.judged(changes).findings if finding.rule == "I21"]
    assert len(texts) == 2
    assert f"customer {site} has to pay 0.00 by its documents, and the ledger says 48.00" in texts
