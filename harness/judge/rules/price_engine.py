"""The judge's own price engine: what an item costs a buyer by the rules of the ERP."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from ..arithmetic import ONE, nearest
from ..currencies import COMPANY_CURRENCY
from .units import sale_price_e4

ZONE = ZoneInfo("Europe/London")
TAX_ON_LISTINGS_BP = 2000
LIST = "list"
_RANKS = ("contract", "parent", "group", "promotion", "tier", LIST)
_SECOND_US = 1_000_000
_OPEN = (date(1971, 1, 1), date(2099, 1, 1))


class Entry(NamedTuple):
    """A price with tax for a sales unit, for whom, from how many eaches, and between which instants."""

    kind: str
    holder: str
    least: int
    price_e4: int
    from_us: int
    until_us: int
    currency: str
    net_e4: int | None


class Asking(NamedTuple):
    """Who asks for a price, for how many eaches, and when; ``net`` where prices are without tax."""

    buyer: str
    payer: str
    group: str
    eaches: int
    at_us: int
    currency: str
    net: bool = False


def with_tax(net_e4: int) -> int:
    """A list price as buyers see it, to the ten-thousandth."""
    return nearest(net_e4 * (ONE + TAX_ON_LISTINGS_BP), ONE, 1)


def entry_of(rule: Any, item: Any, *, last_day_counts: bool) -> Entry:
    """What a rule of the ERP comes to while the item is as it is."""
    if rule.unit_price is None:
        net = nearest(sale_price_e4(item) * (ONE - rule.off_bp), ONE, 1)
    else:
        net = sale_price_e4(replace(item, list_price=rule.unit_price))
    return Entry(
        str(rule.kind), rule.customer_ref or rule.group, rule.min_quantity, with_tax(net),
        _midnight_us(rule.valid_from, 0), _midnight_us(rule.valid_to, int(last_day_counts)), rule.currency,
        net,
    )  # fmt: skip


def published(entry: Any) -> Entry:
    """An entry that the shop holds, in the same form."""
    until = 0 if entry.until_us >= _instant_us(_OPEN[1]) else entry.until_us
    begin = 0 if entry.from_us < _instant_us(_OPEN[0]) else entry.from_us
    return Entry(
        str(entry.kind), entry.buyer_id or entry.group, entry.min_quantity, int(entry.price.scaleb(4)),
        begin, until, entry.currency, None if entry.net is None else int(entry.net.scaleb(4)),
    )  # fmt: skip


def stands_for(entry: Entry, entries: Collection[Entry]) -> bool:
    """Whether what the shop holds is one of these; it may leave out the price without tax."""
    if entry.net_e4 is not None:
        return entry in entries
    return any(one._replace(net_e4=None) == entry for one in entries)


def price(list_e4: int, entries: Iterable[Entry], asking: Asking, precedence: str) -> tuple[int, str] | None:
    """What one unit costs, and the kind of price that this is; None where nothing says so.

    The list is what buyers see, with tax and in pounds. Without tax, and in any other currency, only
    rules say anything.
    """
    found = []
    if not asking.net and asking.currency == COMPANY_CURRENCY:
        found.append((list_e4, LIST))
    for entry in entries:
        costs = entry.net_e4 if asking.net else entry.price_e4
        if costs is not None and _applies(entry, asking):
            found.append((costs, entry.kind))
    if not found:
        return None
    if precedence == "best_price":
        return min(found, key=lambda one: one[0])
    return min(found, key=lambda one: (_RANKS.index(one[1]), one[0]))


def over(entry: Entry, at_us: int) -> bool:
    """Whether an entry counts never again from an instant on."""
    return 0 < entry.until_us <= at_us


def _applies(entry: Entry, asking: Asking) -> bool:
    whose = {
        "contract": {asking.buyer},
        "parent": {asking.buyer, asking.payer},
        "group": {asking.group},
    }.get(entry.kind, {""})
    return (
        entry.holder in whose
        and entry.least <= asking.eaches
        and entry.currency == asking.currency
        and entry.from_us <= asking.at_us
        and not over(entry, asking.at_us)
    )


def _midnight_us(day: str, days_after: int) -> int:
    """The instant at which a day begins where the company is, or the one after; 0 where there is none."""
    if not day or not str(_OPEN[0]) <= day < str(_OPEN[1]):
        return 0
    return _instant_us(date.fromisoformat(day) + timedelta(days=days_after))


def _instant_us(day: date) -> int:
    local = datetime.combine(day, time.min, ZONE)
    return (local - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1) * _SECOND_US
