"""Three price engines agree: the judge's, the shop's fed by the engine, and one by brute force, in days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from ordergate.harness.judge.rules.price_engine import Asking, entry_of, price, with_tax
from ordergate.harness.judge.rules.units import sale_price_e4
from ordergate.harness.sync.decide.prices import to_publish
from ordergate.harness.sync.documents import price as canonical
from ordergate.simulators.erp.model import Item, ItemState, PriceRule
from ordergate.simulators.kernel.clock import instant
from ordergate.simulators.kernel.pricing import PriceKind, counting
from ordergate.simulators.marketplace.model import PriceEntry
from ordergate.simulators.marketplace.service.prices import PricedFor, counts_at, is_for

LONDON = ZoneInfo("Europe/London")
BUYERS, PAYERS, GROUPS = ("M1", "M2"), ("", "M3"), ("", "G1", "G2")
FIRST = datetime(2011, 3, 26, tzinfo=UTC)  # In the night to the 27th the clocks went forward.
DAYS = [(FIRST + timedelta(days=ahead)).date().isoformat() for ahead in range(-1, 4)]
HALF_HOURS = [FIRST + timedelta(minutes=30 * count) for count in range(-50, 150)]
STEP = Decimal("0.0001")


prices = st.integers(1, 200_000).map(lambda e4: Decimal(e4).scaleb(-4))


@st.composite
def rules(draw: st.DrawFn) -> PriceRule:
    kind = draw(st.sampled_from(PriceKind))
    whose = draw(st.sampled_from(["M1", "M2", "M3"])) if kind in ("contract", "parent") else ""
    group = draw(st.sampled_from(["G1", "G2"])) if kind == "group" else ""
    fixed = draw(st.none() | prices)
    days = st.sampled_from(["", *DAYS])
    return PriceRule(
        "1", kind, "MUG", whose, group, draw(st.sampled_from([1, 9, 10, 11, 999, 1000, 1001])), fixed,
        0 if fixed is not None else draw(st.integers(1, 9_999)), draw(days), draw(days), draw(st.booleans()),
        draw(st.sampled_from(["GBP", "GBP", "EUR"])),
    )  # fmt: skip


@st.composite
def askings(draw: st.DrawFn) -> Asking:
    return Asking(
        draw(st.sampled_from(BUYERS)), draw(st.sampled_from(PAYERS)), draw(st.sampled_from(GROUPS)),
        draw(st.sampled_from([1, 8, 9, 10, 11, 999, 1000, 1001])),
        instant(draw(st.sampled_from(HALF_HOURS))) + draw(st.sampled_from([-1, 0, 1])),
        draw(st.sampled_from(["GBP", "EUR"])), draw(st.booleans()),
    )  # fmt: skip


def by_brute_force(listed: Decimal, known: list[PriceRule], asking: Asking, best: bool) -> Decimal | None:
    """Sorts every rule that applies on the calendar day in London; in decimals, rule by rule."""
    at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=asking.at_us)
    today = at.astimezone(LONDON).date().isoformat()
    found = [(9, listed)] if asking.currency == "GBP" and not asking.net else []
    for rule in known:
        named = {rule.customer_ref, rule.group} - {""}
        if rule.kind == "contract" and named != {asking.buyer}:
            continue
        if rule.kind == "parent" and not named & {asking.buyer, asking.payer}:
            continue
        if rule.kind == "group" and named != {asking.group}:
            continue
        ended = rule.valid_to and (
            today > rule.valid_to or (today == rule.valid_to and not rule.last_day_counts)
        )
        if today < rule.valid_from or ended or asking.eaches < rule.min_quantity:
            continue
        if rule.currency != asking.currency:
            continue
        off = Decimal(1) - Decimal(rule.off_bp) / 10_000
        net = rule.unit_price if rule.unit_price is not None else (listed * off).quantize(STEP, ROUND_HALF_UP)
        found.append((list(PriceKind).index(rule.kind), net))
    if not found:
        return None
    _, net = min(found, key=lambda one: one[1]) if best else sorted(found)[0]
    return net if asking.net else (net * Decimal("1.2")).quantize(STEP, ROUND_HALF_UP)


def entries_of(known: list[PriceRule], listed: Decimal) -> tuple[PriceEntry, ...]:
    """What the shop holds once the engine has published the rules."""
    told = [
        canonical.PriceRule(
            number=rule.number, kind=rule.kind, sku="MUG", customer=rule.customer_ref, group=rule.group,
            min_quantity=rule.min_quantity, net=rule.unit_price, off_bp=rule.off_bp,
            valid_from=rule.valid_from, valid_to=rule.valid_to, last_day_counts=rule.last_day_counts,
            currency=rule.currency,
        )
        for rule in known
    ]  # fmt: skip
    published = to_publish(told, listed, tax_rate=Decimal("0.20"), zone="Europe/London")
    return tuple(
        PriceEntry(PriceKind(one.kind), one.price, one.min_quantity, one.buyer_id, one.group,
                   one.from_us or 0, one.until_us or 0, one.currency, one.net)
        for one in published
    )  # fmt: skip


@given(known=st.lists(rules(), max_size=8), listed=prices, asking=askings(), best=st.booleans())
def test_the_judge_prices_as_brute_force_does(
    known: list[PriceRule], listed: Decimal, asking: Asking, best: bool
) -> None:
    item: Any = Item("MUG", "Mug", listed, ItemState.ACTIVE)
    entries = [entry_of(rule, item, last_day_counts=rule.last_day_counts) for rule in known]
    precedence = "best_price" if best else "most_specific"
    judged = price(with_tax(sale_price_e4(item)), entries, asking, precedence)
    assert (None if judged is None else Decimal(judged[0]).scaleb(-4)) == by_brute_force(
        listed, known, asking, best
    )


@given(known=st.lists(rules(), max_size=8), listed=prices, asking=askings(), best=st.booleans())
def test_the_shop_offers_what_brute_force_says(
    known: list[PriceRule], listed: Decimal, asking: Asking, best: bool
) -> None:
    buyer = PricedFor(asking.buyer, asking.payer, asking.currency, asking.net)
    found = [
        (entry.kind, entry.net if asking.net and entry.net is not None else entry.price)
        for entry in entries_of(known, listed)
        if asking.eaches >= entry.min_quantity
        and is_for(entry, buyer, asking.group)
        and counts_at(entry, asking.at_us)
    ]
    shown = (listed * Decimal("1.2")).quantize(STEP, ROUND_HALF_UP)
    listing = shown if asking.currency == "GBP" and not asking.net else None
    offered = counting(listing, found, "best_price" if best else "most_specific")
    assert (None if offered is None else offered.price) == by_brute_force(listed, known, asking, best)
