"""Rule I23 names what went wrong with the tax of an order in an otherwise healthy life."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace as declared_as
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import ChargeWish, LineWish
from ordergate.harness.judge.scope import Declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule, rules

ONCE = {"erp.tax_rounding": "document", "marketplace.tax_rounding": "document"}
RATES = {"Germany": ("0.19", "0.07"), "Spain": ("0.21", "0.21")}
SPAIN = {"name": "Tienda SL", "line": "Calle 1", "city": "Vigo", "postcode": "36201", "country": "Spain"}


def lived(tax_mode: str, policies: dict[str, str], price: str) -> Iterator[Life]:
    """Two lines of one unit and freight of 5.00 go to Spain; a kit of two items is ordered too."""
    changes: list[Change] = []
    engine = partial(reference_engine, policies={"tax_rounding": policies.get("erp.tax_rounding", "line")})
    port = InProcessWorld(Blueprint("full", 7, layout=Layout(policies=policies)), engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    world.seller.opens_store("iberia", RATES, tax_mode=tax_mode)
    items = [world.stocked(sku, 30) for sku in ("MUG-01", "MUG-02")]
    kit = world.kit(dict.fromkeys(items, 1), price="10.00")
    wishes = [LineWish(sku, 1, Decimal(price)) for sku in (*items, kit)]
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("5.00"))
    order = world.buyer.orders(wishes, charges=[freight], store="iberia", ship_to=SPAIN)
    world.picker.ships(order)
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts(), declared=Declared(policies=policies))
    port.close()


@pytest.fixture(scope="module")
def on_top() -> Iterator[Life]:
    yield from lived("exclusive", {}, "4.87")


@pytest.fixture(scope="module")
def on_top_once() -> Iterator[Life]:
    yield from lived("exclusive", ONCE, "4.87")


@pytest.fixture(scope="module")
def in_the_price_once() -> Iterator[Life]:
    yield from lived("inclusive", ONCE, "15.00")


def order_with(**changed: Any) -> Callable[[Any], Any]:
    return lambda order: replace(order, **changed)


def going_to(country: str) -> Callable[[Any], Any]:
    return lambda order: replace(order, ship_to=replace(order.ship_to, country=country))


def first_line_with(change: Callable[[Any], dict[str, Any]]) -> Callable[[Any], Any]:
    def edit(order: Any) -> Any:
        line = order.lines[0]
        return replace(order, lines=(replace(line, **change(line)), *order.lines[1:]))

    return edit


@pytest.mark.parametrize("life", ["on_top", "on_top_once", "in_the_price_once"])
def test_a_healthy_life_breaks_no_rule(life: str, request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue(life).judged().findings == ()


@pytest.mark.parametrize("system", ["oms", "erp"])
def test_prices_without_tax_that_are_said_to_include_it_are_named(on_top: Life, system: str) -> None:
    changes = on_top.edited(system, "orders", order_with(tax_mode="inclusive"))
    finding = only_rule(on_top.judged(changes), "I23")
    assert (finding.systems, finding.values["said"]) == ((system,), "inclusive")


def test_an_exemption_that_nobody_claimed_is_named(on_top: Life) -> None:
    changes = on_top.edited("erp", "orders", order_with(tax_exemption="reverse charge"))
    assert "reverse charge" in only_rule(on_top.judged(changes), "I23").text


def test_an_unknown_rate_taken_for_none_is_named(on_top: Life) -> None:
    def untaxed(line: Any) -> dict[str, Any]:
        return {"tax_rate": Decimal(0), "total": line.net}

    ruling = on_top.judged(on_top.edited("marketplace", "orders", first_line_with(untaxed)))
    told = [finding.text for finding in ruling.findings if finding.rule == "I23"]
    assert any("is taxed by 0; store iberia takes 0.21 of what goes to Spain" in text for text in told)


def test_the_tax_of_another_country_is_named(on_top: Life) -> None:
    changes = on_top.edited(
        "marketplace",
        "orders",
        lambda order: replace(order, ship_to=replace(order.ship_to, country="Germany")),
    )
    told = [finding.text for finding in on_top.judged(changes).findings if finding.rule == "I23"]
    assert any("takes 0.19 of what goes to Germany" in text for text in told)
    assert any("takes 0.07 of what goes to Germany" in text for text in told)


def test_a_country_that_the_store_does_not_know_is_named(on_top: Life) -> None:
    changes = on_top.edited(
        "marketplace",
        "orders",
        lambda order: replace(order, ship_to=replace(order.ship_to, country="Norway")),
    )
    told = [finding.text for finding in on_top.judged(changes).findings if finding.rule == "I23"]
    assert any("goes to Norway, for which store iberia has no rate" in text for text in told)


def test_tax_that_is_rounded_by_the_line_is_named_where_it_is_once(on_top: Life, on_top_once: Life) -> None:
    by_line = declared_as(on_top, declared=on_top_once.declared)
    finding = only_rule(by_line.judged(), "I23")
    assert (finding.values["said"], finding.values["right"]) == ("4.11", "4.12")
    once = declared_as(on_top_once, declared=on_top.declared)
    assert only_rule(once.judged(), "I23").values["right"] == "4.11"


def test_a_split_that_is_rounded_by_the_line_is_named_where_it_is_once(in_the_price_once: Life) -> None:
    by_line = declared_as(in_the_price_once, declared=Declared())
    assert "I16" in rules(by_line.judged())


def test_components_that_bear_less_than_their_kit_are_named(on_top: Life) -> None:
    def cheaper(order: Any) -> Any:
        kit = order.lines[2]
        part = kit.components[0]
        less = replace(part, net=part.net - Decimal("0.01"))
        return replace(order, lines=(*order.lines[:2], replace(kit, components=(less, *kit.components[1:]))))

    ruling = on_top.judged(on_top.edited("marketplace", "orders", cheaper))
    assert any("its components bear 4.86" in f.text for f in ruling.findings if f.rule == "I23")
