"""Rules about tolerances are broken, and named, when one thing is wrong with a surplus or a closed rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import Packing
from ordergate.harness.findings import Finding
from ordergate.harness.judge.scope import Declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, rules


def lived(policies: dict[str, str]) -> Life:
    """104 of 100 and 98 of 100 shipped, at +5 % and -2 %; one of the 104 came back."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7, layout=Layout(policies=policies)), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    nail = world.stocked("NAIL", 500, price="0.4175", units=Packing({}, over_bp=500, under_bp=200))
    more, less = world.buyer.orders({nail: 100}), world.buyer.orders({nail: 100})
    world.picker.ships_beyond(more, nail, 104)
    world.picker.ships(less, {nail: 98})
    world.settle()
    world.buyer.returns(more, {nail: 1})
    world.receiver.inspects(more, sellable=1)
    world.settle()
    accounts = port.accounts()
    port.close()
    return Life(changes, more.id, less.id, accounts, Declared(("MAIN",), policies=policies))


@pytest.fixture(scope="module")
def tolerant() -> Iterator[Life]:
    yield lived({})


@pytest.fixture(scope="module")
def generous() -> Iterator[Life]:
    yield lived({"erp.over_delivery": "free"})


def first_line(**changed: Any) -> Callable[[Any], Any]:
    def edit(document: Any) -> Any:
        return replace(document, lines=(replace(document.lines[0], **changed), *document.lines[1:]))

    return edit


def finding(life: Life, changes: list[Change], rule: str, about: str) -> Finding:
    found = life.judged(changes).findings
    hits = [one for one in found if one.rule == rule and about in one.text]
    assert hits, "\n".join(f"{one.rule}: {one.text}" for one in found)
    return hits[0]


def test_a_life_with_tolerances_breaks_no_rule(tolerant: Life) -> None:
    assert tolerant.judged().findings == ()


def test_a_life_with_a_free_surplus_breaks_no_rule(generous: Life) -> None:
    assert generous.judged().findings == ()


def test_more_than_is_tolerated_is_named(tolerant: Life) -> None:
    def less(document: Any) -> Any:
        return replace(document, lines=(replace(document.lines[0], over_bp=300),))

    changes = tolerant.edited("marketplace", "orders", less, only=lambda order: order.id == tolerant.order)
    assert "ordered 100, but shipped 104" in finding(tolerant, changes, "I06", "ordered 100").text
    assert "shipped by wms 104" in finding(tolerant, changes, "I07", "shipped by").text
    assert "tolerates 3 units more and 2 less" in finding(tolerant, changes, "I07", "the oms carries").text


def test_a_surplus_on_a_line_with_cancelled_units_is_named(tolerant: Life) -> None:
    def cancelled(order: Any) -> Any:
        return replace(order, lines=(replace(order.lines[0], cancelled=1),))

    changes = tolerant.edited("erp", "orders", cancelled, only=lambda order: order.lines[0].delivered == 104)
    assert "delivered 104, cancelled 1" in finding(tolerant, changes, "I06", "ordered 100").text


@pytest.mark.parametrize(("system", "table"), [("oms", "orders"), ("erp", "orders"), ("wms", "outbounds")])
def test_a_tolerance_that_was_lost_on_the_way_is_named(tolerant: Life, system: str, table: str) -> None:
    changes = tolerant.edited(system, table, first_line(under_units=0))
    assert f"the {system} carries 5 and 0" in finding(tolerant, changes, "I07", "tolerates").text


def test_a_listing_with_another_tolerance_than_the_item_is_named(tolerant: Life) -> None:
    def other(listing: Any) -> Any:
        return replace(listing, terms=replace(listing.terms, over_bp=0))

    changes = tolerant.edited("marketplace", "listings", other)
    assert "0 basis points above and 200 below" in finding(tolerant, changes, "I10", "NAIL").text


def test_a_line_closed_below_its_tolerance_is_named(tolerant: Life) -> None:
    changes = tolerant.edited(
        "marketplace", "orders", first_line(under_bp=100), only=lambda order: order.id == tolerant.waiting
    )
    assert "98 of 100 shipped, and it tolerates 1 less" in finding(tolerant, changes, "I07", "closed").text


def test_a_line_closed_against_the_policy_is_named(tolerant: Life) -> None:
    kept_open = Declared(("MAIN",), policies={"wms.under_delivery": "keep_open"})
    life = Life(tolerant.changes, tolerant.order, tolerant.waiting, tolerant.accounts, kept_open)
    assert "wms.under_delivery is keep_open" in finding(life, life.changes, "I07", "closed short").text


def test_a_rest_that_is_closed_in_three_systems_of_four_is_named(tolerant: Life) -> None:
    def still_open(order: Any) -> Any:
        if not order.lines[0].closed:
            return order
        line = replace(order.lines[0], closed=0, cancelled=0)
        return replace(order, lines=(line,), state="partially_delivered")

    changes = tolerant.edited("erp", "orders", still_open)
    assert "marketplace 2, oms 2, erp 0, wms 2" in finding(tolerant, changes, "I07", "closed short").text
    assert "marketplace 2, oms 2, erp 0" in finding(tolerant, changes, "I06", "cancelled units differ").text


def test_money_that_is_held_for_no_tolerance_is_named(tolerant: Life) -> None:
    def more(payment: Any) -> Any:
        return replace(payment, authorised=payment.authorised + Decimal("1.00"))

    changes = tolerant.edited("marketplace", "payments", more)
    assert "authorised 51.10" in finding(tolerant, changes, "I18", "the total").text
    assert "1.00 of its payment is still held" in finding(tolerant, changes, "I21", "still held").text


def test_a_surplus_that_was_billed_although_it_is_free_is_named(generous: Life, tolerant: Life) -> None:
    billed = Life(
        tolerant.changes, tolerant.order, tolerant.waiting, tolerant.accounts, generous.declared
    )  # fmt: skip
    found = finding(billed, billed.changes, "I20", "delivered goods are worth 50.10 and 52.10 is invoiced")
    assert found.money_at_risk == Decimal("2.00")


def test_a_credit_for_a_unit_that_was_free_is_named(generous: Life) -> None:
    def paid(memo: Any) -> Any:
        return replace(memo, lines=(replace(memo.lines[0], net=Decimal("0.42"), tax=Decimal("0.08")),))

    changes = generous.edited("erp", "credit_memos", paid)
    assert "are worth 0.00 and 0.50 is credited" in finding(generous, changes, "I20", "credited").text


def test_a_surplus_that_was_not_billed_is_named(tolerant: Life) -> None:
    def ordered(invoice: Any) -> Any:
        if invoice.lines[0].quantity != 104:
            return invoice
        return replace(invoice, lines=(replace(invoice.lines[0], quantity=100),))

    changes = tolerant.edited("erp", "invoices", ordered)
    assert "delivered 104, invoiced 100" in finding(tolerant, changes, "I08", "invoiced 100").text
    assert "I08" in rules(tolerant.judged(changes))
