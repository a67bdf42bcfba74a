"""Rules of refunds that must not be, or were made past the shop: each fails when one thing is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
def given_back() -> Iterator[Life]:
    """60.00 taken, 10.00 given back at the provider; one unit comes back, then 50.00 is refused."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 100, price="10.00")
    order = world.buyer.orders({mug: 5})
    world.picker.ships(order)
    world.settle()
    world.cashier.gives_back(order, Decimal("10.00"))
    world.settle()
    world.buyer.returns(order, {mug: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    world.cashier.is_refused(order, Decimal("50.00"))
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts(), systems=("marketplace", "erp"))
    port.close()


def test_the_life_is_healthy(given_back: Life) -> None:
    assert rules(given_back.judged()) == set()


def _refused(edit: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda payment: replace(payment, refused=tuple(edit(one) for one in payment.refused))


@pytest.mark.parametrize(
    "edit",
    [
        lambda one: replace(one, amount=Decimal("38.00")),
        lambda one: replace(one, left=Decimal("40.00")),
    ],
    ids=["there was enough", "told wrongly"],
)
def test_a_refusal_has_to_be_right(given_back: Life, edit: Callable[[Any], Any]) -> None:
    broken = given_back.edited("marketplace", "payments", _refused(edit))
    assert "38.00 was left" in only_rule(given_back.judged(broken), "I21").text


def test_a_refusal_moves_no_money(given_back: Life) -> None:
    last = given_back.last("marketplace", "payments")
    assert last.after.refused
    taken = given_back.last("marketplace", "payments").before.captures[0]
    moved = replace(last.after, captures=(*last.after.captures, replace(taken, id="c", amount=Decimal(0))))
    broken = [change._replace(after=moved) if change is last else change for change in given_back.changes]
    assert "money moved all the same" in only_rule(given_back.judged(broken), "I21").text


def test_a_refused_refund_is_not_booked(given_back: Life) -> None:
    refused = given_back.last("marketplace", "payments").after.refused[0]
    broken = given_back.doubled(
        "erp", "payments",
        lambda paid: replace(paid, number="9", external_ref=refused.id, amount=refused.amount), "9",
    )  # fmt: skip
    assert "I21" in rules(given_back.judged(broken))


def test_money_given_back_by_hand_is_credited(given_back: Life) -> None:
    def other(memo: Any) -> Any:
        return replace(memo, external_ref="refund_x") if memo.external_ref.startswith("refund_") else memo

    broken = given_back.edited("erp", "credit_memos", other)
    finding = only_rule(given_back.judged(broken), "I21")
    assert "the erp has 0 credit memos for it" in finding.text
    assert finding.money_at_risk == Decimal("10.00")


def test_money_given_back_by_hand_is_not_given_back_again(given_back: Life) -> None:
    def twice(payment: Any) -> Any:
        by_hand = next(entry for entry in payment.refunds if entry.origin)
        return replace(payment, refunds=(*payment.refunds, replace(by_hand, id="again", origin="")))

    broken = given_back.last_edited("marketplace", "payments", twice)
    assert "32.00 was refunded at the payment provider, 22.00 was credited" in " ".join(
        finding.text for finding in given_back.judged(broken).findings if finding.rule == "I21"
    )
