"""What buyers are told of price rules: prices with tax, and days as the instants where the company is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ordergate.harness.sync.decide.prices import to_publish
from ordergate.harness.sync.documents.price import PriceEntry, PriceRule
from ordergate.harness.sync.links.prices import price_arrivals
from ordergate.harness.sync.times import text_in_utc
from ordergate.harness.sync.vendors.erp_prices import PriceRuleRow

ZONE = "Europe/London"


def rule(**more: Any) -> PriceRule:
    plain = {
        "number": "1", "kind": "tier", "sku": "MUG", "customer": "", "group": "", "min_quantity": 1,
        "net": None, "off_bp": 0, "valid_from": "", "valid_to": "", "last_day_counts": True,
        "currency": "GBP",
    }  # fmt: skip
    return PriceRule.model_validate(plain | more)


def published(list_net: str = "10.00", **more: Any) -> PriceEntry:
    [entry] = to_publish([rule(**more)], Decimal(list_net), tax_rate=Decimal("0.20"), zone=ZONE)
    return entry


@pytest.mark.parametrize(
    ("list_net", "off_bp", "right"),
    [
        ("10.00", 500, "11.4000"),
        ("0.4175", 3333, "0.3340"),
        ("3.3333", 1, "3.9996"),
        ("7.65", 10_000, "0.0000"),
    ],
)
def test_a_percentage_comes_off_before_tax_and_is_rounded_twice(
    list_net: str, off_bp: int, right: str
) -> None:
    assert str(published(list_net, off_bp=off_bp).price) == right


def test_a_price_of_the_rule_has_nothing_to_do_with_the_list(list_net: str = "99.00") -> None:
    assert str(published(list_net, net=Decimal("2.55")).price) == "3.0600"


@pytest.mark.parametrize(
    ("last_day_counts", "valid_to", "until"),
    [
        (True, "2026-01-31", "2026-02-01T00:00:00Z"),
        (False, "2026-01-31", "2026-01-31T00:00:00Z"),
        (True, "2026-03-28", "2026-03-29T00:00:00Z"),  # The clocks go forward an hour later.
        (True, "2026-03-29", "2026-03-29T23:00:00Z"),  # A day of 23 hours.
        (True, "2026-10-24", "2026-10-24T23:00:00Z"),
        (True, "2026-10-25", "2026-10-26T00:00:00Z"),  # A day of 25 hours.
        (True, "2026-12-31", "2027-01-01T00:00:00Z"),
    ],
)
def test_a_price_ends_at_midnight_in_london(last_day_counts: bool, valid_to: str, until: str) -> None:
    entry = published(net=Decimal(1), valid_to=valid_to, last_day_counts=last_day_counts)
    assert entry.until_us is not None
    assert text_in_utc(entry.until_us) == until


def test_a_price_begins_at_midnight_in_london_and_an_end_that_never_comes_is_none() -> None:
    entry = published(net=Decimal(1), valid_from="2026-06-01", valid_to="9999-12-31")
    assert (text_in_utc(entry.from_us or 0), entry.until_us) == ("2026-05-31T23:00:00Z", None)
    assert published(net=Decimal(1), valid_from="0001-01-01").from_us is None


def row(number: str, version: int = 1, item: str = "MUG", at: str = "2026-01-02T08:30:00") -> PriceRuleRow:
    return PriceRuleRow(number, item, version, at)


def test_rules_that_are_read_again_are_no_news_and_one_of_the_same_second_is() -> None:
    first = price_arrivals([row("2"), row("9", at="2026-01-02T08:29:59")])
    again = price_arrivals([row("2")])
    more = price_arrivals([row("2"), row("1")])
    assert [one.mark for one in (*first, *again, *more)] == ["2@1", "2@1", "1@1 2@1"]


def test_an_item_is_named_once_however_many_of_its_rules_changed() -> None:
    arrivals = price_arrivals([row("1"), row("2"), row("3", item="TEE")])
    assert [(one.link, one.key, one.lane) for one in arrivals] == [
        ("prices", "MUG", "item:MUG"), ("prices", "TEE", "item:TEE"),
    ]  # fmt: skip
