"""Discounts: shared by the lines to the penny when the order is placed, and never moved again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordergate.simulators.kernel.problems import Unprocessable
from ordergate.simulators.marketplace.model import amount_of
from ordergate.simulators.marketplace.service.discounts import WantedDiscount, taken_off
from tests.marketplace.shop import Shop

AMOUNTS = st.integers(0, 10**7).map(lambda pennies: Decimal(pennies).scaleb(-2))
RATES = st.integers(0, 10_000)


def _line(sku: str, quantity: int, **more: Any) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity, "tax_rate": "0.20", **more}


def _refused(shop: Shop, **more: Any) -> tuple[int, str, str]:
    body = {"buyer_id": shop.buyer(), "lines": [_line(shop.offers("MUG"), 2)], **more}
    answer = shop.world("POST", "/orders", body)
    return answer.status, answer["field"], answer["detail"]


def test_lines_share_what_an_order_is_given_by_what_is_left_of_them(shop: Shop) -> None:
    totals = [Decimal("120.00"), Decimal("30.00"), Decimal("0.00")]
    off = taken_off(
        totals,
        [[WantedDiscount("TENTH", basis_points=1000)], [], []],
        [WantedDiscount("SPRING", Decimal(20))],
        "GBP",
    )
    assert [[str(one.amount) for one in line] for line in off.lines] == [["12.00", "15.65"], ["4.35"], []]
    assert off.left(totals) == [Decimal("92.35"), Decimal("25.65"), Decimal("0.00")]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(AMOUNTS, RATES), min_size=1, max_size=8), st.lists(RATES, max_size=3), AMOUNTS)
def test_shares_close_and_no_line_bears_more_than_it_costs(
    lines: list[tuple[Decimal, int]], rates: list[int], amount: Decimal
) -> None:
    totals = [total for total, _ in lines]
    wanted = [WantedDiscount(f"R{rate}", basis_points=rate) for rate in rates]
    own = [[WantedDiscount("L", basis_points=rate)] for _, rate in lines]
    left = sum(taken_off(totals, own, wanted, "GBP").left(totals), Decimal(0))
    off = taken_off(totals, own, [*wanted, WantedDiscount("A", min(amount, left))], "GBP")
    borne = [one for line in off.lines for one in line if one.kind == "header"]
    assert amount_of(borne) == amount_of(off.header)
    assert all(0 <= one <= total for one, total in zip(off.left(totals), totals, strict=True))


def test_an_order_shows_what_was_taken_off_and_what_each_line_bears(shop: Shop) -> None:
    order = shop.buys(2, 1, discounts=[{"code": "SPRING", "amount": "1.00"}])
    shown = shop.partner("GET", f"/orders/{order.id}")
    assert shown["discounts"] == [{"kind": "header", "code": "SPRING", "amount": "1.00"}]
    assert [line["discounts"][0]["amount"] for line in shown["lines"]] == ["0.67", "0.33"]
    assert [(line["unitPrice"], line["total"]) for line in shown["lines"]] == [
        ("3.0600", "5.45"), ("3.0600", "2.73"),
    ]  # fmt: skip
    assert shop.payment(order).authorised == Decimal("8.18")


def test_an_order_without_discounts_shows_none(shop: Shop) -> None:
    shown = shop.partner("GET", f"/orders/{shop.buys(2).id}")
    assert "discounts" not in shown.body
    assert "discounts" not in shown["lines"][0]


def test_more_than_is_left_to_pay_cannot_be_taken_off(shop: Shop) -> None:
    discounts = [{"code": "HALF", "basis_points": 5000}, {"code": "SPRING", "amount": "3.07"}]
    refusal = "discount SPRING takes off 3.07, and 3.06 is left to pay"
    assert _refused(shop, discounts=discounts) == (422, "discounts[1].amount", refusal)


@pytest.mark.parametrize("wanted", [{}, {"amount": "1.00", "basis_points": 100}])
def test_a_discount_is_either_an_amount_or_a_rate(shop: Shop, wanted: dict[str, Any]) -> None:
    refusal = "discount SPRING takes either an amount or basis_points"
    assert _refused(shop, discounts=[{"code": "SPRING", **wanted}]) == (400, "discounts[0].amount", refusal)


def test_a_line_that_comes_later_has_no_discount(shop: Shop) -> None:
    order = shop.buys(2)
    further = _line("MUG", 1, discounts=[{"code": "SPRING", "amount": "1.00"}])
    answer = shop.world("POST", f"/orders/{order.id}/amendments", {"further_lines": [further]})
    assert (answer.status, answer["field"]) == (422, "further_lines[0].discounts")


def test_a_discount_of_nothing_is_none() -> None:
    with pytest.raises(Unprocessable):
        taken_off([Decimal(1)], [()], [WantedDiscount("ONE", Decimal(2))], "GBP")
    off = taken_off([Decimal(1)], [()], [WantedDiscount("NOTHING", Decimal(0))], "GBP")
    assert (off.lines, off.header) == (((),), ())


def test_shares_are_as_fine_as_the_coins_of_the_currency() -> None:
    off = taken_off([Decimal(100), Decimal(50)], [(), ()], [WantedDiscount("TENTH", basis_points=333)], "JPY")
    assert [str(one.amount) for line in off.lines for one in line] == ["3", "2"]
    with pytest.raises(Unprocessable, match="finer than the minor unit"):
        taken_off([Decimal(100)], [()], [WantedDiscount("HALF", Decimal("0.5"))], "JPY")
