"""The rules of exchanges fail, and only they, when one thing is broken in a healthy exchange."""

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
from ordergate.simulators.marketplace.model import Method

from .breaking import Life, only_rule, rules


@pytest.fixture(scope="module")
def exchanged() -> Iterator[Life]:
    """One of 6.00 for one of 9.60 (``order``), then one of 9.60 for one of 6.00 (``waiting``)."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    cheap, dear = world.stocked("MUG-01", 20, price="5.00"), world.stocked("TEE-1", 20, price="8.00")
    placed = []
    for mine, instead in ((cheap, dear), (dear, cheap)):
        order = world.buyer.orders({mine: 2})
        world.picker.ships(order)
        world.settle()
        wanted = world.buyer.exchanges(order, {mine: 1}, {instead: 1})
        world.receiver.inspects(order, sellable=1)
        world.settle()
        replacement = world.replacement(order, wanted)
        assert replacement is not None
        world.picker.ships(replacement)
        world.settle()
        placed.append(order)
    yield Life(changes, placed[0].id, placed[1].id, port.accounts())
    port.close()


def goods(entry: Any) -> bool:
    return bool(entry.method == "exchange")


def test_a_healthy_exchange_breaks_no_rule(exchanged: Life) -> None:
    assert exchanged.judged().findings == ()


def test_i02_a_replacement_that_was_never_placed(exchanged: Life) -> None:
    kept = [
        c for c in exchanged.changes
        if (c.system, c.table) != ("marketplace", "orders") or not c.after.exchange_of
    ]  # fmt: skip
    found = [f for f in exchanged.judged(kept).findings if "is an exchange" in f.text]
    assert [f.rule for f in found] == ["I02", "I02"]
    assert "1 units are to be replaced, and 0 orders were placed for it; 1 is right" in found[0].text


def test_i01_a_replacement_that_was_placed_twice(exchanged: Life) -> None:
    last = [c for c in exchanged.changes if (c.system, c.table) == ("marketplace", "orders")][-1]
    twin = replace(last.after, id="408-0000001-0000001")
    changes = [*exchanged.changes, last._replace(key=twin.key, before=None, after=twin, version=1)]
    found = [f for f in exchanged.judged(changes).findings if f.rule == "I01"]
    assert "2 orders were placed for it; 1 is right" in found[0].text


def test_i01_a_replacement_of_more_units_than_are_due(exchanged: Life) -> None:
    def nothing_came(ret: Any) -> Any:
        lines = tuple(replace(line, sellable=0, damaged=0) for line in ret.lines)
        return replace(ret, lines=lines) if ret.state == "received" else ret

    found = exchanged.judged(exchanged.edited("erp", "returns", nothing_came)).findings
    assert any(f.rule == "I01" and "0 units are to be replaced, and 1 orders" in f.text for f in found)


def test_i16_a_replacement_at_another_price_than_was_captured(exchanged: Life) -> None:
    def dearer(ret: Any) -> Any:
        exchange = tuple(replace(line, unit_price=line.unit_price + 1) for line in ret.exchange)
        return replace(ret, exchange=exchange)

    finding = only_rule(
        exchanged.judged(exchanged.edited("marketplace", "returns", dearer)), "I16", also="I17"
    )
    assert "costs 6.0000; the price captured with return MR-2 was 7.00" in finding.text


def test_i09_a_damaged_unit_that_the_shop_was_told_is_sellable(exchanged: Life) -> None:
    def sound(ret: Any) -> Any:
        lines = tuple(replace(line, sellable=0) for line in ret.lines)
        return replace(ret, lines=lines) if ret.state in ("received", "refunded") else ret

    finding = only_rule(exchanged.judged(exchanged.edited("marketplace", "returns", sound)), "I09")
    assert "was told that 0 units can be sold again, 1 were found" in finding.text


def test_i21_goods_that_are_booked_as_cash(exchanged: Life) -> None:
    def cash(payment: Any) -> Any:
        return replace(payment, method="card")

    changes = exchanged.edited("erp", "payments", cash, only=lambda p: goods(p) and p.kind == "refund")
    finding = only_rule(exchanged.judged(changes), "I21")
    assert "is booked as card" in finding.text
    assert finding.money_at_risk == Decimal("6.00")


def test_i21_the_difference_given_back_twice(exchanged: Life) -> None:
    def twice(payment: Any) -> Any:
        cash = [entry for entry in payment.refunds if not goods(entry)]
        again = tuple(replace(entry, id=f"{entry.id}-again") for entry in cash)
        return replace(payment, refunds=(*payment.refunds, *again))

    ruling = exchanged.judged(exchanged.edited("marketplace", "payments", twice))
    assert rules(ruling) == {"I21"}
    said = next(f for f in ruling.findings if "to the card" in f.text)
    assert "7.20 was refunded to the card for return MR-2, 3.60 is right" in said.text
    assert said.money_at_risk == Decimal("3.60")


def test_i21_the_exchanged_part_refunded_in_cash_too(exchanged: Life) -> None:
    def in_cash_too(payment: Any) -> Any:
        again = [replace(e, id=f"{e.id}-cash", method=Method.CARD) for e in payment.refunds if goods(e)]
        return replace(payment, refunds=(*payment.refunds, *again))

    ruling = exchanged.judged(exchanged.edited("marketplace", "payments", in_cash_too))
    assert rules(ruling) == {"I21"}
    assert any(
        "6.00 was refunded to the card for return MR-1, 0.00 is right" in f.text for f in ruling.findings
    )


def test_i21_a_replacement_paid_in_cash_although_goods_had_paid_for_it(exchanged: Life) -> None:
    def all_in_cash(payment: Any) -> Any:
        captures = tuple(replace(entry, method=Method.CARD) for entry in payment.captures)
        return replace(payment, captures=captures)

    edited = exchanged.edited("marketplace", "payments", all_in_cash, only=lambda p: bool(p.exchange))
    both = Life(edited, exchanged.order, exchanged.waiting, exchanged.accounts).edited(
        "erp", "payments", lambda p: replace(p, method="card"), only=lambda p: p.kind == "receipt"
    )
    ruling = exchanged.judged(both)
    assert rules(ruling) == {"I21"}
    assert any("0.00 was taken in goods" in f.text for f in ruling.findings)
    assert any("0.00 was received in goods" in f.text for f in ruling.findings)


def test_i02_a_replacement_that_was_never_carried(exchanged: Life) -> None:
    numbers = {
        c.after.id for c in exchanged.changes
        if (c.system, c.table) == ("marketplace", "orders") and c.after.exchange_of
    }  # fmt: skip
    kept = [
        c for c in exchanged.changes
        if (c.system, c.table) != ("erp", "orders") or c.after.external_ref.partition("/")[2] not in numbers
    ]  # fmt: skip
    found = [f for f in exchanged.judged(kept).findings if f.rule == "I02"]
    assert any("never reached the erp" in f.text for f in found)
