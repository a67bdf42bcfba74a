"""Kits: one line at one price, whose components ship, return and are cancelled for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ordergate.simulators.kernel.arithmetic import PENNY, shares
from ordergate.simulators.marketplace.model import OrderLine
from tests.marketplace.shop import Answer, Placed, Shop

MUGS = {"sku": "MUG", "perKit": 2, "weight": 10}
SPOONS = {"sku": "SPOON", "perKit": 3, "weight": 6}
COUNTS = ("shipped", "cancelled", "returned")


def offers(shop: Shop, *components: dict[str, Any], **more: Any) -> dict[str, Any]:
    offer = {"sku": "KIT", "title": "a kit", "price": "16.8000", "active": True, **more}
    body = {"listings": [{**offer, "components": components or (MUGS, SPOONS)}]}
    answer: dict[str, Any] = shop.partner("POST", "/listings/bulk", body)["results"][0]
    return answer


def kits(shop: Shop, quantity: int = 4, **more: Any) -> tuple[Placed, list[str]]:
    """An order of kits, with the ids of its mugs and spoons."""
    offers(shop)
    lines = [{"sku": "KIT", "quantity": quantity, "tax_rate": "0.20", **more}]
    placed = shop.world("POST", "/orders", {"buyer_id": shop.buyer(), "lines": lines})
    assert placed.status == 201, placed.body
    parts = [part["id"] for part in placed["components"][0]]
    return Placed(placed["id"], placed["payment_id"], placed["line_ids"]), parts


def ships(shop: Shop, order: Placed, parts: list[str], *units: int, reference: str = "WS1") -> Answer:
    return shop.ships(Placed(order.id, order.payment_id, parts), *units, reference=reference)


def held(shop: Shop, order: Placed) -> OrderLine:
    return shop.order(order).lines[0]


def counters(line: OrderLine) -> tuple[int, int, int]:
    return line.shipped, line.cancelled, line.returned


def test_an_order_captures_the_components_of_its_kits_with_their_shares(shop: Shop) -> None:
    order, parts = kits(shop, 4, reference="PO 7")
    line = shop.partner("GET", f"/orders/{order.id}")["lines"][0]
    mugs = {
        "id": parts[0], "sku": "MUG", "quantity": 8, "perKit": 2, "unitPrice": "5.2500", "total": "42.00",
        "taxRate": "0.20", "reference": "PO 7", "shipped": 0, "cancelled": 0, "returned": 0,
    }  # fmt: skip
    spoons = {
        "id": parts[1], "sku": "SPOON", "quantity": 12, "perKit": 3, "unitPrice": "2.1000", "total": "25.20",
        "taxRate": "0.20", "reference": "PO 7", "shipped": 0, "cancelled": 0, "returned": 0,
    }  # fmt: skip
    assert (line["sku"], line["quantity"], line["total"]) == ("KIT", 4, "67.20")
    assert line["components"] == [mugs, spoons]


def test_what_a_kit_holds_later_changes_no_order(shop: Shop) -> None:
    order, _ = kits(shop, 4)
    offers(shop, {**MUGS, "perKit": 9})
    assert [part.quantity for part in held(shop, order).components] == [8, 12]


def test_a_kit_has_shipped_when_the_last_of_its_components_has(shop: Shop) -> None:
    order, parts = kits(shop, 4)
    assert ships(shop, order, parts, 8, 4).status == 201
    assert counters(held(shop, order)) == (1, 0, 0)
    assert shop.order(order).state == "partially_shipped"
    assert ships(shop, order, parts, 0, 8, reference="WS2").status == 201
    assert counters(held(shop, order)) == (4, 0, 0)
    assert shop.order(order).state == "shipped"


def test_a_shipment_names_components_and_no_kit(shop: Shop) -> None:
    order, parts = kits(shop, 4)
    refused = shop.ships(order, 1)
    assert refused.status == 422
    assert refused["detail"] == (
        f"line {order.line_ids[0]} is a kit; its goods are those of its components {', '.join(parts)}"
    )


def test_a_cancellation_names_kits_and_no_component(shop: Shop) -> None:
    order, parts = kits(shop, 4)
    body = {"reason": "too many", "lines": [{"line_id": parts[0], "quantity": 2}]}
    refused = shop.world("POST", f"/orders/{order.id}/cancellations", body)
    assert refused.status == 422
    assert f"name its kit, line {order.line_ids[0]}, and whole kits of it" in refused["detail"]


def test_a_cancelled_kit_takes_all_of_its_components(shop: Shop) -> None:
    order, _ = kits(shop, 4)
    assert shop.answers(shop.wants_to_cancel(order, 3), order, 2).status == 200
    assert counters(held(shop, order)) == (0, 2, 0)
    assert [part.cancelled for part in held(shop, order).components] == [4, 6]


def test_kits_that_anything_has_shipped_of_cannot_be_cancelled(shop: Shop) -> None:
    order, parts = kits(shop, 4)
    assert ships(shop, order, parts, 3, 0).status == 201
    body = {"reason": "too many", "lines": [{"line_id": order.line_ids[0], "quantity": 3}]}
    refused = shop.world("POST", f"/orders/{order.id}/cancellations", body)
    assert refused.status == 422
    assert "and 2 of its 4 units are left to cancel" in refused["detail"]


def test_a_component_comes_back_alone(shop: Shop) -> None:
    order, parts = kits(shop, 1)
    assert ships(shop, order, parts, 2, 3).status == 201
    by_parts = Placed(order.id, order.payment_id, parts)
    asked = shop.wants_to_return(by_parts, 1, 0)
    shop.authorises(asked)
    assert shop.receives(asked, Placed(order.id, order.payment_id, parts[:1]), 1).status == 200
    assert [part.returned for part in held(shop, order).components] == [1, 0]
    assert counters(held(shop, order)) == (1, 0, 0)


def test_a_kit_can_be_sold_out_and_its_components_not(shop: Shop) -> None:
    offers(shop)
    stock = [{"sku": "KIT", "quantity": 5}]
    assert shop.partner("POST", "/listings/stock", {"stock": stock}).status == 200
    kits(shop, 4)
    assert shop.partner("GET", "/listings/KIT")["quantity"] == 1


@pytest.mark.parametrize(
    ("components", "more", "why"),
    [
        ((MUGS, MUGS), {}, "each stands once, and none is the kit"),
        (({**MUGS, "sku": "KIT"},), {}, "each stands once, and none is the kit"),
        (({**MUGS, "weight": 0},), {}, "give one a weight above 0"),
        ((MUGS,), {"unit": "CS", "unitSize": 6}, "kits are sold by the EA"),
    ],
)
def test_what_is_no_kit_is_refused(
    shop: Shop, components: tuple[dict[str, Any], ...], more: dict[str, Any], why: str
) -> None:
    answer = offers(shop, *components, **more)
    assert answer["status"] == "refused"
    assert why in answer["detail"]


def test_a_kit_has_no_quote(shop: Shop) -> None:
    offers(shop)
    quote = {"id": "Q1", "seller": "Sue", "approver": "Ann", "reason": "volume"}
    lines = [{"sku": "KIT", "quantity": 1, "tax_rate": "0.20", "unit_price": "9.00", "quote": quote}]
    refused = shop.world("POST", "/orders", {"buyer_id": shop.buyer(), "lines": lines})
    assert (refused.status, refused["field"]) == (422, "lines[0].quote")


def test_no_order_takes_more_eaches_of_a_component_than_a_line_takes(shop: Shop) -> None:
    offers(shop)
    lines = [{"sku": "KIT", "quantity": 4_000_000, "tax_rate": "0.20", "total": "1.00"}]
    refused = shop.world("POST", "/orders", {"buyer_id": shop.buyer(), "lines": lines})
    assert "hold 12000000 eaches of a component" in refused["detail"]


def test_the_pennies_that_are_left_go_to_the_largest_remainders() -> None:
    assert shares(Decimal("10.00"), [1, 1, 1]) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert shares(Decimal("1.00"), [6, 6, 1]) == [Decimal("0.46"), Decimal("0.46"), Decimal("0.08")]
    assert shares(Decimal("0.02"), [1, 0, 3]) == [Decimal("0.01"), Decimal("0.00"), Decimal("0.01")]


@given(
    pennies=st.integers(0, 10**10),
    weights=st.lists(st.integers(0, 10**12), min_size=1, max_size=12).filter(any),
)
def test_shares_close_for_any_price_and_weights(pennies: int, weights: list[int]) -> None:
    total = pennies * PENNY
    parts = shares(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(int(part / PENNY) * sum(weights) - pennies * weight) < sum(weights)
        assert weight or not part


class Kits(RuleBasedStateMachine):
    """One order of kits, and everything that can happen to its components."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop()
        self.order, self.parts = kits(self.shop, 4)
        self.parcels = 0

    def teardown(self) -> None:
        self.shop.close()

    @rule(units=st.tuples(st.integers(0, 5), st.integers(0, 7)))
    def ship(self, units: tuple[int, int]) -> None:
        line = held(self.shop, self.order)
        possible = all(u <= part.open for u, part in zip(units, line.components, strict=True))
        self.parcels += 1
        answer = ships(self.shop, self.order, self.parts, *units, reference=f"WS{self.parcels}")
        assert answer.status == (400 if not any(units) else 201 if possible else 422)

    @rule(wanted=st.integers(1, 4), granted=st.integers(0, 4))
    def cancel(self, wanted: int, granted: int) -> None:
        line = held(self.shop, self.order)
        body = {"reason": "", "lines": [{"line_id": line.id, "quantity": wanted}]}
        asked = self.shop.world("POST", f"/orders/{self.order.id}/cancellations", body)
        open_kits = min(part.open // part.per_kit for part in line.components)
        assert asked.status == (201 if wanted <= open_kits else 422)
        if asked.status == 201:
            assert self.shop.answers(asked["id"], self.order, min(wanted, granted)).status == 200

    @rule(units=st.tuples(st.integers(0, 3), st.integers(0, 3)))
    def come_back(self, units: tuple[int, int]) -> None:
        line = held(self.shop, self.order)
        free = [part.shipped - part.returned for part in line.components]
        if any(units) and all(u <= left for u, left in zip(units, free, strict=True)):
            chosen = [part for part, u in zip(self.parts, units, strict=True) if u]
            by_parts = Placed(self.order.id, self.order.payment_id, chosen)
            counts = [u for u in units if u]
            asked = self.shop.wants_to_return(by_parts, *counts)
            self.shop.authorises(asked)
            assert self.shop.receives(asked, by_parts, *counts).status == 200

    @invariant()
    def a_counter_of_the_kit_is_the_floor_of_the_least_component(self) -> None:
        line = held(self.shop, self.order)
        for counter in COUNTS:
            whole = min(getattr(part, counter) // part.per_kit for part in line.components)
            assert getattr(line, counter) == whole
        assert line.shipped + line.cancelled <= line.quantity

    @invariant()
    def kits_are_cancelled_whole(self) -> None:
        line = held(self.shop, self.order)
        assert [part.cancelled for part in line.components] == [2 * line.cancelled, 3 * line.cancelled]


TestKits = Kits.TestCase
TestKits.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)
