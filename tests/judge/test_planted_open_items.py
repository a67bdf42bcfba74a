"""I21 of open items fails when one thing is broken in a healthy life of a credited invoice."""

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

from .breaking import Life


@pytest.fixture(scope="module")
def credited() -> Iterator[Life]:
    """Invoices of 24 and 36 of one order, 36 of which are credited, and the rest transferred."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 50, price="10.00")
    order = world.buyer.orders({item: 5}, terms="NET 30")
    for units in (2, 3):
        world.picker.ships(order, {item: units})
        world.settle()
    world.buyer.returns(order, {item: 3})
    world.receiver.inspects(order, sellable=3)
    world.settle()
    world.credit_controller.books_transfer(world.buyer.id, Decimal("30.00"))
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts(), systems=port.systems)
    port.close()


def told(life: Life, table: str, edit: Callable[[Any], Any]) -> list[str]:
    """What I21 says once the allocations of documents of a kind are edited."""

    def edited(document: Any) -> Any:
        return replace(document, allocations=tuple(edit(list(document.allocations))))

    return [one.text for one in life.judged(life.edited("erp", table, edited)).findings if one.rule == "I21"]


def test_a_healthy_life_of_a_credited_invoice_breaks_no_rule(credited: Life) -> None:
    assert credited.judged().findings == ()


def test_i21_a_transfer_that_settles_more_than_a_credit_left(credited: Life) -> None:
    texts = told(credited, "payments", lambda parts: [replace(parts[0], amount=Decimal("30.00"))])
    settled = "of 36.00, and 12.00 of it are settled by credit memos and 30.00 by transfers"
    assert any(settled in text for text in texts)


def test_i21_a_credit_that_settles_nothing(credited: Life) -> None:
    assert any("0300000001, which billed what it credits, open" in text
               for text in told(credited, "credit_memos", lambda parts: []))  # fmt: skip


def test_i21_a_credit_that_settles_the_younger_invoice_first(credited: Life) -> None:
    texts = told(credited, "credit_memos", lambda parts: [replace(parts[1], amount=Decimal("36.00"))])
    assert any("0300000001, which billed what it credits, open" in text for text in texts)


def test_i21_a_credit_that_settles_more_than_it_gives(credited: Life) -> None:
    texts = told(credited, "credit_memos", lambda parts: [*parts, parts[1]])
    assert any("of 36.00 settles 12.00 more than it gives" in text for text in texts)


def test_i21_a_credit_that_settles_the_invoice_of_another_order(credited: Life) -> None:
    texts = told(credited, "credit_memos", lambda parts: [replace(parts[0], invoice="0300000099"), parts[1]])
    assert any("settles invoice 0300000099, which did not bill what it credits" in text for text in texts)
