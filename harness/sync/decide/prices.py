"""What buyers are told of an item's price rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from ..documents.price import PriceEntry, PriceRule
from ..money import TEN_THOUSANDTH, gross_price, round_half_up
from ..times import midnight_of

_WHOLE_BP = 10_000
_NEVER = "2099"  # Days from this year on are an end that never comes.
_EVER = "1971"


def to_publish(
    rules: Sequence[PriceRule], list_net: Decimal, *, tax_rate: Decimal, zone: str
) -> list[PriceEntry]:
    """The entries that the rules of an item come to, in their order.

    Days become the instants at which they begin and end where the company is, whatever its clocks are
    moved to in between.
    """
    return [
        PriceEntry(
            kind=rule.kind, price=gross_price(_net(rule, list_net), tax_rate),
            min_quantity=rule.min_quantity, buyer_id=rule.customer, group=rule.group,
            from_us=_begin(rule.valid_from, zone), until_us=_end(rule, zone), currency=rule.currency,
            net=_net(rule, list_net),
        )
        for rule in rules
    ]  # fmt: skip


def _net(rule: PriceRule, list_net: Decimal) -> Decimal:
    if rule.net is not None:
        return rule.net
    return round_half_up((list_net * (_WHOLE_BP - rule.off_bp)).scaleb(-4), TEN_THOUSANDTH)


def _begin(day: str, zone: str) -> int | None:
    return midnight_of(day, zone) if day >= _EVER else None


def _end(rule: PriceRule, zone: str) -> int | None:
    if not rule.valid_to or rule.valid_to >= _NEVER:
        return None
    over = date.fromisoformat(rule.valid_to)
    if rule.last_day_counts:
        over += timedelta(days=1)
    return midnight_of(over.isoformat(), zone)
