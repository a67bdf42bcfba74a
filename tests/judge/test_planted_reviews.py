"""I24 of orders under review fails, and only it, when one thing is broken in a healthy life of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.marketplace.model import ReviewState

from .breaking import Life, only_rule


@pytest.fixture(scope="module")
def reviewed() -> Iterator[Life]:
    """One order was cleared and has shipped (``order``), another was rejected (``waiting``)."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 50, price="10.00")
    first, second = (world.buyer.orders({item: 5}, suspicion="odd card") for _ in range(2))
    world.seller.clears(first, by="fraud desk", reason="called back")
    world.seller.rejects(second, by="fraud desk", reason="stolen")
    world.settle()
    world.picker.ships(first)
    world.settle()
    yield Life(changes, first.id, second.id, port.accounts())
    port.close()


def told(state: ReviewState) -> Any:
    return lambda order: replace(order, review=replace(order.review, state=state))


def test_a_healthy_life_of_reviews_breaks_no_rule(reviewed: Life) -> None:
    assert reviewed.judged().findings == ()


def test_i24_an_order_that_goes_before_it_was_cleared(reviewed: Life) -> None:
    changes = reviewed.edited(
        "marketplace", "orders", told(ReviewState.PENDING), only=lambda order: order.id == reviewed.order
    )
    finding = only_rule(reviewed.judged(changes), "I24")
    assert "was on hold for: fraud" in finding.text


def test_i24_a_rejected_order_that_is_not_cancelled(reviewed: Life) -> None:
    def open_again(order: Any) -> Any:
        [line] = order.lines
        return replace(order, state="open", lines=(replace(line, cancelled=0),))

    rejected = reviewed.edited(
        "erp", "orders", open_again,
        only=lambda order: order.external_ref.endswith(reviewed.waiting) and order.state == "cancelled",
    )  # fmt: skip
    texts = [f.text for f in reviewed.judged(rejected).findings if f.rule == "I24"]
    assert any("was rejected by fraud desk, and 5 units of erp order" in text for text in texts)


def test_i24_a_cleared_order_that_waits_still(reviewed: Life) -> None:
    last = [
        c for c in reviewed.changes
        if (c.system, c.table) == ("erp", "orders") and c.after.external_ref.endswith(reviewed.order)
    ][-1]  # fmt: skip
    waits = replace(last.after, holds=("fraud",))
    changes = [*reviewed.changes, last._replace(before=last.after, after=waits, version=last.version + 1)]
    finding = only_rule(reviewed.judged(changes), "I24")
    assert "was cleared by fraud desk, and 0 units of erp order" in finding.text
