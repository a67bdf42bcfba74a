"""Rules of money that is owed to a buyer: each fails when one thing is broken in a healthy life."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec.structs import replace

from ordergate.harness.actors.orders import ChargeWish, LineWish, Packing
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, rules


def lived(live: Callable[[World], None], **more: Any) -> Life:
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7, **more), reference_engine)
    port.vendors.listen(changes.extend)
    live(World(port))
    life = Life(changes, "", "", port.accounts(), systems=("marketplace", "erp"))
    port.close()
    return life


@cache
def taken_back() -> Life:
    """40.00 of 60.00 less an allowance is paid, 10.00 given back by hand, then 4 and 1 of 5 come back."""
    return lived(_by_hand_beside_an_allowance)


def _by_hand_beside_an_allowance(world: World) -> None:
    mug = world.stocked("MUG-01", 100, price="10.00")
    allowance = ChargeWish("charge", "WELCOME", "allowance", Decimal("-20.00"))
    order = world.buyer.orders([LineWish(mug, 5)], charges=[allowance])
    world.picker.ships(order)
    world.settle()
    world.cashier.gives_back(order, Decimal("10.00"))
    world.settle()
    for units in (4, 1):
        world.buyer.returns(order, {mug: units})
        world.receiver.inspects(order, sellable=units)
        world.settle()


@cache
def declined() -> Life:
    """2 of 4 are paid for, the card is declined for 2, and 3 come back: 24.00 of 36.00 is refunded."""
    return lived(_declined)


def _declined(world: World) -> None:
    mug = world.stocked("MUG-01", 100, price="10.00")
    order = world.buyer.orders({mug: 4})
    world.picker.ships(order, {mug: 2})
    world.settle()
    world.buyer.has_no_cover(order)
    world.picker.ships(order, {mug: 2})
    world.settle()
    world.buyer.returns(order, {mug: 3})
    world.receiver.inspects(order, sellable=3)
    world.settle()


@cache
def weighed() -> Life:
    """A cheese billed at 13.80 by its weight comes back, and all of that is kept of a fee of 14.40."""
    return lived(_weighed)


def _weighed(world: World) -> None:
    scales = Packing({}, weight_g=1200, weight_tolerance_bp=500)
    cheese = world.stocked("CHEESE-01", 30, price="10.00", units=scales)
    order = world.buyer.orders({cheese: 1})
    world.picker.weighs(order, cheese, 1, 1150)
    world.settle()
    row = {"line_id": order.lines[0].id, "quantity": 1, "reason": "opened", "fee": "14.40"}
    world.buyer.returns_lines(order, [row])
    world.receiver.inspects(order, sellable=1)
    world.settle()


@cache
def agreed() -> Life:
    """8.00 is agreed for 2 units, of which 1 arrives: 4.00 is credited."""
    return lived(_agreed)


def _agreed(world: World) -> None:
    mug = world.stocked("MUG-01", 100, price="10.00")
    order = world.buyer.orders({mug: 2})
    world.picker.ships(order)
    world.settle()
    row = {"line_id": order.lines[0].id, "quantity": 2, "reason": "opened", "agreed": "8.00"}
    world.buyer.returns_lines(order, [row])
    world.receiver.inspects(order, sellable=1, missing=1)
    world.settle()


def _told(life: Life, broken: list[Change]) -> str:
    assert rules(life.judged()) == set()
    return "\n".join(f"{finding.rule} {finding.text}" for finding in life.judged(broken).findings)


def _takes_back(memo: Any) -> bool:
    return bool(memo.external_ref.endswith("-before"))


def test_credit_is_not_taken_back_twice() -> None:
    last = [c for c in taken_back().changes if c.table == "credit_memos" and _takes_back(c.after)][-1]
    twin = last._replace(key="9", before=None, after=replace(last.after, number="9"), version=1)
    told = _told(taken_back(), [*taken_back().changes, twin])
    assert "I21" in told
    assert "credit of 20.00 was taken back for it" in told


def test_no_credit_stays_given_twice_that_an_allowance_would_hide() -> None:
    broken = [c for c in taken_back().changes if c.table != "credit_memos" or not _takes_back(c.after)]
    assert "credit of 0.00 was taken back for it" in _told(taken_back(), broken)


def test_what_was_taken_goes_back_while_the_rest_is_declined() -> None:
    def less(payment: Any) -> Any:
        return replace(payment, refunds=tuple(replace(x, amount=Decimal("23.00")) for x in payment.refunds))

    told = _told(declined(), declined().edited("marketplace", "payments", less))
    assert "23.00 was refunded at the payment provider, 24.00 was credited" in told


def test_what_is_credited_goes_back_once_the_card_pays_again() -> None:
    def covered(payment: Any) -> Any:
        more = replace(payment.captures[0], id="capture_2", reference="2")
        return replace(payment, captures=(*payment.captures, more), card_refusal="")

    told = _told(declined(), declined().last_edited("marketplace", "payments", covered))
    assert "24.00 was refunded at the payment provider, 36.00 was credited" in told


def test_a_fee_makes_no_credit_below_zero() -> None:
    def whole(memo: Any) -> Any:
        lines = [
            replace(line, net=Decimal("-12.00"), tax=Decimal("-2.40")) if "fee" in line.kind else line
            for line in memo.lines
        ]
        return replace(memo, lines=tuple(lines))

    told = _told(weighed(), weighed().edited("erp", "credit_memos", whole))
    assert "keeps 12.00 + 2.40 tax of line 10 for restocking, 11.50 + 2.30 tax" in told


def test_of_an_agreed_amount_the_share_is_credited_that_came_back() -> None:
    def more(memo: Any) -> Any:
        return replace(memo, lines=(replace(memo.lines[0], net=Decimal("11.00")), *memo.lines[1:]))

    told = _told(agreed(), agreed().edited("erp", "credit_memos", more))
    assert "gives 5.00 for return MR-1, 4.00 of 8.00 that were agreed is right" in told
