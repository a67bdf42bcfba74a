"""Items with their list prices, prices agreed with customers, and what explains a price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.problems import Conflict
from ..lifecycle import ITEM, ItemMove
from ..model import Agreement, Customer, Item, ItemState, PriceSource
from .books import Books, existing


class NewItem(NamedTuple):
    """An item to be entered."""

    item: str
    description: str
    list_price: Decimal


class ItemChange(NamedTuple):
    """What is to change of an item; None leaves it as it is."""

    description: str | None = None
    list_price: Decimal | None = None
    state: ItemState | None = None


class NewAgreement(NamedTuple):
    """A price granted to a customer for an item."""

    quote_id: str
    customer_ref: str
    item: str
    unit_price: Decimal
    seller: str
    approver: str
    reason: str


class Prices:
    """Enters items and agreements, and explains the prices of order lines."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def enter_items(self, wanted: Sequence[NewItem]) -> int:
        """Enter items; returns how many of them are new. One that differs is a conflict."""
        made = []
        for index, new in enumerate(wanted):
            held = self._books.items.find(new.item)
            if held is None:
                made.append(Item(*new, ITEM.start))
            elif (held.item, held.description, held.list_price) != new:
                raise Conflict(
                    f"item {new.item} exists with another description or list price; change it there",
                    field=f"items[{index}].item",
                )
        for item in made:
            self._books.items.put(item)
        return len(made)

    def change_item(self, item: str, change: ItemChange) -> Item:
        """Change an item; the prices of orders that exist stay what they are."""
        held = existing(self._books.items, item, "item")
        state = held.state
        if change.state not in (None, state):
            move = ItemMove.BLOCK if change.state is ItemState.BLOCKED else ItemMove.UNBLOCK
            state = ITEM.after(state, move, of=item)
        changed = replace(
            held,
            description=held.description if change.description is None else change.description,
            list_price=held.list_price if change.list_price is None else change.list_price,
            state=state,
        )
        return self._books.items.put(changed)

    def agree(self, wanted: Sequence[NewAgreement]) -> list[Agreement]:
        """Record prices granted; a quote grants one price an item, the latest one counts."""
        books = self._books
        for index, new in enumerate(wanted):
            existing(books.items, new.item, "item", field=f"agreements[{index}].item")
        made = []
        for new in wanted:
            held = books.agreements.by("quote", (new.quote_id, new.item))
            number = held[0].number if held else books.number("agreement")
            made.append(books.agreements.put(Agreement(number, *new)))
        return made

    def explain(
        self, item: Item, customer: Customer, unit_price: Decimal, quote_id: str
    ) -> tuple[PriceSource, str]:
        """What explains the price of a line, and the number of an agreement that grants it.

        The price itself is never changed: it was captured when the customer ordered. A quote may
        grant the list price; the list explains it then, and the agreement is named all the same.
        """
        agreement = ""
        if quote_id:
            for agreed in self._books.agreements.by("quote", (quote_id, item.item)):
                granted = (agreed.customer_ref, agreed.unit_price)
                if granted == (customer.external_ref, unit_price):
                    agreement = agreed.number
        if unit_price == item.list_price:
            return PriceSource.LIST, agreement
        return (PriceSource.AGREEMENT if agreement else PriceSource.CAPTURED), agreement
