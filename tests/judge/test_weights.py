"""Rules about catch weight are broken, and named, when one weight or amount is wrong in a healthy life."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import Packing
from ordergate.harness.findings import Finding
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life


@pytest.fixture(scope="module")
def weighed() -> Iterator[Life]:
    """10 wheels of 1.2 kg by name ship as 4.733 and 7.137 kg, and one comes back."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    packing = Packing({}, weight_g=1200, weight_tolerance_bp=500)
    cheese = world.stocked("CHEESE", 30, price="12.95", units=packing)
    order = world.buyer.orders({cheese: 10})
    world.picker.weighs(order, cheese, 4, 4733)
    world.settle()
    world.picker.weighs(order, cheese, 6, 7137)
    world.settle()
    world.buyer.returns(order, {cheese: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts())
    port.close()


def first_line(**changed: Any) -> Callable[[Any], Any]:
    def edit(document: Any) -> Any:
        return replace(document, lines=(replace(document.lines[0], **changed), *document.lines[1:]))

    return edit


def finding(life: Life, changes: list[Change], rule: str, about: str) -> Finding:
    found = life.judged(changes).findings
    hits = [one for one in found if one.rule == rule and about in one.text]
    assert hits, "\n".join(f"{one.rule}: {one.text}" for one in found)
    return hits[0]


def test_a_healthy_life_by_weight_breaks_no_rule(weighed: Life) -> None:
    assert weighed.judged().findings == ()


@pytest.mark.parametrize(
    ("system", "table"), [("oms", "shipments"), ("erp", "deliveries"), ("marketplace", "shipments")]
)
def test_a_weight_that_was_lost_on_the_way_is_named(weighed: Life, system: str, table: str) -> None:
    heavy = weighed.edited(
        system, table, first_line(weight_g=4800), only=lambda one: one.lines[0].quantity == 4
    )
    found = finding(weighed, heavy, "I10", "on the scales")
    assert f"{system} 11937 g" in found.text
    assert "wms 11870 g" in found.text
    assert found.systems == (system,)


@pytest.mark.parametrize(("system", "table"), [("oms", "orders"), ("erp", "orders"), ("wms", "outbounds")])
def test_another_nominal_weight_is_named(weighed: Life, system: str, table: str) -> None:
    changes = weighed.edited(system, table, first_line(weight_g=1250))
    assert f"{system} 1250 g" in finding(weighed, changes, "I10", "by name").text


def test_more_than_scales_may_say_is_named(weighed: Life) -> None:
    def strict(order: Any) -> Any:
        return replace(order, lines=(replace(order.lines[0], weight_tolerance_bp=100),))

    changes = weighed.edited("marketplace", "orders", strict)
    assert (
        "10 units weigh 11870 g, by name 12000 g and at most 120 g"
        in finding(weighed, changes, "I10", "at most 120 g").text
    )


def test_an_invoice_by_the_nominal_weight_is_named(weighed: Life) -> None:
    nominal = first_line(price_quantity="24/5", net=Decimal("62.16"), tax=Decimal("12.43"))
    changes = weighed.edited("erp", "invoices", nominal, only=lambda one: one.lines[0].quantity == 4)
    assert (
        "bills 24/5 KG; what was delivered weighs 4733/1000 KG"
        in finding(weighed, changes, "I10", "bills").text
    )
    found = finding(weighed, changes, "I20", "are worth 184.46 and 185.50 is invoiced")
    assert found.money_at_risk is not None and found.money_at_risk >= Decimal("1.04")


def test_a_credit_by_the_nominal_weight_is_named(weighed: Life) -> None:
    changes = weighed.edited("erp", "credit_memos", first_line(net=Decimal("15.54"), tax=Decimal("3.11")))
    assert (
        "are worth 18.44 on average and 18.65 is credited"
        in finding(weighed, changes, "I20", "credited").text
    )


def test_money_that_is_held_for_no_weight_is_named(weighed: Life) -> None:
    def nominal(payment: Any) -> Any:
        return replace(payment, authorised=Decimal("186.48"), voids=())

    changes = weighed.edited("marketplace", "payments", nominal)
    assert "authorised 177.16" in finding(weighed, changes, "I18", "the total").text


def test_a_listing_of_another_weight_is_named(weighed: Life) -> None:
    def other(listing: Any) -> Any:
        return replace(listing, terms=replace(listing.terms, weight_g=1000))

    changes = weighed.edited("marketplace", "listings", other)
    assert "at 1000 g and 500 more or less" in finding(weighed, changes, "I10", "CHEESE may be").text
