"""What the ERP's price rules said at each moment, and how much of it the shop had been told."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from ordergate.simulators.erp.policy import PRICE_END
from ordergate.simulators.kernel.pricing import PRICE_PRECEDENCE
from ordergate.simulators.kernel.tables import Change

from ..arithmetic import e4
from ..books import Books
from ..scope import Declared
from .price_engine import Asking, Entry, entry_of, price, published, stands_for, with_tax
from .units import sale_price_e4

FOLLOWED = frozenset({("erp", "items"), ("erp", "price_rules"), ("erp", "customers")})
"""The tables that the book takes in; where no rule was written, that is list prices alone."""


class PriceBook:
    """Follows rules, list prices and groups of the ERP."""

    def __init__(self, books: Books, declared: Declared) -> None:
        self.books = books
        self.precedence = declared.chosen(PRICE_PRECEDENCE)
        self._inclusive = declared.chosen(PRICE_END) == "inclusive"
        self._rules: dict[str, dict[str, Any]] = {}
        self._list_prices: dict[str, list[Decimal]] = {}
        self._said: dict[str, set[Entry]] = {}
        self._groups: dict[str, list[str]] = {}

    def apply(self, change: Change) -> None:
        """Take in one document version."""
        document = change.after
        if change.table == "items":
            said = self._list_prices.setdefault(document.item, [])
            if not said or said[-1] != document.list_price:
                said.append(document.list_price)
                self._note(document.item)
        elif change.table == "price_rules":
            self._rules.setdefault(document.item, {})[document.number] = document
            self._note(document.item)
        elif document.group or document.external_ref in self._groups:
            self._groups.setdefault(document.external_ref, [""]).append(document.group)

    def knows(self, sku: str) -> bool:
        """Whether the ERP has an item."""
        return self._item(sku) is not None

    def right(self, sku: str, asking: Asking) -> tuple[int, str] | None:
        """What the ERP's rules make now of an item that it has; None where they say nothing."""
        item = self._item(sku)
        rules = self._rules.get(sku, {}).values()
        entries = [entry_of(rule, item, last_day_counts=self._inclusive) for rule in rules]
        asked = asking._replace(group=self._groups.get(asking.buyer, [""])[-1])
        return price(with_tax(sale_price_e4(item)), entries, asked, self.precedence)

    def by_the_shop(self, sku: str, asking: Asking) -> int | None:
        """The price by what the shop had been told, as far as all of that was true once; else None.

        What was true and has changed since may not have reached the shop yet.
        """
        item, listing = self._item(sku), self.books.table("marketplace", "listings").get(sku)
        held = self.books.table("marketplace", "prices").get(sku)
        entries = [] if held is None else [published(entry) for entry in held.entries]
        said = self._said.get(sku, set())
        if item is None or listing is None or not all(stands_for(entry, said) for entry in entries):
            return None
        listed = e4(listing.price)
        if all(with_tax(sale_price_e4(one)) != listed for one in self._ever(item)):
            return None
        member = self.books.table("marketplace", "price_groups").get(asking.buyer)
        group = "" if member is None else member.group
        if group and group not in self._groups.get(asking.buyer, ()):
            return None
        costs = price(listed, entries, asking._replace(group=group), self.precedence)
        return None if costs is None else costs[0]

    def _item(self, sku: str) -> Any:
        return self.books.table("erp", "items").get(sku)

    def _ever(self, item: Any) -> Iterator[Any]:
        """The item with each list price that it ever had."""
        for listed in self._list_prices.get(item.item, ()):
            yield replace(item, list_price=listed)

    def _note(self, sku: str) -> None:
        """Remember what the rules of an item come to, at any list price that it had."""
        item = self._item(sku)
        if item is None or sku not in self._rules:
            return
        said = self._said.setdefault(sku, set())
        for rule in self._rules[sku].values():
            for one in self._ever(item):
                said.add(entry_of(rule, one, last_day_counts=self._inclusive))
