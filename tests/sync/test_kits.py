"""Kits in the engine: taken apart on the way in, and whole again in every answer to the marketplace."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordergate.harness.sync.decide import cancellations, kits
from ordergate.harness.sync.decide.stock import kits_to_publish
from ordergate.harness.sync.documents.cancellation import Cancellation, CancellationLine
from ordergate.harness.sync.documents.order import Order, OrderLine, SalesOrder, SalesOrderLine
from ordergate.harness.sync.documents.shipment import Fulfilment, FulfilmentLine, Outbound, OutboundLine
from ordergate.harness.sync.errors import Unsuitable
from ordergate.harness.sync.store import Store
from ordergate.harness.sync.vendors.marketplace_wire import WireComponent, WireLine
from tests.sync.makers import order, order_line


def kit_order(quantity: int = 4, *, cancelled: int = 0) -> Order:
    """So many kits of 2 mugs (a) and 3 spoons (b) on line k, and 5 single mugs on line m."""
    parts = [
        order_line(name, quantity * per_kit, total, sku=sku, cancelled=cancelled * per_kit).model_copy(
            update={"kit": "KIT", "kit_line": "k", "per_kit": per_kit}
        )
        for name, sku, per_kit, total in (("a", "MUG", 2, "42.00"), ("b", "SPOON", 3, "25.20"))
    ]
    return order(*parts, order_line("m", 5, "30.00"))


def wish(*lines: tuple[str, int, int], answered: bool = False) -> Cancellation:
    return Cancellation(
        id="MC-1", order_key="main/408-1", answered=answered,
        lines=tuple(CancellationLine(line_id=x, quantity=n, accepted=a) for x, n, a in lines),
    )  # fmt: skip


def outbound(name: str, *lines: tuple[str, int, int]) -> Outbound:
    """What a warehouse was asked to ship, as (line, quantity, picked)."""
    asked = tuple(OutboundLine(line=x, sku="MUG", quantity=n, picked=p) for x, n, p in lines)
    return Outbound(id=name, reference="3000001", site="MAIN", ship_to={}, lines=asked)


def work(number: int, *lines: tuple[int, int]) -> Fulfilment:
    return Fulfilment(
        id=number, order_id=1, channel="main", external_id="408-1", site="MAIN", state="accepted",
        warehouse_ref=f"W{number}", ship_to={},
        lines=tuple(FulfilmentLine(line_id=x, external_line="", sku="MUG", quantity=n) for x, n in lines),
    )  # fmt: skip


def placed(*lines: tuple[str, int, int]) -> SalesOrder:
    """The OMS's order, as (external line, line id, open units)."""
    held = tuple(
        SalesOrderLine(line_no=number, external_line=name, sku="MUG", quantity=left, open=left)
        for name, number, left in lines
    )
    return SalesOrder(number="1000001", version=1, external_ref="main/408-1", lines=held)


def test_a_line_of_kits_is_carried_as_its_components() -> None:
    mug = WireComponent("a", "MUG", 8, 2, Decimal("5.25"), Decimal("42.00"), shipped=1)
    line = WireLine(
        "k", "KIT", 4, Decimal("16.80"), Decimal("67.20"), Decimal("0.20"), "PO 7", components=[mug]
    )
    assert line.canonical() == [
        OrderLine(
            id="a", sku="MUG", quantity=8, unit_price=Decimal("5.25"), total=Decimal("42.00"),
            tax_rate=Decimal("0.20"), reference="PO 7", shipped=1, kit="KIT", kit_line="k", per_kit=2,
        )
    ]  # fmt: skip


def test_kits_that_are_not_wanted_are_so_many_units_of_each_component() -> None:
    goods = kits.in_goods(wish(("k", 3, 2), ("m", 1, 1), answered=True), kit_order())
    assert cancellations.units_asked(goods) == {"a": 6, "b": 9, "m": 1}
    assert cancellations.units_answered(goods) == {"a": 4, "b": 6, "m": 1}


def test_the_answer_counts_whole_kits() -> None:
    granted = {"a": 5, "b": 6, "m": 1}
    assert kits.in_kits(wish(("k", 3, 0), ("m", 1, 0)), kit_order(), granted) == {"k": 2, "m": 1}


def test_what_makes_no_whole_kit_is_not_asked_for() -> None:
    asked = {"a": 8, "b": 12, "m": 5}
    assert kits.whole_only(asked, kit_order(), {"a": 5, "b": 12, "m": 0}) == {"a": 4, "b": 6, "m": 0}


@given(st.integers(1, 6), st.integers(0, 14), st.integers(0, 20))
def test_no_kit_is_ever_asked_for_in_part(wanted: int, mugs: int, spoons: int) -> None:
    asked = {"a": 2 * wanted, "b": 3 * wanted}
    units = kits.whole_only(asked, kit_order(6), {"a": mugs, "b": spoons})
    whole = min(wanted, mugs // 2, spoons // 3)
    assert units == {"a": 2 * whole, "b": 3 * whole}


def test_a_warehouse_is_asked_for_what_nobody_picked_and_what_came_last_first() -> None:
    held = [outbound("WO1", ("10", 8, 3), ("20", 12, 0)), outbound("WO2", ("10", 2, 0))]
    plan = kits.plan_without_oms({"a": 8, "b": 12}, kit_order(), {"a": "10", "b": "20", "m": "30"}, held)
    assert plan.units == {"a": 6, "b": 9}
    assert plan.asks == [kits.Ask("WO2", 0, [("10", 2)]), kits.Ask("WO1", 0, [("10", 4), ("20", 9)])]


def test_the_oms_takes_what_no_warehouse_accepted_and_asks_for_the_rest() -> None:
    works = [work(1, (7, 3)), work(2, (7, 2), (8, 12))]
    held = {1: outbound("W1", ("7", 3, 0)), 2: outbound("W2", ("7", 2, 1), ("8", 12, 0))}
    stands = placed(("a", 7, 8), ("b", 8, 12))
    plan = kits.plan_with_oms({"a": 8, "b": 12}, kit_order(), stands, works, held)
    assert plan.units == {"a": 6, "b": 9}
    assert plan.asks == [kits.Ask("W1", 1, [("7", 3)]), kits.Ask("W2", 2, [("8", 9)])]


def test_a_warehouse_that_picked_keeps_the_oms_from_asking_the_next() -> None:
    works = [work(1, (7, 4)), work(2, (7, 4), (8, 12))]
    held = {1: outbound("W1", ("7", 4, 1)), 2: outbound("W2", ("7", 4, 0), ("8", 12, 0))}
    stands = placed(("a", 7, 8), ("b", 8, 12))
    plan = kits.plan_with_oms({"a": 8, "b": 12}, kit_order(), stands, works, held)
    assert plan.units == {"a": 2, "b": 3}


def test_kits_that_nobody_works_on_are_asked_of_no_warehouse() -> None:
    plan = kits.plan_with_oms({"a": 2, "b": 3}, kit_order(), placed(("a", 7, 8), ("b", 8, 12)), [work(1)], {})
    assert plan == kits.Plan({"a": 2, "b": 3}, [])


def test_half_a_kit_that_was_given_back_is_for_a_person_to_settle() -> None:
    kits.refuse_halves({"a": 4, "b": 6, "m": 1}, kit_order())
    with pytest.raises(Unsuitable, match="6 units of SPOON were given back of kit KIT on line k, and 3"):
        kits.refuse_halves({"a": 2, "b": 6}, kit_order())


def test_the_scarcest_component_says_how_many_kits_are_published() -> None:
    assert kits_to_publish([(11, 2), (60, 3)]) == 5
    assert kits_to_publish([(11, 2), (2, 3)]) == 0


def test_kits_whose_components_changed_are_published_after_a_restart_too() -> None:
    store = Store(":memory:")
    store.owe_stock(["KIT"])
    assert store.unpublished() == ["KIT"]
    store.settle_level("KIT")
    assert store.unpublished() == []


def test_references_of_several_kinds_are_read_at_once() -> None:
    store = Store(":memory:")
    store.refer([("x", "b", "2"), ("x", "a", "1"), ("y", "c", "3"), ("z", "d", "4")])
    assert store.refs_of(["x", "z", "none"]) == {"x": {"a": "1", "b": "2"}, "z": {"d": "4"}}
