"""Cash where an allowance was kept: what was paid goes back, and neither less nor more."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import ChargeWish, LineWish
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, rules


@pytest.fixture(scope="module")
def allowed() -> Iterator[Life]:
    """60.00 less 20.00 is paid, and 4 of 5 come back: 48.00 is credited, 40.00 refunded."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 100, price="10.00")
    allowance = ChargeWish("charge", "WELCOME", "welcome allowance", Decimal("-20.00"))
    order = world.buyer.orders([LineWish(mug, 5)], charges=[allowance])
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {mug: 4})
    world.receiver.inspects(order, sellable=4)
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts(), systems=("marketplace", "erp"))
    port.close()


def test_an_allowance_that_is_kept_is_no_finding(allowed: Life) -> None:
    assert rules(allowed.judged()) == set()


def test_what_was_paid_goes_back_whole_all_the_same(allowed: Life) -> None:
    def less(payment: Any) -> Any:
        return replace(payment, refunds=tuple(replace(x, amount=Decimal("39.00")) for x in payment.refunds))

    findings = allowed.judged(allowed.edited("marketplace", "payments", less)).findings
    assert any(
        "39.00 was refunded at the payment provider, 40.00 was credited" in one.text for one in findings
    )


def test_no_more_is_credited_than_the_allowance_explains(allowed: Life) -> None:
    def more(memo: Any) -> Any:
        raised = replace(memo.lines[0], net=memo.lines[0].net + Decimal("13.00"))
        return replace(memo, lines=(raised, *memo.lines[1:]))

    findings = allowed.judged(allowed.edited("erp", "credit_memos", more)).findings
    assert any(
        "40.00 was refunded at the payment provider, 61.00 was credited" in one.text for one in findings
    )
