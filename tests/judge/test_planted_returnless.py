"""Rules of refunds for goods that the buyer keeps: each fails when one thing is broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule, rules


@pytest.fixture(scope="module")
def kept() -> Iterator[Life]:
    """The buyer keeps 2 of 5 units at 12.00, and is refunded for them."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 100, price="10.00")
    order = world.buyer.orders({mug: 5})
    world.picker.ships(order)
    world.settle()
    world.seller.lets_keep(world.buyer.returns(order, {mug: 2}), reason="freight costs more")
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts())
    port.close()


def _lines(**changed: Any) -> Any:
    """Set figures of the lines of an order of which units are credited."""
    return lambda order: replace(
        order, lines=tuple(replace(line, **changed) if line.credited else line for line in order.lines)
    )


def test_the_life_is_healthy(kept: Life) -> None:
    assert rules(kept.judged()) == set()


def test_kept_units_are_credited_once(kept: Life) -> None:
    ruling = kept.judged(kept.last_edited("erp", "orders", _lines(credited=4)))
    said = [finding.text for finding in ruling.findings if finding.rule == "I09"]
    assert any("marketplace 0, erp 0, credited in the erp 2, oms 0" in text for text in said)


def test_kept_units_count_as_kept_in_the_erp(kept: Life) -> None:
    ruling = kept.judged(kept.last_edited("erp", "orders", _lines(kept=0)))
    assert "the buyer keeps 2 units, the erp says 0" in only_rule(ruling, "I09").text


def test_kept_units_are_never_more_than_were_delivered(kept: Life) -> None:
    ruling = kept.judged(kept.last_edited("erp", "orders", _lines(kept=6)))
    assert any("6 kept" in finding.text for finding in ruling.findings if finding.rule == "I09")


def test_a_second_memo_for_kept_units_is_found(kept: Life) -> None:
    twin = kept.doubled("erp", "credit_memos", lambda memo: replace(memo, number="9"), "9")
    assert "I20" in rules(kept.judged(twin))


def test_kept_units_are_not_refunded_without_a_memo(kept: Life) -> None:
    assert "I20" in rules(kept.judged(kept.without("erp", "credit_memos")))


def test_nobody_expects_kept_units(kept: Life) -> None:
    def unkept(asked: Any) -> Any:
        return replace(asked, disposition="")

    texts = [f.text for f in kept.judged(kept.edited("marketplace", "returns", unkept)).findings]
    assert any("has 0 erp returns, 1 is right" in text for text in texts)


@pytest.mark.parametrize(("system", "field"), [("erp", "on_hand"), ("wms", "sellable")])
def test_kept_units_raise_no_stock(kept: Life, system: str, field: str) -> None:
    def raised(stock: Any) -> Any:
        return replace(stock, **{field: getattr(stock, field) + 2})

    ruling = kept.judged(kept.last_edited(system, "stock", raised))
    assert {"I11", "I12", "I13", "I14"} & rules(ruling), rules(ruling)
