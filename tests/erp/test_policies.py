"""What becomes of the rest of a line, and of credited units, where the trade leaves a choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ordergate.simulators.erp.model import OrderState
from tests.erp.company import Answer, Company, goods


@pytest.fixture
def company() -> Iterator[Company]:
    made = Company()
    made.lists("MUG", stock=10)
    yield made
    made.close()


def _sends(company: Company, order: str, quantity: int) -> str:
    lines = [{"line_no": 10, "quantity": quantity}]
    answer = company.world("POST", "/deliveries", {"order": order, "lines": lines})
    assert answer.status == 201, answer.body
    return str(answer["number"])


def test_a_delivery_by_people_completes_the_line_and_frees_what_was_promised(company: Company) -> None:
    company.system.context.policies = {"erp.remainder": "complete"}
    order = company.orders(goods(9))
    delivery = _sends(company, order, 4)
    line = company.erp.orders.get(order).lines[0]
    assert (line.delivered, line.cancelled, line.open) == (4, 5, 0)
    assert company.partner("GET", f"/Deliveries/{delivery}")["Lines"] == [
        {"LineNo": 10, "Quantity": 4, "Cancelled": 5}
    ]
    stock = company.erp.stock.get("MUG@MAIN")
    assert (stock.on_hand, stock.committed) == (6, 0)
    company.bills(delivery)
    assert company.erp.orders.get(order).state is OrderState.CLOSED


def test_a_delivery_that_a_warehouse_reports_leaves_the_rest_open(company: Company) -> None:
    company.system.context.policies = {"erp.remainder": "complete"}
    order = company.orders(goods(9))
    assert company.delivers(order, 4).status == 201
    assert company.erp.orders.get(order).lines[0].open == 5


@pytest.mark.parametrize("credited_first", [True, False])
def test_credited_units_are_sold_again_once_whatever_was_found(
    company: Company, credited_first: bool
) -> None:
    company.system.context.policies = {"erp.return_restock": "refund"}
    order = company.orders(goods(6))
    company.bills(_sends(company, order, 6))
    announced = company.announces(order, 4)["Number"]
    found = {"lines": [{"line_no": 10, "sellable": 1, "damaged": 2, "inspect": 1}]}
    steps: list[Callable[[], Answer]] = [
        lambda: company.world("POST", f"/returns/{announced}/receipts", found),
        lambda: company.credits(order, {"LineNo": 10, "Quantity": 3}),
    ]
    for step in reversed(steps) if credited_first else steps:
        assert step().status in (200, 201)
    stock = company.erp.stock.get("MUG@MAIN")
    assert (stock.on_hand, stock.blocked) == (8, 1)
    assert company.erp.returns.get(announced).lines[0].restocked == 2
    again = company.world("POST", f"/returns/{announced}/receipts", found)
    assert again.status == 200 and company.erp.stock.get("MUG@MAIN") == stock


def test_what_a_warehouse_inspected_stays_blocked(company: Company) -> None:
    company.system.context.policies = {"erp.return_restock": "refund"}
    order = company.orders(goods(6))
    company.delivers_and_bills(order, 6)
    announced = company.announces(order, 2)["Number"]
    company.receives(announced, (0, 2, 0))
    company.credits(order, {"LineNo": 10, "Quantity": 2})
    assert company.erp.stock.get("MUG@MAIN").blocked == 2


@pytest.mark.parametrize(("duplicates", "made"), [("recognised", 1), ("taken", 2)])
def test_an_order_that_is_sent_again_is_recognised_or_makes_another(
    company: Company, duplicates: str, made: int
) -> None:
    company.system.context.policies = {"erp.duplicates": duplicates}
    body = company.order_body(goods(2))
    answers = [
        company.partner("POST", "/SalesOrders", body, headers={"idempotency-key": "k"}) for _ in range(2)
    ]
    assert [answer.status for answer in answers] == [201, 201]
    assert len({answer["Number"] for answer in answers}) == len(company.erp.orders) == made
