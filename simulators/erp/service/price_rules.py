"""Price rules as the merchandiser writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import replace

from ...kernel.arithmetic import BASIS, TEN_THOUSANDTH, share
from ...kernel.pricing import PRICE_PRECEDENCE, PriceKind, counting
from ...kernel.problems import Unprocessable
from ..model import Customer, Item, PriceRule, PriceSource
from ..policy import PRICE_END
from .books import COMPANY_CURRENCY, Books, existing, referred
from .prices import PriceAsked, Prices, price_of

_NEEDS = {
    PriceKind.CONTRACT: ("customer_ref",),
    PriceKind.PARENT: ("customer_ref",),
    PriceKind.GROUP: ("group",),
    PriceKind.PROMOTION: (),
    PriceKind.TIER: (),
}
"""For whom a rule of each kind is: these fields are given, and no other."""


class NewPriceRule(NamedTuple):
    """A price rule to be entered."""

    kind: PriceKind
    item: str
    customer_ref: str
    group: str
    min_quantity: int
    unit_price: Decimal | None
    off_bp: int
    valid_from: str
    valid_to: str
    currency: str


class Sale(NamedTuple):
    """Who buys, with who pays for it, in which currency, and on which business date."""

    customer: Customer
    currency: str
    day: str


class PriceRules:
    """Enters and changes price rules, and says which customers are in which group."""

    def __init__(self, books: Books, prices: Prices) -> None:
        self._books = books
        self._prices = prices

    def enter(self, wanted: Sequence[NewPriceRule]) -> list[PriceRule]:
        """Enter rules, all or none."""
        included = self._books.context.chosen(PRICE_END) == "inclusive"
        made = []
        for index, new in enumerate(wanted):
            existing(self._books.items, new.item, "item", field=f"rules[{index}].item")
            kept = new._asdict()
            rule = PriceRule(number="", last_day_counts=included, **kept)
            if wrong := _wrong(rule):
                raise Unprocessable(wrong[1], field=f"rules[{index}].{wrong[0]}")
            made.append(rule)
        books = self._books
        return [books.price_rules.put(replace(one, number=books.number("price rule"))) for one in made]

    def change(self, number: str, changes: dict[str, Any]) -> PriceRule:
        """Change price, quantity or days of a rule; orders that were placed keep their prices.

        Whoever says a price takes the percentage away, and the other way round.
        """
        held = existing(self._books.price_rules, number, "price rule")
        if "unit_price" in changes:
            changes = {"off_bp": 0, **changes}
        elif "off_bp" in changes:
            changes = {**changes, "unit_price": None}
        changed = replace(held, **changes)
        if wrong := _wrong(changed):
            raise Unprocessable(wrong[1], field=wrong[0])
        return held if changed == held else self._books.price_rules.put(changed)

    def explain(self, item: Item, sale: Sale, base: int, asked: PriceAsked) -> tuple[PriceSource, str, str]:
        """What explains the price of a line of so many base units: list, agreement, or a rule by its number.

        What counts of several rules is what counts in the shop. Nothing is priced anew here.
        """
        source, agreement = self._prices.explain(item, sale.customer, asked)
        if source is PriceSource.LIST and sale.currency != COMPANY_CURRENCY:
            source = PriceSource.CAPTURED  # The list is in another currency: the numbers are alike by chance.
        if source is PriceSource.CAPTURED and (rule := self._rule(item, sale, base, asked)):
            return PriceSource.RULE, agreement, rule
        return source, agreement, ""

    def _rule(self, item: Item, sale: Sale, base: int, asked: PriceAsked) -> str:
        matching = list(self._matching(item, sale, base, asked))
        if not matching:
            return ""
        own = sale.currency == COMPANY_CURRENCY
        listed = price_of(item.list_price, item, asked.size) if own else None
        precedence = self._books.context.chosen(PRICE_PRECEDENCE)
        counts = counting(listed, [(rule.kind, one) for rule, one in matching], precedence)
        return next(
            (rule.number for rule, one in matching
             if (one, rule.kind) == counts and one == asked.unit_price),
            "",
        )  # fmt: skip

    def _matching(
        self, item: Item, sale: Sale, base: int, asked: PriceAsked
    ) -> Iterator[tuple[PriceRule, Decimal]]:
        """The rules that hold for a line, each with its price for a unit of the size asked for."""
        payer = self._books.customers.find(sale.customer.payer) if sale.customer.payer else None
        own = sale.customer.external_ref
        family = {own, own if payer is None else payer.external_ref}
        for rule in self._books.price_rules.by("item", item.item):
            if base < rule.min_quantity or rule.currency != sale.currency or not rule.holds_on(sale.day):
                continue
            if rule.kind is PriceKind.CONTRACT and rule.customer_ref != own:
                continue
            if rule.kind is PriceKind.PARENT and rule.customer_ref not in family:
                continue
            if rule.kind is PriceKind.GROUP and rule.group != sale.customer.group:
                continue
            yield rule, _price(rule, item, asked)

    def put_in_group(self, customer_ref: str, group: str) -> Customer:
        """Put a customer into a group, out of the one that it was in; without a name, into none."""
        held = referred(self._books.customers, customer_ref)
        if held is None:
            raise Unprocessable(
                f"there is no customer of the shop's account {customer_ref} yet; it is opened when the "
                "account reaches the erp",
                field="customer_ref",
            )
        return held if held.group == group else self._books.customers.put(replace(held, group=group))


def _price(rule: PriceRule, item: Item, asked: PriceAsked) -> Decimal:
    if rule.unit_price is not None:
        return price_of(rule.unit_price, item, asked.size)
    listed = price_of(item.list_price, item, asked.size)
    return share(listed, BASIS - rule.off_bp, BASIS, TEN_THOUSANDTH)


def _wrong(rule: PriceRule) -> tuple[str, str] | None:
    """The field of a rule that cannot stand as it is, and why; None when all can."""
    needs = _NEEDS[rule.kind]
    for field in ("customer_ref", "group"):
        given = getattr(rule, field)
        if bool(given) is not (field in needs):
            who = " and ".join(needs) or "neither customer_ref nor group"
            return field, f"a {rule.kind} price is for whom its {who} names; here {field} is {given!r}"
    if (rule.unit_price is None) is (not rule.off_bp):
        return "unit_price", "a rule has a unit price or a percentage off the list price, one of the two"
    if rule.off_bp and rule.currency != COMPANY_CURRENCY:
        return "currency", f"a list price is in {COMPANY_CURRENCY}, so nothing is off it in {rule.currency}"
    for field in ("valid_from", "valid_to"):
        if (day := getattr(rule, field)) and not _is_day(day):
            return field, f"{day} is no day of the calendar"
    if rule.valid_from and not rule.holds_on(rule.valid_from):
        return "valid_to", f"a rule from {rule.valid_from} to {rule.valid_to} holds on no day"
    return None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
