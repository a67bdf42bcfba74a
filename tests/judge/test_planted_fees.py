"""Rules of restocking fees: each fails when one thing is broken in a healthy life."""

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

from .breaking import Life, rules


@pytest.fixture(scope="module")
def kept() -> Iterator[Life]:
    """3 at 12.00, two of which come back for a fee of 3.00."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 100, price="10.00")
    order = world.buyer.orders({mug: 3})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns_lines(
        order, [{"line_id": order.lines[0].id, "quantity": 2, "reason": "opened", "fee": "3.00"}]
    )
    world.receiver.inspects(order, sellable=2)
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts(), systems=("marketplace", "erp"))
    port.close()


def _fee(edit: Callable[[Any], list[Any]]) -> Callable[[Any], Any]:
    def edited(memo: Any) -> Any:
        lines = [new for line in memo.lines for new in (edit(line) if "fee" in line.kind else [line])]
        return replace(memo, lines=tuple(lines))

    return edited


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda line: [], "keeps nothing"),
        (lambda line: [line, line], "keeps 2.50 + 0.50 tax of line 10, 2.50 + 0.50 tax of line 10"),
        (lambda line: [replace(line, net=Decimal("-3.00"), tax=Decimal(0))], "keeps 3.00 + 0.00 tax"),
    ],
    ids=["forgotten", "twice", "without tax"],
)
def test_the_fee_that_was_agreed_is_kept(kept: Life, edit: Callable[[Any], list[Any]], told: str) -> None:
    assert rules(kept.judged()) == set()
    findings = kept.judged(kept.edited("erp", "credit_memos", _fee(edit))).findings
    assert any(finding.rule == "I20" and told in finding.text for finding in findings)


def test_no_fee_is_kept_that_was_not_agreed(kept: Life) -> None:
    def without(asked: Any) -> Any:
        return replace(asked, lines=tuple(replace(line, fee=Decimal(0)) for line in asked.lines))

    findings = kept.judged(kept.edited("marketplace", "returns", without)).findings
    assert any(
        "2.50 + 0.50 tax of line 10 for restocking, nothing was agreed" in one.text for one in findings
    )


def test_the_tax_of_a_credit_is_at_the_rate_of_its_line(kept: Life) -> None:
    def taxless(memo: Any) -> Any:
        lines = [
            replace(line, net=line.net + line.tax, tax=Decimal(0)) if line.kind == "goods" else line
            for line in memo.lines
        ]
        return replace(memo, lines=tuple(lines))

    told = [one.text for one in kept.judged(kept.edited("erp", "credit_memos", taxless)).findings]
    assert any("credits 24.00 of item MUG-01 with 0 of tax; at 0.20 it is 4.00" in one for one in told), told
