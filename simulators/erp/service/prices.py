"""Items with their list prices, prices agreed with customers, and what explains a price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.arithmetic import TEN_THOUSANDTH, rounded
from ...kernel.problems import Conflict, Unprocessable
from ...kernel.units import BASE, GRAMS, KILOGRAM, PartnerUnit, Unit
from ..lifecycle import ITEM, ItemMove
from ..model import Agreement, BillLine, Customer, Item, ItemState, PriceSource
from .bills import check_bill
from .books import Books, existing


class NewItem(NamedTuple):
    """An item to be entered."""

    item: str
    description: str
    list_price: Decimal
    units: tuple[Unit, ...] = ()
    sales_unit: str = BASE
    price_unit: str = BASE
    minimum: int = 1
    multiple: int = 1
    maximum: int = 0
    components: tuple[BillLine, ...] = ()
    over_bp: int = 0
    under_bp: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    partner_units: tuple[PartnerUnit, ...] = ()


class PriceAsked(NamedTuple):
    """A unit price for so many base units, and the quote that it was offered under."""

    unit_price: Decimal
    size: Fraction
    quote_id: str


class ItemChange(NamedTuple):
    """What is to change of an item; None leaves it as it is."""

    description: str | None = None
    list_price: Decimal | None = None
    state: ItemState | None = None
    floor_price: Decimal | None = None


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
            _check_units(new, index)
            check_bill(new, self._books, index)
            _check_partner_units(new, index)
            if held is None:
                made.append(_item(new, ITEM.start))
            elif _entered(new, held) != held:
                raise Conflict(
                    f"item {new.item} exists with another description, list price or units; change it there",
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
            floor_price=held.floor_price if change.floor_price is None else change.floor_price,
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

    def explain(self, item: Item, customer: Customer, price: PriceAsked) -> tuple[PriceSource, str]:
        """What explains the price of a line, and the number of an agreement that grants it.

        The price itself is never changed: it was captured when the customer ordered. A quote may
        grant the list price; the list explains it then, and the agreement is named all the same.
        List and agreements are for the item's price unit, the line may be priced in another.
        """
        agreement = ""
        if price.quote_id:
            for agreed in self._books.agreements.by("quote", (price.quote_id, item.item)):
                granted = price_of(agreed.unit_price, item, price.size)
                if granted == price.unit_price and self._holds(agreed, item, customer):
                    agreement = agreed.number
        if price.unit_price == price_of(item.list_price, item, price.size):
            return PriceSource.LIST, agreement
        return (PriceSource.AGREEMENT if agreement else PriceSource.CAPTURED), agreement

    def _holds(self, agreed: Agreement, item: Item, customer: Customer) -> bool:
        """Whether an agreement is the customer's, or its payer's where the customer has none of its own.

        A customer's own agreement counts before that of its parent, even if it is dearer:
        https://github.com/spree/spree/pull/14661
        """
        if agreed.customer_ref == customer.external_ref:
            return True
        payer = self._books.customers.find(customer.payer) if customer.payer else None
        if payer is None or agreed.customer_ref != payer.external_ref:
            return False
        return not self._books.agreements.by("granted", (customer.external_ref, item.item))


def wrong_with_weight(new: NewItem) -> str | None:
    """Why an item cannot be sold by the piece and paid by the weight; None when it can, or is not."""
    if not new.weight_g:
        return "a tolerance of no weight; say what an each weighs" if new.weight_tolerance_bp else None
    priced = next((unit.size for unit in new.units if unit.code == new.price_unit), None)
    if new.price_unit != KILOGRAM or priced != Fraction(GRAMS, new.weight_g) or new.sales_unit != BASE:
        return (
            f"an each of item {new.item} weighs {new.weight_g} g, so it is sold in {BASE} and priced in "
            f"{KILOGRAM} of {Fraction(GRAMS, new.weight_g)} {BASE}, not in {new.sales_unit} and "
            f"{new.price_unit}"
        )
    if new.over_bp or new.under_bp:
        return f"item {new.item} has a tolerance of its weight; it can have none of its pieces"
    return None


def _item(new: NewItem, state: ItemState) -> Item:
    return Item(**new._asdict(), state=state)


def _entered(new: NewItem, held: Item) -> Item:
    """The item as it is entered, with what is said of it only later."""
    later = {"substitutes": held.substitutes, "floor_price": held.floor_price}
    return replace(_item(new, held.state), **later)


def _check_units(new: NewItem, index: int) -> None:
    codes = [unit.code for unit in new.units]
    if BASE in codes or len(set(codes)) < len(codes):
        raise Unprocessable(
            f"the units of item {new.item} are {', '.join(codes)}; each stands once, and {BASE} is "
            "there without being named",
            field=f"items[{index}].units",
        )
    for name, code in (("sales_unit", new.sales_unit), ("price_unit", new.price_unit)):
        if code not in (BASE, *codes):
            raise Unprocessable(
                f"item {new.item} has no unit {code}; it has: {', '.join([BASE, *codes])}",
                field=f"items[{index}].{name}",
            )
    sold = next((unit.size for unit in new.units if unit.code == new.sales_unit), None)
    if sold is not None and sold.denominator != 1:
        raise Unprocessable(
            f"one {new.sales_unit} of item {new.item} holds {sold} {BASE}; "
            "a unit that is sold holds whole ones",
            field=f"items[{index}].sales_unit",
        )
    if wrong := wrong_with_weight(new):
        raise Unprocessable(wrong, field=f"items[{index}].weight_g")
    if new.maximum and new.maximum < new.minimum:
        raise Unprocessable(
            f"at least {new.minimum} and at most {new.maximum} of item {new.item} leaves nothing to order",
            field=f"items[{index}].maximum",
        )


def _check_partner_units(new: NewItem, index: int) -> None:
    """A partner's name stands for one unit of the item, and is not the code of another."""
    codes = [BASE, *(unit.code for unit in new.units)]
    names = [one.name for one in new.partner_units]
    for one in new.partner_units:
        if one.unit not in codes:
            raise Unprocessable(
                f"item {new.item} has no unit {one.unit} for partners to call {one.name}; it has: "
                f"{', '.join(codes)}",
                field=f"items[{index}].partner_units",
            )
        if one.name in codes or names.count(one.name) > 1:
            raise Unprocessable(
                f"{one.name} would be two units of item {new.item}; a name stands for one",
                field=f"items[{index}].partner_units",
            )


def price_of(price: Decimal, item: Item, size: Fraction) -> Decimal:
    """A price of the item's price unit as that of a unit of another size, at four places."""
    own = item.unit(item.price_unit)
    assert own is not None, f"item {item.item} is priced in {item.price_unit}, which it does not come in"
    if own.size == size:
        return price
    scaled = Fraction(price) * size / own.size
    return rounded(Decimal(scaled.numerator) / scaled.denominator, TEN_THOUSANDTH)
