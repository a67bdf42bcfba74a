"""Three arithmetics of tax say the same, and what a brute-force one in fractions says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from ordergate.harness.judge.arithmetic import e4
from ordergate.harness.judge.currencies import in_pounds
from ordergate.harness.judge.scope import Declared, Scope
from ordergate.harness.judge.taxes import nets_of, tax_due
from ordergate.harness.sync.decide.taxes import split
from ordergate.harness.sync.documents.customer import Address as EnginesAddress
from ordergate.harness.sync.documents.order import Order as EnginesOrder
from ordergate.harness.sync.documents.order import OrderLine as EnginesLine
from ordergate.simulators.erp.service.exchange import in_company_currency
from ordergate.simulators.kernel.arithmetic import rounded
from ordergate.simulators.kernel.currencies import MINOR_UNITS
from ordergate.simulators.marketplace.model import Address, Order, OrderLine, OrderState

CURRENCIES = st.sampled_from(["GBP", "EUR", "CHF", "JPY", "ISK", "KWD"])
RATES = st.sampled_from(
    [Decimal(rate) for rate in ("0", "0.055", "0.07", "0.10", "0.19", "0.20", "0.21", "0.25")]
)
LINES = st.lists(st.tuples(st.integers(0, 10**7), RATES), min_size=1, max_size=8)
ROUNDINGS = st.sampled_from(["line", "document"])
PLACE = ("Hill Ltd", "4 Mill Lane", "Leeds", "LS1 4DY", "United Kingdom")


def nearest(exact: Fraction, step: Decimal) -> Fraction:
    """Halves go up, and no amount here is below 0."""
    return floor(exact / Fraction(step) + Fraction(1, 2)) * Fraction(step)


def by_brute_force(
    lines: Sequence[tuple[Fraction, Fraction]], step: Decimal, rounding: str
) -> list[Fraction]:
    """The net amount of each total with tax."""
    running: dict[Fraction, Fraction] = defaultdict(Fraction)
    nets = []
    for total, rate in lines:
        before = running[rate] if rounding == "document" else Fraction(0)
        running[rate] += total
        nets.append(nearest((before + total) / (1 + rate), step) - nearest(before / (1 + rate), step))
    return nets


@given(lines=LINES, currency=CURRENCIES, rounding=ROUNDINGS)
def test_engine_and_judge_take_tax_out_of_totals_as_fractions_do(
    lines: list[tuple[int, Decimal]], currency: str, rounding: str
) -> None:
    step = MINOR_UNITS[currency]
    totals = [(coins * step, rate) for coins, rate in lines]
    right = by_brute_force([(Fraction(t), Fraction(r)) for t, r in totals], step, rounding)
    sold = [OrderLine(str(no), "A", 1, t, t, r, "") for no, (t, r) in enumerate(totals)]
    order = Order(
        "1", "main", "M1", 0, currency, "", Address(*PLACE), tuple(sold), (), "p", OrderState.UNSHIPPED
    )
    scope = Scope(frozenset(), None, declared=Declared(policies={"erp.tax_rounding": rounding}))  # type: ignore[arg-type]  # The books are not looked at.
    judged = nets_of(order, scope)
    carried = EnginesOrder(
        store="main", id="1", buyer_id="M1", placed_at_us=0, currency=currency, payment_id="p", charges=(),
        ship_to=EnginesAddress(name="", line="", city="", postcode="", country=""),
        lines=tuple(
            EnginesLine(id=str(no), sku="A", quantity=1, unit_price=t, total=t, tax_rate=r)
            for no, (t, r) in enumerate(totals)
        ),
    )  # fmt: skip
    parts = split(carried, rounding)
    assert [Fraction(judged[line.id], 10_000) for line in sold] == right
    assert [Fraction(parts[line.id].net) for line in sold] == right
    assert [part.net + part.tax for part in parts.values()] == [total for total, _ in totals]


@given(lines=LINES, currency=CURRENCIES)
def test_the_judge_puts_tax_on_top_as_fractions_do(lines: list[tuple[int, Decimal]], currency: str) -> None:
    step = MINOR_UNITS[currency]
    nets = [(coins * step, rate) for coins, rate in lines]
    by_rate: dict[Decimal, Fraction] = defaultdict(Fraction)
    for net, rate in nets:
        by_rate[rate] += Fraction(net)
    coin, whole = int(step * 10_000), [(e4(net), e4(rate)) for net, rate in nets]
    each = sum(nearest(Fraction(net) * Fraction(rate), step) for net, rate in nets)
    once = sum(nearest(net * Fraction(rate), step) for rate, net in by_rate.items())
    assert Fraction(tax_due(whole, coin, once=False), 10_000) == each
    assert Fraction(tax_due(whole, coin, once=True), 10_000) == once


@given(
    coins=st.integers(0, 10**9), currency=CURRENCIES,
    rate=st.decimals("0.000001", "999", places=6, allow_nan=False),
)  # fmt: skip
def test_the_ledger_and_the_judge_convert_alike(coins: int, currency: str, rate: Decimal) -> None:
    amount = coins * MINOR_UNITS[currency]
    right = nearest(Fraction(amount) * Fraction(rate), Decimal("0.01"))
    assert Fraction(in_company_currency(amount, rate)) == right
    assert Fraction(in_pounds(amount, rate), 10_000) == right
    assert in_company_currency(-amount, rate) == -rounded(amount * rate)
