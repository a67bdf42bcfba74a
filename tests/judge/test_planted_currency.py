"""Rule I22 names an amount that lost its currency, or is finer than its coins, in a healthy life in yen."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import ChargeWish, LineWish
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule, rules


@pytest.fixture(scope="module")
def in_yen() -> Iterator[Life]:
    """5 units for 1,001 yen and freight of 650 ship; 2 come back."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    world.accountant.enters_rate("JPY", "0.0053")
    item = world.stocked("MUG-01", 30)
    freight = ChargeWish("freight", "POST", "parcel service", Decimal(650))
    wish = LineWish(item, 5, Decimal("200.2"), Decimal(1001))
    order = world.buyer.orders([wish], charges=[freight], currency="JPY")
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts())
    port.close()


def test_a_healthy_life_in_yen_breaks_no_rule(in_yen: Life) -> None:
    assert in_yen.judged().findings == ()


@pytest.mark.parametrize("table", ["invoices", "credit_memos", "payments"])
def test_a_document_relabelled_in_pounds_is_named(in_yen: Life, table: str) -> None:
    changes = in_yen.edited("erp", table, lambda document: replace(document, currency="GBP"))
    finding = only_rule(in_yen.judged(changes), "I22")
    assert finding.values == {"said": "GBP", "right": "JPY"}
    assert (finding.systems, finding.currency) == (("erp",), "JPY")


def test_a_payment_held_in_another_currency_is_named(in_yen: Life) -> None:
    changes = in_yen.edited("marketplace", "payments", lambda held: replace(held, currency="EUR"))
    assert only_rule(in_yen.judged(changes), "I22").systems == ("marketplace",)


def test_a_net_amount_that_is_finer_than_a_yen_is_named(in_yen: Life) -> None:
    def in_pence(order: Any) -> Any:
        line = order.lines[0]
        exact = replace(line, net=Decimal("834.17"), tax=Decimal("166.83"))
        return replace(order, lines=(exact, *order.lines[1:]))

    ruling = in_yen.judged(in_yen.edited("erp", "orders", in_pence))
    assert "I22" in rules(ruling)
    told = [finding.text for finding in ruling.findings if finding.rule == "I22"]
    assert "is 834.17 JPY, which is finer than the minor unit of 1" in told[0]


def test_an_order_booked_in_another_currency_is_named(in_yen: Life) -> None:
    changes = in_yen.edited("erp", "orders", lambda order: replace(order, currency="CHF"))
    assert "I18" in rules(in_yen.judged(changes))


@pytest.mark.parametrize("table", ["orders", "invoices", "credit_memos", "payments"])
def test_another_rate_than_that_of_the_order_is_named(in_yen: Life, table: str) -> None:
    newer = {"exchange_rate": Decimal("0.0061")}
    changes = in_yen.edited("erp", table, lambda document: replace(document, **newer))
    finding = next(f for f in in_yen.judged(changes).findings if f.rule == "I22")
    assert (finding.values["said"], finding.values["right"]) == ("0.0061", "0.0053")


def test_yen_that_are_posted_as_pounds_are_named(in_yen: Life) -> None:
    def relabelled(entry: Any) -> Any:
        return replace(entry, amount=Decimal(1651)) if entry.amount == Decimal("8.75") else entry

    finding = only_rule(in_yen.judged(in_yen.edited("erp", "ledger", relabelled)), "I22")
    assert "has 1651 for document 0300000001; at the rate of 0.0053 that is 8.75 GBP" in finding.text
    assert (finding.money_at_risk, finding.currency) == (Decimal("1642.25"), "GBP")


def test_an_order_of_another_day_than_it_was_placed_on_is_named(in_yen: Life) -> None:
    changes = in_yen.edited("erp", "orders", lambda order: replace(order, date="2026-01-03"))
    finding = only_rule(in_yen.judged(changes), "I22")
    assert (finding.values["said"], finding.values["right"]) == ("2026-01-03", "2026-01-02")
