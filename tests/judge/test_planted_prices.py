"""I17 fails when one thing is wrong with a price of any kind, and not when a change is on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.pricing import PriceWish
from ordergate.harness.judge.scope import declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule

KINDS = ("contract", "parent", "group", "promotion", "tier")
TODAY = "2026-01-02"


@pytest.fixture(scope="module")
def priced() -> Iterator[Life]:
    """Five items, each with a price of one kind; a site with a parent, in a group, buys 10 of each."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    site = world.another_buyer()
    site.is_paid_for_by(world.buyer)
    for kind in KINDS:
        world.stocked(kind.upper(), 100, price="10.00")
    world.merchandiser.puts_in_group(site.id, "TRADE")
    world.merchandiser.prices(
        PriceWish("contract", "CONTRACT", "9.00", customer=site.id),
        PriceWish("parent", "PARENT", "8.00", customer=world.buyer.id),
        PriceWish("group", "GROUP", off_bp=2500, group="TRADE"),
        PriceWish("promotion", "PROMOTION", "6.00", begins=TODAY, ends=TODAY),
        PriceWish("tier", "TIER", "5.00", quantity=10),
    )
    world.settle()
    order = site.orders({kind.upper(): 10 for kind in KINDS})
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts(), systems=("marketplace", "erp"))
    port.close()


def orders_at(life: Life, sku: str, price: str) -> list[Change]:
    """The life in which the shop charged another price for an item; all else follows from that."""

    def charged(order: Any) -> Any:
        lines = tuple(
            replace(line, unit_price=Decimal(price)) if line.sku == sku else line for line in order.lines
        )
        return replace(order, lines=lines)

    return life.edited("marketplace", "orders", charged)


def rules_as(life: Life, kind: str, **edits: Any) -> list[Change]:
    return life.edited(
        "erp", "price_rules", lambda rule: replace(rule, **edits), only=lambda rule: str(rule.kind) == kind
    )


def entries_as(life: Life, sku: str, edit: Callable[[Any], Any]) -> list[Change]:
    return life.edited(
        "marketplace", "prices", lambda held: replace(held, entries=tuple(edit(e) for e in held.entries)),
        only=lambda held: held.sku == sku,
    )  # fmt: skip


def test_a_healthy_life_with_prices_of_each_kind_breaks_no_rule(priced: Life) -> None:
    assert priced.judged().findings == ()


@pytest.mark.parametrize("kind", KINDS)
def test_i17_the_list_price_is_charged_where_a_rule_makes_another(priced: Life, kind: str) -> None:
    sku = kind.upper()
    found = only_rule(priced.judged(orders_at(priced, sku, "12.00")), "I17", also="I16")
    assert f"(item {sku})" in found.text
    assert "were offered at 12.00; the erp's rules make that" in found.text
    assert found.text.endswith(f"({kind})")


@pytest.mark.parametrize("kind", KINDS)
def test_i17_a_rule_that_never_reached_the_shop(priced: Life, kind: str) -> None:
    sku = kind.upper()
    changes = [c for c in priced.changes if (c.table, c.key) != ("prices", sku)]
    texts = [finding.text for finding in priced.judged(changes).findings]
    assert [text for text in texts if "never reached the shop" in text and sku in text]


@pytest.mark.parametrize("kind", KINDS)
def test_i17_a_price_that_no_rule_says(priced: Life, kind: str) -> None:
    changes = entries_as(priced, kind.upper(), lambda entry: replace(entry, price=Decimal("1.00")))
    texts = [finding.text for finding in priced.judged(changes).findings]
    assert [text for text in texts if "1.00" in text and "no rule of the erp says so" in text]


def test_i17_a_tier_that_begins_one_too_late(priced: Life) -> None:
    texts = [finding.text for finding in priced.judged(rules_as(priced, "tier", min_quantity=11)).findings]
    assert any(
        "10 eaches were offered at 6.00; the erp's rules make that 12.00 (list)" in one for one in texts
    )


def test_i17_a_promotion_that_ended_the_day_before(priced: Life) -> None:
    changes = rules_as(priced, "promotion", valid_from="", valid_to="2026-01-01")
    texts = [finding.text for finding in priced.judged(changes).findings]
    assert any("were offered at 7.20; the erp's rules make that 12.00 (list)" in one for one in texts)


def test_i17_a_last_day_that_was_taken_for_one_that_counts(priced: Life) -> None:
    exclusive = declared("shop-erp", Layout(policies={"erp.price_end": "exclusive"}))
    life = Life(priced.changes, "", "", priced.accounts, exclusive, priced.systems)
    texts = [finding.text for finding in life.judged().findings]
    assert any("offered at 7.20; the erp's rules make that 12.00 (list)" in text for text in texts)


def test_i17_a_group_that_the_shop_does_not_know(priced: Life) -> None:
    changes = [c for c in priced.changes if c.table != "price_groups"]
    found = only_rule(priced.judged(changes), "I17")
    assert "is in group none in the shop; the erp owns that and says TRADE" in found.text


def test_i17_a_dearer_contract_counts_less_than_a_tier_only_where_the_best_price_does(priced: Life) -> None:
    tier = next(c.after.entries[0] for c in priced.changes if (c.table, c.key) == ("prices", "TIER"))
    told = [
        c._replace(after=replace(c.after, entries=(*c.after.entries, tier)))
        if (c.table, c.key) == ("prices", "CONTRACT") else c
        for c in rules_as(priced, "tier", item="CONTRACT")
    ]  # fmt: skip
    best = declared("shop-erp", Layout(policies={"erp.price_precedence": "best_price"}))
    charged = [
        [f.text for f in Life(told, "", "", priced.accounts, policy, priced.systems).judged().findings
         if "(item CONTRACT)" in f.text]
        for policy in (declared("shop-erp", Layout()), best)
    ]  # fmt: skip
    assert charged[0] == []
    assert charged[1][0].endswith("offered at 10.80; the erp's rules make that 6.00 (tier)")


def test_i17_a_price_by_a_rule_of_another_item_or_of_somebody_else(priced: Life) -> None:
    for field, other in (("item", "MUG"), ("customer_ref", "M9")):
        life = Life(rules_as(priced, "contract", **{field: other}), "", "", priced.accounts,
                    systems=priced.systems)  # fmt: skip
        texts = [finding.text for finding in life.judged().findings]
        assert any("(item CONTRACT)" in one and "has a price by rule 0050000001" in one for one in texts)


def test_i17_both_prices_are_right_while_a_change_is_on_its_way(priced: Life) -> None:
    """The contract changes just before the order, and reaches the shop just after it."""
    rule = next(c for c in priced.changes if c.table == "price_rules" and str(c.after.kind) == "contract")
    held = next(c for c in priced.changes if (c.table, c.key) == ("prices", "CONTRACT"))
    at = next(n for n, c in enumerate(priced.changes) if c.table == "orders")
    newer = rule._replace(before=rule.after, after=replace(rule.after, unit_price=Decimal("4.00")), version=2)
    entries = (replace(held.after.entries[0], price=Decimal("4.80"), net=Decimal("4.00")),)
    told = held._replace(before=held.after, after=replace(held.after, entries=entries), version=2)
    late = [*priced.changes[:at], newer, *priced.changes[at:], told]
    assert priced.judged(late).findings == ()
    never = [*priced.changes[:at], newer, *priced.changes[at:]]
    texts = [finding.text for finding in priced.judged(never).findings]
    assert len(texts) == 2
    assert any("4.80 from 1 eaches of item CONTRACT never reached the shop" in text for text in texts)
