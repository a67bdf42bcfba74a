"""I19: each rule of discounts fails when one thing is broken in a healthy life."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import ChargeWish, DiscountWish, LineWish
from ordergate.harness.judge.scope import declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule

PENNY = Decimal("0.01")


@pytest.fixture(scope="module")
def reduced() -> Iterator[Life]:
    """An order with discounts on a line, a kit and as a whole, shipped in two parts, one unit back."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug, tee = world.stocked("MUG-01", 100, price="2.55"), world.stocked("TEE-1", 50, price="10.00")
    box = world.kit({mug: 1, tee: 1}, price="11.00", sku="BOX-1")
    lines = [LineWish(mug, 10, discounts=[DiscountWish("TENTH", percent=10)]), LineWish(box, 2)]
    order = world.buyer.orders(lines, discounts=[DiscountWish("SPRING", amount=Decimal("5.00"))])
    world.picker.ships(order, {mug: 4})
    world.settle()
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {mug: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts())
    port.close()


def _first(document: Any, **changes: Any) -> Any:
    return replace(document, lines=(replace(document.lines[0], **changes), *document.lines[1:]))


def test_a_healthy_life_with_discounts_breaks_no_rule(reduced: Life) -> None:
    assert reduced.judged().findings == ()


def test_i19_lines_that_bear_less_than_the_order_was_given(reduced: Life) -> None:
    def more(order: Any) -> Any:
        given = order.discounts[0]
        return replace(order, discounts=(replace(given, amount=given.amount + PENNY),))

    finding = only_rule(reduced.judged(reduced.edited("marketplace", "orders", more)), "I19")
    assert finding.text.endswith("is 5.01, and its lines bear 5.00 of it")
    assert finding.money_at_risk == PENNY


def test_i19_components_that_bear_less_than_their_kit(reduced: Life) -> None:
    def less(order: Any) -> Any:
        kit = order.lines[1]
        parts = tuple(replace(part, discounts=()) for part in kit.components)
        return replace(order, lines=(order.lines[0], replace(kit, components=parts)))

    changes = reduced.edited("marketplace", "orders", less)
    texts = [finding.text for finding in reduced.judged(changes).findings if finding.rule == "I19"]
    assert any(text.endswith("has a discount of 2.45, its components bear 0.00") for text in texts)


@pytest.mark.parametrize(
    ("system", "field", "value", "told"),
    [
        ("oms", "discount", 0, "its discount is 0.00 in the oms, 5.61 is right"),
        ("oms", "header_discount", 306, "share of the order's discount is 3.06 in the oms, 2.55 is right"),
        ("erp", "header_discount", Decimal(0), "share of the order's discount is 0.00 in the erp, 2.12"),
    ],
)
def test_i19_a_line_whose_discount_got_lost(
    reduced: Life, system: str, field: str, value: Any, told: str
) -> None:
    changes = reduced.edited(system, "orders", lambda order: _first(order, **{field: value}))
    assert told in only_rule(reduced.judged(changes), "I19").text


@pytest.mark.parametrize("table", ["invoices", "credit_memos"])
def test_i19_a_paper_that_takes_off_something_else(reduced: Life, table: str) -> None:
    def less(paper: Any) -> Any:
        return _first(paper, discount=paper.lines[0].discount - PENNY)

    finding = only_rule(reduced.judged(reduced.edited("erp", table, less)), "I19")
    assert "of its discount of 4.67, the papers say" in finding.text


@pytest.mark.parametrize(
    ("system", "field"), [("marketplace", "total"), ("oms", "amount"), ("erp", "header_discount")]
)
def test_i19_a_share_that_moves_when_units_come_back(reduced: Life, system: str, field: str) -> None:
    def moves(order: Any) -> Any:
        step = 1 if system == "oms" else PENNY
        return _first(order, **{field: getattr(order.lines[0], field) + step})

    changes = reduced.last_edited(system, "orders", moves)
    findings = [finding for finding in reduced.judged(changes).findings if finding.rule == "I19"]
    assert any("was agreed at" in finding.text for finding in findings)


@pytest.fixture(scope="module")
def shared() -> Iterator[Life]:
    """Freight billed pro rata over the first half of an order, the other half is open."""
    changes: list[Change] = []
    layout = Layout(policies={"erp.freight_billing": "pro_rata"})
    port = InProcessWorld(Blueprint("shop-erp", 7, layout=layout), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 100, price="10.00")
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("20.00"), Decimal(0))
    order = world.buyer.orders([LineWish(mug, 10)], charges=[freight])
    world.picker.ships(order, {mug: 5})
    world.settle()
    systems = ("marketplace", "erp")
    yield Life(changes, order.id, order.id, port.accounts(), declared("shop-erp", layout), systems)
    port.close()


def test_i20_freight_that_is_billed_before_its_goods(shared: Life) -> None:
    assert shared.judged().findings == ()
    whole = dataclasses.replace(shared, declared=declared("shop-erp", Layout()))
    assert "freight POST of erp order" in only_rule(whole.judged(), "I20").text
    assert "is 20.00, and 10.00 is invoiced for it" in only_rule(whole.judged(), "I20").text
