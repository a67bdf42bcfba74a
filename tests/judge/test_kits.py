"""Each rule about kits fails when one thing is broken in a healthy life of kits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.findings import Finding
from ordergate.harness.judge.scope import Declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, rules

SHOP = ("marketplace",)


@pytest.fixture(scope="module")
def kits() -> Iterator[Life]:
    """4 kits are ordered beside a single mug; one is cancelled, three ship, a mug comes back."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug, spoon = world.stocked("MUG", 20, price="5.00"), world.stocked("SPOON", 20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00", sku="KIT")
    order = world.buyer.orders({kit: 4, mug: 1})
    world.settle()
    world.buyer.cancels(order, {kit: 1})
    world.settle()
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {mug: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    yield Life(changes, order.id, order.id, world.port.accounts())
    port.close()


def kit_line(**changed: Any) -> Callable[[Any], Any]:
    """An edit of the kit on an order of the shop."""

    def edit(order: Any) -> Any:
        return replace(order, lines=(replace(order.lines[0], **changed), *order.lines[1:]))

    return edit


def component(place: int, **changed: Any) -> Callable[[Any], Any]:
    """An edit of one component of the kit on an order of the shop."""

    def edit(order: Any) -> Any:
        kit = order.lines[0]
        parts = [replace(part, **changed) if at == place else part for at, part in enumerate(kit.components)]
        return replace(order, lines=(replace(kit, components=tuple(parts)), *order.lines[1:]))

    return edit


def the(rule: str, life: Life, changes: list[Change], about: str) -> Finding:
    found = life.judged(changes).findings
    return next(one for one in found if one.rule == rule and about in one.text)


def test_a_healthy_life_of_kits_breaks_no_rule(kits: Life) -> None:
    assert kits.judged().findings == ()


def test_i06_a_component_that_is_not_ordered_for_each_kit(kits: Life) -> None:
    changes = kits.edited("marketplace", "orders", component(1, quantity=11))
    assert (
        the("I06", kits, changes, "11 of component SPOON are ordered; 4 kits of 3 each are 12").systems
        == SHOP
    )


def test_i06_more_kits_shipped_than_their_components_make(kits: Life) -> None:
    changes = kits.last_edited("marketplace", "orders", kit_line(shipped=4, cancelled=0))
    assert the("I06", kits, changes, "4 kits are shipped; its components make 3").systems == SHOP


def test_i06_a_component_that_leaves_more_often_than_it_was_ordered(kits: Life) -> None:
    changes = kits.last_edited("marketplace", "orders", component(0, shipped=7))
    assert (
        the("I06", kits, changes, "component MUG was ordered 8, but shipped 7, cancelled 2").systems == SHOP
    )


def test_i06_half_a_kit_that_is_cancelled(kits: Life) -> None:
    changes = kits.last_edited("marketplace", "orders", component(1, cancelled=2, shipped=9))
    assert (
        the(
            "I06", kits, changes, "a kit is cancelled as a whole, and 2 of MUG, 2 of SPOON are cancelled"
        ).systems
        == SHOP
    )


def test_i09_a_component_that_returns_without_having_left(kits: Life) -> None:
    changes = kits.last_edited("marketplace", "orders", component(1, returned=10))
    assert the("I09", kits, changes, "returned 10 of 9 shipped of component SPOON").systems == SHOP


def test_i18_shares_that_are_not_the_price(kits: Life) -> None:
    changes = kits.edited("marketplace", "orders", component(0, total=Decimal("42.01")))
    finding = the("I18", kits, changes, "costs 67.20, its components bear 67.21")
    assert finding.money_at_risk == Decimal("0.01")


def test_i03_a_kit_that_was_booked_as_it_was_sold(kits: Life) -> None:
    def sold(order: Any) -> Any:
        return replace(order, lines=(replace(order.lines[0], item="KIT"), *order.lines[1:]))

    changes = kits.edited("erp", "orders", sold)
    assert the("I03", kits, changes, "of kit KIT for order").systems == ("erp",)


def test_i03_a_component_that_does_not_say_of_which_kit_it_is(kits: Life) -> None:
    def nameless(outbound: Any) -> Any:
        return replace(outbound, lines=tuple(replace(line, kit="") for line in outbound.lines))

    ruling = kits.judged(kits.edited("wms", "outbounds", nameless))
    assert rules(ruling) == {"I03"}
    assert "is of no kit in the wms, and was sold of kit KIT" in ruling.findings[0].text


@pytest.mark.parametrize(
    ("system", "edit"),
    [
        ("wms", lambda row: replace(row, sku="KIT", sellable=1)),
        ("oms", lambda row: replace(row, sku="KIT", on_hand=1)),
        ("erp", lambda row: replace(row, item="KIT", on_hand=1)),
    ],
)
def test_i11_stock_of_a_kit(kits: Life, system: str, edit: Callable[[Any], Any]) -> None:
    changes = kits.doubled(system, "stock", edit, "KIT@MAIN")
    finding = the("I11", kits, changes, "a kit has no stock, its components have")
    assert finding.systems == (system,)


def test_i14_kits_that_cannot_be_made(kits: Life) -> None:
    changes = kits.edited(
        "marketplace", "listings", lambda listing: replace(listing, quantity=listing.quantity + 1),
        only=lambda listing: listing.sku == "KIT",
    )  # fmt: skip
    ruling = kits.judged(changes)
    assert rules(ruling) == {"I14"}
    assert "buyers see 4 of kit KIT" in ruling.findings[0].text
    assert "its components makes 3" in ruling.findings[0].text


def test_i14_the_safety_stock_of_each_component_is_kept_back_from_kits(kits: Life) -> None:
    careful = Life(kits.changes, kits.order, kits.waiting, kits.accounts, Declared(safety_stock=3))
    texts = [finding.text for finding in careful.judged().findings if finding.rule == "I14"]
    assert any("buyers see 3 of kit KIT" in text and "makes 2" in text for text in texts)


def test_i04_a_listing_that_holds_something_else_than_the_kit(kits: Life) -> None:
    def fewer(listing: Any) -> Any:
        return replace(listing, components=listing.components[:1])

    changes = kits.edited("marketplace", "listings", fewer, only=lambda listing: listing.sku == "KIT")
    ruling = kits.judged(changes)
    assert rules(ruling) == {"I04"}
    assert "3 x SPOON" in ruling.findings[0].text
