"""What shipped in place of what was ordered is checked in every system; each finding names what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace as changed
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import LineWish
from ordergate.harness.findings import Finding
from ordergate.harness.judge.scope import Declared, declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, rules

LOWER = Layout(policies={"erp.substitute_price": "lower"})


@pytest.fixture(scope="module")
def replaced() -> Iterator[Life]:
    """Of 6 packs 4 ship as 8 halves, which are cheaper, and 2 as packs; 2 of the halves come back."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7, layout=LOWER), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    pack, half = world.stocked("PACK", 9, price="10.00"), world.stocked("HALF", 9, price="4.50")
    world.stocked("JUG", 9, price="4.50")
    world.merchandiser.allows(pack, half, ratio=2)
    world.settle()
    order = world.buyer.orders([LineWish(pack, 6, substitutable=True)])
    world.picker.ships_instead(order, pack, half, 4)
    world.picker.ships(order, {pack: 2})
    world.settle()
    world.buyer.returns_instead(order, pack, half, 1)
    world.receiver.inspects(order, sellable=1)
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts(), declared("full", LOWER))
    port.close()


def named(**edit: Any) -> Callable[[Any], Any]:
    """An edit of the first substitute that a document names."""

    def edited(document: Any) -> Any:
        return replace(document, substitutes=(replace(document.substitutes[0], **edit),))

    return edited


def names_any(document: Any) -> bool:
    return bool(document.substitutes)


def unnamed(document: Any) -> Any:
    return replace(document, substitutes=())


def finding(life: Life, changes: list[Change], rule: str, about: str) -> Finding:
    found = life.judged(changes).findings
    told = "\n".join(f"{one.rule}: {one.text}" for one in found)
    return next((one for one in found if one.rule == rule and about in one.text), None) or pytest.fail(told)


def test_a_healthy_life_with_substitutes_breaks_no_rule(replaced: Life) -> None:
    assert replaced.judged().findings == ()


@pytest.mark.parametrize(
    ("system", "table", "paper"),
    [
        ("oms", "shipments", "oms"), ("erp", "deliveries", "erp"), ("erp", "invoices", "invoices"),
        ("marketplace", "shipments", "marketplace"),
    ],
)  # fmt: skip
def test_a_paper_that_does_not_name_what_shipped_is_named(
    replaced: Life, system: str, table: str, paper: str
) -> None:
    found = finding(replaced, replaced.edited(system, table, unnamed), "I07", "shipped as item HALF")
    assert found.systems == (system,)
    assert f"{paper} none" in found.text and "wms 8 for 4" in found.text
    assert found.money_at_risk == Decimal("48.00")


def test_a_notice_that_names_another_item_is_named(replaced: Life) -> None:
    changes = replaced.edited("marketplace", "shipments", named(sku="JUG"), only=names_any)
    assert "the erp allows: HALF" in finding(replaced, changes, "I07", "JUG shipped").text


def test_an_item_that_was_never_allowed_is_named(replaced: Life) -> None:
    changes = replaced.edited("erp", "items", unnamed, only=lambda item: item.item == "PACK")
    assert finding(replaced, changes, "I07", "the erp allows: none").systems == ("wms",)
    assert finding(replaced, changes, "I04", "PACK is 2 HALF in the wms").systems == ("wms",)


def test_a_substitute_for_a_buyer_who_takes_none_is_named(replaced: Life) -> None:
    def strict(order: Any) -> Any:
        return replace(order, lines=(replace(order.lines[0], substitutable=False),))

    changes = replaced.edited("marketplace", "orders", strict)
    assert finding(replaced, changes, "I07", "the buyer takes no substitutes").systems == ("wms",)


def test_a_count_beside_the_ratio_is_named(replaced: Life) -> None:
    changes = replaced.edited("oms", "shipments", named(shipped_quantity=7), only=names_any)
    text = finding(replaced, changes, "I07", "stand for 4 in oms").text
    assert "7 units of item HALF" in text and "at 2 for one it takes 8" in text
    assert "I11" in rules(replaced.judged(changes))


def test_a_reduction_that_the_policy_does_not_grant_is_named(replaced: Life) -> None:
    original = changed(replaced, declared=Declared(serving=None))
    found = finding(original, original.changes, "I16", "takes 4.80 off the price agreed")
    assert "0.00 is right by the policy erp.substitute_price" in found.text
    assert found.money_at_risk == Decimal("4.80")


def test_the_price_agreed_where_the_lower_one_counts_is_named(replaced: Life) -> None:
    changes = replaced.edited("erp", "invoices", named(net=Decimal(0), tax=Decimal(0)), only=names_any)
    assert "takes 0.00 off" in finding(replaced, changes, "I16", "4.80 is right").text
    assert "I21" in rules(replaced.judged(changes))


def test_a_worth_that_the_list_never_said_is_named(replaced: Life) -> None:
    changes = replaced.edited("erp", "deliveries", named(list_net=Decimal("35.00")), only=names_any)
    assert "36.00 is right" in finding(replaced, changes, "I16", "worth 35.00 by the list").text


def test_a_credit_beyond_what_was_billed_is_named(replaced: Life) -> None:
    changes = replaced.edited("erp", "credit_memos", named(net=Decimal(0), tax=Decimal(0)))
    text = finding(replaced, changes, "I20", "taken off the credit").text
    assert "1.20 was taken off the bill" in text


def test_a_return_that_names_the_item_ordered_is_named(replaced: Life) -> None:
    def plain(held: Any) -> Any:
        return replace(held, lines=(replace(held.lines[0], shipped_item="", shipped_quantity=0),))

    found = finding(replaced, replaced.edited("erp", "returns", plain), "I09", "come back as item HALF")
    assert found.systems == ("erp",)


def test_a_warehouse_that_never_heard_of_substitutes_is_named(replaced: Life) -> None:
    changes = replaced.without("wms", "substitutes")
    assert finding(replaced, changes, "I02", "in place of item PACK never reached").systems == ("wms",)


def test_stock_of_the_other_item_that_does_not_fall_is_named(replaced: Life) -> None:
    def full(level: Any) -> Any:
        return replace(level, on_hand=9)

    changes = replaced.edited("oms", "stock", full, only=lambda level: level.sku == "HALF")
    assert finding(replaced, changes, "I11", "oms stock of HALF").systems == ("oms",)


def test_a_reservation_that_is_used_up_and_released_is_named(replaced: Life) -> None:
    def twice(held: Any) -> Any:
        return replace(held, lines=(replace(held.lines[0], consumed=6, released=4),))

    assert "I13" in rules(replaced.judged(replaced.last_edited("oms", "reservations", twice)))
