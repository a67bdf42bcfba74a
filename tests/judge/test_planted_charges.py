"""Rules of charges of cancelled orders: each fails when one thing is broken in a healthy life."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import ChargeWish
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, rules


@pytest.fixture(scope="module")
def unwanted() -> Iterator[Life]:
    """4 with freight of 12.00, all cancelled by their buyer: the freight is billed."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 100, price="10.00")
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"))
    order = world.buyer.orders({mug: 4}, charges=[freight])
    world.settle()
    world.buyer.cancels(order)
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts(), systems=("marketplace", "erp"))
    port.close()


def test_what_a_buyer_cancels_may_be_charged(unwanted: Life) -> None:
    assert rules(unwanted.judged()) == set()


def test_what_the_seller_cancels_is_never_charged(unwanted: Life) -> None:
    def by_seller(cancellation: Any) -> Any:
        return replace(cancellation, seller_ref="OC-1")

    findings = unwanted.judged(unwanted.edited("marketplace", "cancellations", by_seller)).findings
    assert any(one.rule == "I20" and "is 0.00, and 12.00 is invoiced for it" in one.text for one in findings)


def test_a_seller_who_cancels_nothing_does_not_waive_the_charges(unwanted: Life) -> None:
    def refused(cancellation: Any) -> Any:
        lines = tuple(replace(line, accepted=0) for line in cancellation.lines)
        return replace(cancellation, seller_ref="OC-1", lines=lines)

    findings = unwanted.judged(unwanted.edited("marketplace", "cancellations", refused)).findings
    assert not any("is invoiced for it" in one.text for one in findings)
