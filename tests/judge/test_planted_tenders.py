"""Rules of tenders beside the card: each fails when one thing is broken in a healthy life."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import LineWish, TenderWish
from ordergate.harness.judge.scope import Accounts, declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.marketplace.model import Method

from .breaking import Life, only_rule, rules

PAID = Decimal("30.00")


@pytest.fixture(scope="module")
def gifted() -> Iterator[Life]:
    """60.00, half of it by gift card, shipped; 3 units come back, and 1 more after that."""
    changes: list[Change] = []
    layout = Layout()
    port = InProcessWorld(Blueprint("shop-erp", 7, layout=layout), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 100, price="10.00")
    order = world.buyer.orders([LineWish(mug, 5)], tenders=[TenderWish("gift_card", "GC-1", PAID)])
    world.picker.ships(order)
    world.settle()
    for units in (3, 1):
        world.buyer.returns(order, {mug: units})
        world.receiver.inspects(order, sellable=units)
        world.settle()
    systems = ("marketplace", "erp")
    yield Life(changes, order.id, order.id, port.accounts(), declared("shop-erp", layout), systems)
    port.close()


@pytest.fixture(scope="module")
def undone() -> Iterator[Life]:
    """Two come back for two others of which one is there: the seller cancels the other."""
    changes: list[Change] = []
    layout = Layout(policies={"erp.remainder": "complete"})
    port = InProcessWorld(Blueprint("shop-erp", 7, layout=layout), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug, tee = (world.stocked(sku, 10, price="5.00") for sku in ("MUG-01", "TEE-1"))
    order = world.buyer.orders({mug: 2})
    world.picker.ships(order)
    world.settle()
    wanted = world.buyer.exchanges(order, {mug: 2}, {tee: 2})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    replacement = world.replacement(order, wanted)
    assert replacement is not None
    world.picker.ships(replacement, {tee: 1})
    world.settle()
    systems = ("marketplace", "erp")
    yield Life(changes, order.id, order.id, port.accounts(), declared("shop-erp", layout), systems)
    port.close()


def test_a_healthy_life_with_tenders_breaks_no_rule(gifted: Life, undone: Life) -> None:
    assert (gifted.judged().findings, undone.judged().findings) == ((), ())


def test_i18_tenders_that_pay_more_than_the_total(gifted: Life) -> None:
    def more(payment: Any) -> Any:
        return replace(payment, tenders=(replace(payment.tenders[0], amount=Decimal("60.01")),))

    changes = gifted.edited("marketplace", "payments", more)
    findings = [one for one in gifted.judged(changes).findings if one.rule == "I18"]
    assert "gift cards and deposits pay 60.01 of order" in findings[0].text


def test_i21_a_gift_card_that_is_taken_from_twice(gifted: Life) -> None:
    def less(payment: Any) -> Any:
        return replace(payment, tenders=(replace(payment.tenders[0], amount=Decimal("29.99")),))

    finding = only_rule(gifted.judged(gifted.edited("marketplace", "payments", less)), "I21")
    assert "29.99 is to be paid by gift_card, 30.00 of it was taken" in finding.text


def test_i21_a_card_that_pays_while_the_gift_card_has_something_left(gifted: Life) -> None:
    def more(payment: Any) -> Any:
        return replace(payment, tenders=(replace(payment.tenders[0], amount=Decimal("30.01")),))

    finding = only_rule(gifted.judged(gifted.edited("marketplace", "payments", more)), "I21")
    assert "was captured by card" in finding.text


def test_i21_a_refund_to_the_gift_card_while_the_card_can_take_it(gifted: Life) -> None:
    def swapped(payment: Any) -> Any:
        if not payment.refunds:
            return payment
        first = replace(payment.refunds[0], method=Method.GIFT_CARD)
        return replace(payment, refunds=(first, *payment.refunds[1:]))

    findings = gifted.judged(gifted.edited("marketplace", "payments", swapped)).findings
    assert any("was given back by gift_card" in finding.text for finding in findings)


@pytest.mark.parametrize("kind", ["taken_back", "refunds"])
def test_i21_goods_that_never_came_and_were_not_paid_back(undone: Life, kind: str) -> None:
    def without(payment: Any) -> Any:
        kept = tuple(entry for entry in getattr(payment, kind) if not entry.reference.startswith("pay_"))
        return replace(payment, **{kind: kept})

    ruling = undone.judged(undone.edited("marketplace", "payments", without))
    texts = [finding.text for finding in ruling.findings]
    assert rules(ruling) == {"I21"}
    assert any("6.00 of what goods were to pay" in text for text in texts)


@pytest.fixture(scope="module")
def declined() -> Iterator[Life]:
    """Everything ships while the card is declined: nothing is captured, and a person was told."""
    changes: list[Change] = []
    layout = Layout()
    port = InProcessWorld(Blueprint("shop-erp", 7, layout=layout), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 100, price="10.00")
    order = world.buyer.orders({mug: 5})
    world.buyer.has_no_cover(order)
    world.picker.ships(order)
    world.settle()
    systems = ("marketplace", "erp")
    yield Life(changes, order.id, order.id, port.accounts(), declared("shop-erp", layout), systems)
    port.close()


def test_i21_a_declined_capture_that_nobody_was_told_of(declined: Life) -> None:
    assert declined.judged().findings == ()
    untold = dataclasses.replace(declined, accounts=Accounts())
    texts = [finding.text for finding in untold.judged().findings if finding.rule == "I21"]
    assert any("0.00 was captured at the payment provider, 60.00 was invoiced" in text for text in texts)


def test_i21_a_capture_that_is_missing_though_the_card_is_taken(declined: Life) -> None:
    changes = declined.edited("marketplace", "payments", lambda payment: replace(payment, card_refusal=""))
    assert "60.00 of its payment is still held" in only_rule(declined.judged(changes), "I21").text
