"""I24 of orders paid in advance fails, and only it, when one thing is broken in a healthy life of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule, rules


@pytest.fixture(scope="module")
def in_advance() -> Iterator[Life]:
    """One order of 60 is paid by 40 and 20, and ships; of another of 60 nothing has come."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 50, price="10.00")
    world.buyer.registers()
    world.settle()
    first, second = (world.buyer.orders({item: 5}, terms="PREPAID") for _ in range(2))
    world.settle()
    for amount in ("40.00", "20.00"):
        world.credit_controller.books_transfer(world.buyer.id, Decimal(amount), order=first)
        world.settle()
    world.picker.ships(first)
    world.settle()
    yield Life(changes, first.id, second.id, port.accounts())
    port.close()


def test_a_healthy_life_in_advance_breaks_no_rule(in_advance: Life) -> None:
    assert in_advance.judged().findings == ()


def test_i24_an_order_that_was_released_a_penny_short(in_advance: Life) -> None:
    changes = in_advance.edited(
        "erp", "payments", lambda payment: replace(payment, amount=Decimal("19.99")),
        only=lambda payment: payment.amount == 20,
    )  # fmt: skip
    texts = [f.text for f in in_advance.judged(changes).findings if f.rule == "I24"]
    for did in ("oms asked a site to ship", "erp booked a delivery", "erp wrote an invoice"):
        assert any(did in text and "59.99 GBP of 60.00 had come" in text for text in texts)
    assert rules(in_advance.judged(changes)) == {"I24"}


def test_i24_money_that_came_for_another_order(in_advance: Life) -> None:
    changes = in_advance.edited(
        "erp", "payments", lambda payment: replace(payment, order_ref="main/408-0000000-0000000")
    )
    finding = only_rule(in_advance.judged(changes), "I24")
    assert "0.00 GBP of 60.00 had come" in finding.text
    assert finding.money_at_risk == Decimal("60.00")


def test_i24_an_order_that_does_not_wait_for_its_money(in_advance: Life) -> None:
    def goes(order: Any) -> Any:
        return replace(order, holds=())

    changes = in_advance.edited("erp", "orders", goes)
    kept = [c for c in changes if (c.system, c.table) != ("erp", "holds")]
    texts = [f.text for f in in_advance.judged(kept).findings]
    assert any("0.00 GBP of 60.00 have come, and it does not wait" in text for text in texts)
    assert rules(in_advance.judged(kept)) == {"I24"}


def test_i24_an_order_that_waits_although_it_is_paid(in_advance: Life) -> None:
    paid = in_advance.last("erp", "payments")
    twin = replace(
        paid.after, number="0600000099", external_ref="bank-99", allocations=(), amount=Decimal(60),
        order_ref=f"main/{in_advance.waiting}",
    )  # fmt: skip
    entry = in_advance.last("erp", "ledger")
    posted = replace(entry.after, number="0900000099", document="0600000099", amount=Decimal(-60))
    changes = [
        *in_advance.changes,
        paid._replace(key="0600000099", before=None, after=twin, version=1),
        entry._replace(key="0900000099", before=None, after=posted, version=1),
    ]
    assert "of 60.00 have come, and it waits still" in only_rule(in_advance.judged(changes), "I24").text


def test_i24_an_invoice_that_the_payment_did_not_settle(in_advance: Life) -> None:
    changes = in_advance.edited("erp", "payments", lambda payment: replace(payment, allocations=()))
    finding = only_rule(in_advance.judged(changes), "I24")
    assert "0.00 GBP are settled, and 60.00 were paid in advance" in finding.text
