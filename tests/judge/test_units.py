"""I10 is broken, and named, when one quantity, unit or amount is wrong in a healthy life in cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.findings import Finding
from ordergate.harness.judge.rules.units import sale_price_e4
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.marketplace.model import Terms

from .breaking import Life, rules


@pytest.fixture(scope="module")
def cases() -> Iterator[Life]:
    """5 CS of 12 are ordered, 57 EA shipped and 1 EA returned, in all systems."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 600, price="25.55", units={"CS": 12, "PL": 480}, sold_in="CS")
    order = world.buyer.orders({mug: 5})
    world.picker.ships(order, {mug: 57})
    world.settle()
    world.buyer.returns(order, {mug: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    yield Life(changes, order.id, order.id, world.port.accounts())
    port.close()


def first_line(**changed: Any) -> Callable[[Any], Any]:
    """An edit of the first line of a document."""

    def edit(document: Any) -> Any:
        return replace(document, lines=(replace(document.lines[0], **changed), *document.lines[1:]))

    return edit


def i10(life: Life, changes: list[Change], *, system: str = "erp", about: str = "") -> Finding:
    found = life.judged(changes).findings
    return next(one for one in found if one.rule == "I10" and one.systems == (system,) and about in one.text)


def test_a_healthy_life_in_cases_breaks_no_rule(cases: Life) -> None:
    assert cases.judged().findings == ()


def test_eaches_for_cases_are_named_with_both_quantities(cases: Life) -> None:
    edit = first_line(quantity=5, unit="EA", unit_size="1", price_unit="EA", price_unit_size="1")
    finding = i10(cases, cases.edited("erp", "orders", edit), about="everywhere")
    assert "marketplace 5 CS of 12 = 60 EA, oms 5 CS of 12 = 60 EA, erp 5 EA" in finding.text
    assert finding.money_at_risk == Decimal("140.53")


def test_cases_of_another_size_in_the_oms_are_named(cases: Life) -> None:
    finding = i10(cases, cases.edited("oms", "orders", first_line(unit_size=10)), system="oms")
    assert "oms 6 CS of 10 = 60 EA" in finding.text


def test_a_size_that_the_item_does_not_have_is_named(cases: Life) -> None:
    changes = cases.edited("erp", "orders", first_line(unit_size="10"))
    assert "counts 10 EA in one CS; the item says 12" in i10(cases, changes).text


def test_a_price_of_the_case_for_each_piece_is_named(cases: Life) -> None:
    edit = first_line(price_unit="PL", price_unit_size="480")
    assert "1/8 PL at 25.5500 are 3.19" in i10(cases, cases.edited("erp", "orders", edit)).text


def test_a_rounded_quantity_on_an_invoice_is_named(cases: Life) -> None:
    finding = i10(cases, cases.edited("erp", "invoices", first_line(price_quantity="4.7")))
    assert "bills 47/10 CS; 57 EA are 19/4 CS" in finding.text


def test_an_invoice_that_converts_price_and_quantity_both_is_named(cases: Life) -> None:
    changes = cases.edited("erp", "invoices", first_line(net=Decimal("10.11")))
    assert "19/4 CS at 25.5500 are 121.36 without tax, not 10.11" in i10(cases, changes).text
    assert "I20" in rules(cases.judged(changes))


@pytest.mark.parametrize(("net", "named"), [("121.38", False), ("121.39", True)])
def test_a_part_of_a_line_may_be_off_by_two_roundings(cases: Life, net: str, named: bool) -> None:
    broken = cases.judged(cases.edited("erp", "invoices", first_line(net=Decimal(net))))
    assert ("I10" in rules(broken)) is named


def test_an_item_that_the_shop_sells_by_the_each_is_named(cases: Life) -> None:
    changes = cases.edited("marketplace", "listings", lambda listing: replace(listing, terms=Terms()))
    finding = i10(cases, changes, system="marketplace")
    assert "by the EA of 1 EA, at least 1 in multiples of 1" in finding.text
    assert "the erp says by the CS of 12 EA" in finding.text


@dataclass(frozen=True)
class Unit:
    code: str
    numerator: int
    denominator: int


@dataclass(frozen=True)
class Item:
    list_price: Decimal
    sales_unit: str
    price_unit: str
    units: tuple[Unit, ...] = (Unit("CS", 12, 1), Unit("HALF", 1, 2))
    weight_g: int = 0


@pytest.mark.parametrize(
    ("sold", "priced", "expected"),
    [("CS", "EA", 50100), ("EA", "EA", 4175), ("EA", "CS", 348), ("CS", "CS", 4175), ("HALF", "EA", 2088)],
)
def test_a_list_price_is_that_of_the_unit_sold(sold: str, priced: str, expected: int) -> None:
    assert sale_price_e4(Item(Decimal("0.4175"), sold, priced)) == expected
