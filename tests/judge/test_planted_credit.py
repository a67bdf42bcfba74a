"""I24 of orders on account fails, and only it, when one thing is broken in a healthy life of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.judge.scope import declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule, rules


@pytest.fixture(scope="module")
def on_account() -> Iterator[Life]:
    """Limit 100: the first order of 60 ships, the second waits until 60 is paid, a third of 120 waits."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 50, price="10.00")
    world.buyer.registers()
    world.settle()
    world.credit_controller.limits(world.buyer.id, Decimal("100.00"))
    first = world.buyer.orders({item: 5}, terms="2/10 NET 30")
    world.settle()
    second = world.buyer.orders({item: 5}, terms="NET 30")
    world.picker.ships(first)
    world.settle()
    world.credit_controller.books_transfer(world.buyer.id, Decimal("60.00"))
    world.settle()
    world.picker.ships(second)
    world.settle()
    third = world.buyer.orders({item: 10}, terms="EOM")
    world.settle()
    yield Life(changes, first.id, third.id, port.accounts())
    port.close()


def on_hold(order: Any) -> bool:
    return "credit" in order.holds


def test_a_healthy_life_on_account_breaks_no_rule(on_account: Life) -> None:
    assert on_account.judged().findings == ()


def test_i24_an_order_beyond_the_limit_that_is_not_held(on_account: Life) -> None:
    changes = on_account.edited("erp", "orders", lambda order: replace(order, holds=()))
    kept = [c for c in changes if (c.system, c.table) != ("erp", "holds")]
    texts = [f.text for f in on_account.judged(kept).findings if f.rule == "I24"]
    assert any("was booked on account for 120.00 although customer" in text for text in texts)
    assert rules(on_account.judged(kept)) == {"I24"}


def test_i24_a_limit_that_was_never_kept_to(on_account: Life) -> None:
    def lower(customer: Any) -> Any:
        return replace(customer, credit_limit=Decimal("10.00"))

    finding = only_rule(on_account.judged(on_account.edited("erp", "customers", lower)), "I24")
    assert "and may owe 10.00" in finding.text


def test_i24_a_release_for_which_no_room_was_made(on_account: Life) -> None:
    def less(payment: Any) -> Any:
        return replace(payment, amount=Decimal("5.00"))

    changes = on_account.edited("erp", "payments", less)
    finding = only_rule(on_account.judged(changes), "I24")
    assert "was released by payment 0600000001 on account for 60.00 although customer" in finding.text
    assert finding.money_at_risk == Decimal("15.00")


def test_i24_an_order_that_goes_on_though_nobody_released_it(on_account: Life) -> None:
    changes = on_account.edited(
        "erp", "holds", lambda hold: replace(hold, state="placed"), only=lambda hold: hold.state == "released"
    )
    assert "although nobody released its credit hold" in only_rule(on_account.judged(changes), "I24").text


@pytest.mark.parametrize(
    "edit",
    [
        lambda invoice: replace(invoice, due_date="2026-01-31"),
        lambda invoice: replace(invoice, due_date=""),
        lambda invoice: replace(invoice, discount_bp=100),
    ],
)
def test_i24_an_invoice_that_is_due_on_another_day(on_account: Life, edit: Callable[[Any], Any]) -> None:
    finding = only_rule(on_account.judged(on_account.edited("erp", "invoices", edit)), "I24")
    assert "is right" in finding.text


def test_i24_an_order_on_other_terms_than_the_shop_agreed(on_account: Life) -> None:
    changes = on_account.edited(
        "marketplace", "orders", lambda order: replace(order, payment_terms="NET 60"),
        only=lambda order: order.payment_terms == "NET 30",
    )  # fmt: skip
    texts = [f.text for f in on_account.judged(changes).findings]
    assert any("is on the terms NET 30, not NET 60" in text for text in texts)
    assert rules(on_account.judged(changes)) == {"I24"}


def test_i24_a_delivery_beyond_the_limit_where_deliveries_are_checked() -> None:
    """Limit 100: 60 are sent and billed; of another 60 people send 3 units for 36."""
    changes: list[Change] = []
    policies = {"erp.credit_check": "delivery"}
    layout = Layout(policies=policies)
    port = InProcessWorld(Blueprint("shop-erp", 7, layout=layout), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 50, price="10.00")
    world.buyer.registers()
    world.settle()
    world.credit_controller.limits(world.buyer.id, Decimal("100.00"))
    orders = [world.buyer.orders({item: 5}, terms="NET 30") for _ in range(2)]
    world.picker.ships(orders[0])
    world.settle()
    world.picker.ships(orders[1], {item: 3})
    world.settle()
    life = Life(
        changes, orders[0].id, orders[1].id, port.accounts(), declared("shop-erp", layout), port.systems
    )
    port.close()
    assert life.judged().findings == ()

    def lower(customer: Any) -> Any:
        limit = customer.credit_limit
        return replace(customer, credit_limit=None if limit is None else Decimal("95.99"))

    finding = only_rule(life.judged(life.edited("erp", "customers", lower)), "I24")
    assert "owes 96.00 with it, and may owe 95.99" in finding.text


@pytest.fixture(scope="module")
def paid_early() -> Iterator[Life]:
    """2/1 NET 30: an invoice of 60 is settled by 58.80 in time, another of 60 by 58.80 too late."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 50, price="10.00")
    orders = []
    for days in (0, 2):
        orders.append(world.buyer.orders({item: 5}, terms="2/1 NET 30"))
        world.picker.ships(orders[-1])
        world.settle()
        world.run(days=days)
        world.credit_controller.books_transfer(world.buyer.id, Decimal("58.80"))
        world.settle()
    yield Life(changes, orders[0].id, orders[1].id, port.accounts(), systems=port.systems)
    port.close()


def test_a_healthy_life_of_early_payment_breaks_no_rule(paid_early: Life) -> None:
    assert paid_early.judged().findings == ()


@pytest.mark.parametrize(
    ("discount", "tax"), [("1.20", "0.00"), ("1.21", "0.20"), ("0.00", "0.00"), ("1.20", "0.21")]
)
def test_i21_a_discount_that_the_terms_do_not_offer(paid_early: Life, discount: str, tax: str) -> None:
    def other(payment: Any) -> Any:
        [one] = payment.allocations
        taken = replace(one, discount=Decimal(discount), discount_tax=Decimal(tax))
        return replace(payment, allocations=(taken,))

    changes = paid_early.edited(
        "erp", "payments", other, only=lambda payment: bool(payment.allocations[0].discount)
    )
    ruling = paid_early.judged(changes)
    right = f"with 58.80 and a discount of {discount}, {tax} of it tax; 1.20 and 0.20 are right"
    assert any(right in finding.text for finding in ruling.findings)
    assert rules(ruling) == {"I21"}


def test_i21_a_discount_that_was_taken_too_late(paid_early: Life) -> None:
    def late(payment: Any) -> Any:
        return replace(payment, date="2026-12-31")

    finding = only_rule(paid_early.judged(paid_early.edited("erp", "payments", late)), "I21")
    assert "a discount of 1.20, 0.20 of it tax; 0.00 and 0.00 are right" in finding.text


def test_i21_a_discount_whose_tax_is_not_in_the_ledger(paid_early: Life) -> None:
    kept = [c for c in paid_early.changes if c.table != "ledger" or c.after.account != "output_tax"]
    finding = only_rule(paid_early.judged(kept), "I21")
    assert "the ledger has 0.00 of payment 0600000001 as output tax; 0.20 were taken off" in finding.text
