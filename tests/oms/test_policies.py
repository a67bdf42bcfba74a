"""What the system does where the trade leaves a choice, in each setting."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordergate.simulators.oms.model import OrderState
from ordergate.simulators.oms.policy import POLICIES
from tests.oms.books import assert_books_balance
from tests.oms.desk import Desk, units
from tests.oms.test_books import Trade


def _desk(**chosen: str) -> Desk:
    made = Desk(("LON", "HUL", "YRK"))
    made.system.context.policies = {f"oms.{name}": choice for name, choice in chosen.items()}
    made.lists("MUG", "TEE")
    return made


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = _desk()
    yield made
    made.close()


def _declares(desk: Desk, **chosen: str) -> None:
    desk.system.context.policies = {f"oms.{name}": choice for name, choice in chosen.items()}


def _asked(desk: Desk, order_id: int) -> dict[str, int]:
    """How many units each site was asked for, in the order in which they were."""
    return {work.site: sum(line.quantity for line in work.lines) for work in desk.works(order_id)}


def test_what_no_site_has_is_cancelled_at_once_and_told(desk: Desk) -> None:
    _declares(desk, backorder="cancel")
    desk.receives("MUG", 4)
    order_id = desk.takes(("MUG", 6), ("TEE", 2))
    assert [(line.allocated, line.backordered, line.cancelled) for line in desk.order(order_id).lines] == [
        (4, 0, 2), (0, 0, 2),
    ]  # fmt: skip
    [listed] = desk.get("/cancellations").body["cancellations"]
    assert listed == {
        "reference": "OMS-1000001-1", "order_id": order_id, "pending": [], "by": "oms",
        "lines": [
            {"line_id": 2000001, "quantity": 2, "cancelled": 2, "refused": 0, "pending": 0},
            {"line_id": 2000002, "quantity": 2, "cancelled": 2, "refused": 0, "pending": 0},
        ],
    }  # fmt: skip


def test_what_the_channel_cancelled_is_listed_as_its_own(desk: Desk) -> None:
    order_id = desk.takes(("MUG", 6))
    lines = units(_2000001=1)
    desk.does(f"/orders/{order_id}/cancellations", {"reference": "MC-1", "lines": lines})
    [listed] = desk.get("/cancellations").body["cancellations"]
    assert (listed["reference"], listed.get("by", "channel")) == ("MC-1", "channel")


def test_each_remainder_has_a_reference_of_its_own(desk: Desk) -> None:
    _declares(desk, backorder="cancel")
    desk.receives("MUG", 4)
    order_id = desk.takes(("MUG", 6))
    work_id = desk.accepted(order_id)
    desk.does(f"/fulfilments/{work_id}/shortages", {"reference": "S1", "lines": units(_2000001=4)})
    assert [one.reference for one in desk.oms.cancellations] == ["OMS-1000001-1", "OMS-1000001-2"]
    assert desk.order(order_id).state is OrderState.CANCELLED


def test_an_order_that_is_released_is_cancelled_as_far_as_nothing_is_there(desk: Desk) -> None:
    _declares(desk, backorder="cancel")
    desk.receives("MUG", 4)
    order_id = desk.takes(("MUG", 6), holds=("fraud",))
    assert desk.line(order_id).cancelled == 0
    desk.delete(f"/orders/{order_id}/holds/fraud")
    assert (desk.line(order_id).allocated, desk.line(order_id).cancelled) == (4, 2)


@pytest.mark.parametrize(
    ("routing", "asked"),
    [
        ("whole_first", {"HUL": 5}), ("in_order", {"LON": 4, "HUL": 1}), ("most_stock", {"YRK": 5}),
    ],
)  # fmt: skip
def test_sites_serve_in_the_order_that_was_declared(desk: Desk, routing: str, asked: dict[str, int]) -> None:
    _declares(desk, routing=routing)
    for site, quantity in (("LON", 4), ("HUL", 6), ("YRK", 9)):
        desk.receives("MUG", quantity, site=site)
    assert _asked(desk, desk.takes(("MUG", 5))) == asked


def test_a_complete_order_goes_first_come_first_served_once_all_of_it_is_there(desk: Desk) -> None:
    _declares(desk, ship="complete")
    desk.receives("MUG", 3)
    first, second = desk.takes(("MUG", 5)), desk.takes(("MUG", 4), ("TEE", 1))
    assert _asked(desk, first) == _asked(desk, second) == {}
    desk.receives("TEE", 1)
    desk.receives("MUG", 1, site="HUL")
    assert (_asked(desk, first), _asked(desk, second)) == ({}, {"LON": 4, "HUL": 1})
    desk.receives("MUG", 5)
    assert _asked(desk, first) == {"LON": 5}


def test_units_found_short_wait_for_their_site_and_others_for_any(desk: Desk) -> None:
    _declares(desk, resource_short="wait")
    desk.receives("MUG", 4)
    order_id = desk.takes(("MUG", 6))
    work_id = desk.accepted(order_id)
    desk.does(f"/fulfilments/{work_id}/shortages", {"reference": "S1", "lines": units(_2000001=3)})
    assert (desk.line(order_id).backordered, desk.oms.backorders.get(2000001).only_at) == (5, {"LON": 3})
    desk.receives("MUG", -3)  # The count that says so: until then the system takes them for being there.
    desk.receives("MUG", 9, site="HUL")
    assert (desk.line(order_id).backordered, desk.oms.backorders.get(2000001).only_at) == (3, {"LON": 3})
    desk.receives("MUG", 2)
    assert (desk.line(order_id).backordered, desk.oms.backorders.get(2000001).only_at) == (1, {"LON": 1})


_EVERY = list(product(*(policy.choices for policy in POLICIES)))


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
@given(
    chance=st.randoms(use_true_random=True),
    chosen=st.sampled_from(_EVERY),
    steps=st.lists(st.integers(0, 17), min_size=40, max_size=80),
)
def test_the_books_balance_under_all_policies(chance: Any, chosen: tuple[str, ...], steps: list[int]) -> None:
    trade = Trade(chance)
    policies = {policy.name: choice for policy, choice in zip(POLICIES, chosen, strict=True)}
    trade.desk.system.context.policies = policies
    actions = trade.actions()
    try:
        for step in steps:
            actions[step]()
            assert_books_balance(trade.desk)
            _assert_kept(trade.desk, policies)
    finally:
        trade.desk.close()


def _assert_kept(desk: Desk, policies: dict[str, str]) -> None:
    for order in desk.oms.orders:
        if policies["oms.backorder"] == "cancel":
            assert not any(line.backordered for line in order.lines)
        short = sum(line.short for work in desk.works(order.id) for line in work.lines)
        if policies["oms.ship"] == "complete" and any(line.allocated for line in order.lines):
            assert sum(line.backordered for line in order.lines) <= short
    for waiting in desk.oms.backorders:
        assert sum(waiting.only_at.values()) <= waiting.quantity
        assert not waiting.only_at or policies["oms.resource_short"] == "wait"
