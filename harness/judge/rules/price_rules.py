"""Price rules: I17. What the shop offers is what the ERP's rules make of it, by a price engine of our own.

Where rules, list price or group changed and the shop has not been told yet, the price by what it had been
told is right too, as long as all of that was true once. How long a change may take is not judged here: it
has to have arrived when the world has settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ordergate.simulators.erp.policy import PRICE_END
from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..arithmetic import e4, money, nearest
from ..books import Case
from ..found import found
from ..scope import Scope
from ..taxes import net_prices
from .price_book import FOLLOWED, PriceBook
from .price_engine import Asking, Entry, entry_of, over, published, stands_for

_OFFERING = frozenset({("marketplace", "orders"), ("marketplace", "amendments"), ("marketplace", "returns")})
PRICED = FOLLOWED | _OFFERING
"""The tables whose changes matter for prices."""


class Offer(NamedTuple):
    """A price that the shop itself made for a line."""

    line: str
    sku: str
    eaches: int
    price_e4: int
    worth_e4: int


def i17_offered(change: Change, book: PriceBook) -> Iterator[Finding]:
    """The price of each line that came without one is the reference price at the instant of asking."""
    if (change.system, change.table) in FOLLOWED:
        book.apply(change)
        return
    if change.before is not None:
        return
    key, offers = _offers(change, book)
    order: Any = book.books.table("marketplace", "orders").get(key)
    for offer in offers:
        asking = Asking(
            order.buyer_id, order.payer_id, "", offer.eaches, change.at_us, order.currency,
            net=net_prices(order) or bool(order.tax_exemption),
        )  # fmt: skip
        if not book.knows(offer.sku) or offer.price_e4 == book.by_the_shop(offer.sku, asking):
            continue
        right = book.right(offer.sku, asking)
        if right is None:
            yield _priceless(offer, order, book)
            continue
        if offer.price_e4 == right[0]:
            continue
        yield found(
            "I17",
            f"{offer.line} (item {offer.sku}) of order {order.id}: {offer.eaches} eaches were offered at "
            f"{money(offer.price_e4)}; the erp's rules make that {money(right[0])} ({right[1]})",
            systems=("marketplace",), documents=[offer.line, offer.sku], case=book.books.cases.get(key),
            at_risk_e4=_at_risk(offer, right[0]), offered=money(offer.price_e4), right=money(right[0]),
        )  # fmt: skip


def _differences(due: set[Entry], there: set[Entry]) -> Iterator[tuple[Entry, str]]:
    """Prices that the shop lacks, and prices that it should not have."""
    missing, unknown = due - there, there - due
    for entry in sorted(unknown, key=str):
        told = {one for one in missing if stands_for(entry, [one])}
        missing -= told
        if not told:
            yield entry, "is in the shop, and no rule of the erp says so"
    for entry in missing:
        yield entry, "never reached the shop"


def _priceless(offer: Offer, order: Any, book: PriceBook) -> Finding:
    """No rule makes a price there, so whatever was offered is one of another currency, or of other tax."""
    how = "without" if net_prices(order) or order.tax_exemption else "with"
    return found(
        "I17",
        f"{offer.line} (item {offer.sku}) of order {order.id}: {offer.eaches} eaches were offered at "
        f"{money(offer.price_e4)} {order.currency}; the erp makes no price in {order.currency} {how} tax",
        systems=("marketplace",), documents=[offer.line, offer.sku],
        case=book.books.cases.get(f"{order.store}/{order.id}"), at_risk_e4=offer.worth_e4,
        offered=money(offer.price_e4),
    )  # fmt: skip


def i17_published(scope: Scope) -> Iterator[Finding]:
    """Every price rule has reached the shop as it is now, and the shop holds no other price."""
    held = scope.books.table("marketplace", "prices")
    due: dict[str, set[Entry]] = {str(sku): set() for sku in held}
    items = scope.books.table("erp", "items")
    inclusive = scope.declared.chosen(PRICE_END) == "inclusive"
    for rule in scope.books.table("erp", "price_rules").values():
        if rule.item in items:
            due.setdefault(rule.item, set()).add(entry_of(rule, items[rule.item], last_day_counts=inclusive))
    now_us = scope.books.seen_us
    for sku, entries in due.items():
        if scope.accounts.excused("price", sku) or scope.accounts.excused("item", sku):
            continue
        there = {published(entry) for entry in held[sku].entries} if sku in held else set()
        for entry, trouble in sorted(_differences(entries, there), key=str):
            if not over(entry, now_us):
                yield found(
                    "I17",
                    f"{_in_words(entry)} of item {sku} {trouble}",
                    systems=("marketplace",), documents=[sku], price=money(entry.price_e4),
                )  # fmt: skip


def i17_groups(scope: Scope) -> Iterator[Finding]:
    """Where there are prices of customer groups, the shop knows who is in which."""
    rules = scope.books.table("erp", "price_rules").values()
    if not any(str(rule.kind) == "group" for rule in rules):
        return
    members = scope.books.table("marketplace", "price_groups")
    for customer in scope.books.table("erp", "customers").values():
        ref = customer.external_ref
        member = members.get(ref)
        said = "" if member is None else member.group
        if said != customer.group and not scope.accounts.excused("price_group", ref):
            yield found(
                "I17",
                f"buyer {ref} is in group {said or 'none'} in the shop; the erp owns that and says "
                f"{customer.group or 'none'}",
                systems=("marketplace",), documents=[ref], said=said, right=customer.group,
            )  # fmt: skip


def i17_explained(case: Case, scope: Scope) -> Iterator[Finding]:
    """A price rule that the ERP names for a line is one of that item, and for that buyer."""
    order = case.one("marketplace", "orders")
    for booked in case.all("erp", "orders"):
        for line in booked.lines:
            if order is None or not line.price_rule:
                continue
            rule = scope.books.table("erp", "price_rules").get(line.price_rule)
            whose = "" if rule is None else rule.customer_ref
            if rule is None or rule.item != line.item or whose not in ("", order.buyer_id, order.payer_id):
                told = (
                    "none"
                    if rule is None
                    else f"one of item {rule.item}" + (f" for {whose}" if whose else "")
                )
                yield found(
                    "I17",
                    f"erp line {line.external_line} (item {line.item}) of buyer {order.buyer_id} has a price "
                    f"by rule {line.price_rule}, which is {told}",
                    systems=("erp",), documents=[line.external_line, line.price_rule], case=case,
                    at_risk_e4=e4(line.net),
                )  # fmt: skip


def _offers(change: Change, book: PriceBook) -> tuple[str, list[Offer]]:
    """The order that a new document of the shop is about, and the prices that the shop made for it."""
    document = change.after
    if change.table == "orders":
        return str(change.key), [_offer(f"line {one.id}", one) for one in document.lines if one.price_source]
    key = f"{document.store}/{document.order_id}"
    if change.table == "amendments":
        asked = [one for one in document.parts if one.price_source]
        return key, [_offer(f"part {one.id} of amendment {document.id}", one) for one in asked]
    listings = book.books.table("marketplace", "listings")
    wanted = [one for one in document.exchange if one.price_source and one.sku in listings]
    return key, [_instead(document.id, one, listings[one.sku].terms.size) for one in wanted]


def _offer(called: str, line: Any) -> Offer:
    return Offer(called, line.sku, line.quantity, e4(line.unit_price), e4(line.total))


def _instead(return_id: str, line: Any, size: int) -> Offer:
    unit = e4(line.unit_price)
    return Offer(
        f"the exchange of return {return_id}", line.sku, line.quantity * size, unit, unit * line.quantity
    )


def _at_risk(offer: Offer, right_e4: int) -> int | None:
    if not offer.price_e4:
        return None
    return offer.worth_e4 - nearest(offer.worth_e4 * right_e4, offer.price_e4)


def _in_words(entry: Entry) -> str:
    whose = f" of {entry.holder}" if entry.holder else ""
    return f"the {entry.kind} price{whose} {money(entry.price_e4)} from {entry.least} eaches"
