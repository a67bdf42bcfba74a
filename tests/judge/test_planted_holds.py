"""Each part of I24 fails, and only it, when one thing is broken in a healthy life of held orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import LineWish, Quote
from ordergate.harness.judge.scope import declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule, rules

AUTHORITY = Layout(policies={"erp.price_approval": "authority"})


@pytest.fixture(scope="module")
def held() -> Iterator[Life]:
    """Two orders beyond the seller's authority: one was approved and has shipped, the other waits."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7, layout=AUTHORITY), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 50, price="10.00")
    world.approver.authorises("sales desk", off_list_percent=10)
    world.approver.authorises("head of sales", off_list_percent=30)
    wish = LineWish(item, 5, unit_price=Decimal("9.60"), quote=Quote("Q-1", "sales desk", "", "volume"))
    order, waiting = world.buyer.orders([wish]), world.buyer.orders([wish])
    world.approver.releases(order, by="head of sales", reason="agreed")
    world.settle()
    world.picker.ships(order)
    world.settle()
    yield Life(changes, order.id, waiting.id, port.accounts(), declared("full", AUTHORITY))
    port.close()


def on_line(edit: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """An edit of who granted the price of the only line of an order, once somebody approved it."""

    def edited(order: Any) -> Any:
        [line] = order.lines
        return replace(order, lines=(replace(line, override=edit(line.override)),))

    return edited


def approved(order: Any) -> bool:
    return bool(order.lines[0].override.approver)


def test_a_healthy_life_of_held_orders_breaks_no_rule(held: Life) -> None:
    assert held.judged().findings == ()


def test_i24_an_order_that_is_never_held(held: Life) -> None:
    changes = held.edited("erp", "orders", lambda order: replace(order, holds=()))
    texts = [f.text for f in held.judged(changes).findings if f.rule == "I24"]
    said = "is not on hold at 8.0000 a unit, which sales desk may not grant and nobody approved"
    assert any(said in text for text in texts)


def test_i24_goods_are_released_while_the_order_waits(held: Life) -> None:
    changes = held.edited("erp", "orders", lambda order: replace(order, holds=("price",)))
    finding = only_rule(held.judged(changes), "I24")
    assert "on hold" in finding.text


def test_i24_an_invoice_for_an_order_that_waits(held: Life) -> None:
    waiting = [c for c in held.changes if (c.system, c.table) == ("erp", "orders") and c.after.holds][-1]
    changes = held.doubled(
        "erp",
        "invoices",
        lambda invoice: replace(invoice, number="0300000099", order=waiting.key),
        "0300000099",
    )
    texts = [f.text for f in held.judged(changes).findings if f.rule == "I24"]
    assert len(texts) == 1
    assert "the erp wrote an invoice (0300000099) while order" in texts[0]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda o: replace(o, approver="sales desk"), "sales desk approved for sales desk without authority"),
        (lambda o: replace(o, approval=" "), "approved for sales desk without authority, reason or day"),
        (lambda o: replace(o, approver="somebody"), "which somebody may not grant either"),
    ],
)
def test_i24_an_approval_that_is_none(held: Life, edit: Callable[[Any], Any], said: str) -> None:
    changes = held.edited("erp", "orders", on_line(edit), only=approved)
    finding = only_rule(held.judged(changes), "I24")
    assert said in finding.text
    assert finding.money_at_risk == Decimal("48.00")


def test_i24_a_release_by_nobody(held: Life) -> None:
    changes = held.edited("erp", "holds", lambda hold: replace(hold, decided_by=""))
    assert "was released by nobody" in only_rule(held.judged(changes), "I24").text


def test_i16_a_later_save_loses_who_approved(held: Life) -> None:
    order = [c for c in held.changes if (c.system, c.table) == ("erp", "orders") and approved(c.after)][-1]
    lost = on_line(lambda override: None)(order.after)
    changes = [*held.changes, order._replace(before=order.after, after=lost, version=order.version + 1)]
    findings = held.judged(changes).findings
    assert any(
        "granted by sales desk and approved by head of sales; a later save lost" in f.text for f in findings
    )
    assert rules(held.judged(changes)) == {"I16"}


def test_i05_a_refused_hold_is_not_released(held: Life) -> None:
    changes = held.edited(
        "erp", "holds", lambda hold: replace(hold, state="refused"), only=lambda hold: hold.state == "placed"
    )
    texts = [f.text for f in held.judged(changes).findings if f.rule == "I05"]
    assert any("went from refused to released" in text for text in texts)
