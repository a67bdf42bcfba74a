"""What each owner has said of its master data, change by change, and how far each copy has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ordergate.simulators.kernel.tables import Change

from ..arithmetic import ONE, e4, nearest
from .units import sale_price_e4

TableName = tuple[str, str]
Fields = dict[str, Any]
TAX_ON_LISTINGS_BP = 2000


class Copy(NamedTuple):
    """A copy that another system keeps of an owner's document: whose, under which name, which fields."""

    owner: TableName
    name: str
    fields: Callable[[Any], Fields]


class Step(NamedTuple):
    """A field of a copy that a commit wrote; ``back`` if the owner had left that value behind."""

    name: str
    field: str
    value: Any
    back: bool


def _item(item: Any) -> Fields:
    """An item as the ERP has it; its price is for the unit that it is sold by."""
    price = sale_price_e4(item)
    taxed = nearest(price * (ONE + TAX_ON_LISTINGS_BP), ONE, 1)
    active = str(item.state) == "active"
    bill = [(part.item, part.quantity, part.weight) for part in item.components]
    return {
        "title": item.description, "active": active, "price": price, "price with tax": taxed,
        "bill of components": _bill(bill),
    }  # fmt: skip


def _item_of_oms(item: Any) -> Fields:
    return {"title": item.title, "active": str(item.state) == "active", "price": item.price_e4}


def _listing(listing: Any) -> Fields:
    active = str(listing.state) == "active"
    bill = [(part.sku, part.per_kit, part.weight) for part in listing.components]
    return {
        "title": listing.title, "active": active, "price with tax": e4(listing.price),
        "bill of components": _bill(bill),
    }  # fmt: skip


def _bill(components: list[tuple[str, int, int]]) -> str:
    """What a kit is made of, in one text."""
    return ", ".join(f"{per_kit} x {sku} (weight {weight})" for sku, per_kit, weight in components) or "none"


def _buyer(buyer: Any) -> Fields:
    address = buyer.address
    return {
        "company": buyer.company, "email": buyer.email, "phone": buyer.phone, "street": address.line,
        "city": address.city, "postcode": address.postcode, "country": address.country,
    }  # fmt: skip


def _customer(customer: Any) -> Fields:
    return {
        "company": customer.name, "email": customer.email, "phone": customer.phone,
        "street": customer.street, "city": customer.city, "postcode": customer.postcode,
        "country": customer.country,
    }  # fmt: skip


OWNERS: Mapping[TableName, Callable[[Any], Fields]] = {
    ("erp", "items"): _item,
    ("marketplace", "buyers"): _buyer,
}
COPIES: Mapping[TableName, Copy] = {
    ("oms", "items"): Copy(("erp", "items"), "sku", _item_of_oms),
    ("marketplace", "listings"): Copy(("erp", "items"), "sku", _listing),
    ("erp", "customers"): Copy(("marketplace", "buyers"), "external_ref", _customer),
}


class VersionBook:
    """Knows the values that each field of an owner's documents had, in order."""

    def __init__(self) -> None:
        self._said: dict[tuple[TableName, str, str], list[Any]] = {}
        self._applied: dict[tuple[TableName, str, str], int] = {}

    def apply(self, change: Change) -> Iterator[Step]:
        """Take in one document version; the steps that a copy made by it."""
        table = (change.system, change.table)
        if table in OWNERS:
            for field, value in OWNERS[table](change.after).items():
                said = self._said.setdefault((table, str(change.key), field), [])
                if not said or said[-1] != value:
                    said.append(value)
        elif table in COPIES:
            yield from self._steps(table, change)

    def _steps(self, table: TableName, change: Change) -> Iterator[Step]:
        copy = COPIES[table]
        name = str(getattr(change.after, copy.name))
        before = {} if change.before is None else copy.fields(change.before)
        for field, value in copy.fields(change.after).items():
            if change.before is None or before[field] != value:
                back = self._goes_back(table, (copy.owner, name, field), value)
                yield Step(name, field, value, back)

    def _goes_back(self, table: TableName, said_of: tuple[TableName, str, str], value: Any) -> bool:
        """Whether the owner said this only before what the copy had; what it never said is no step back."""
        said = self._said.get(said_of, [])
        place = (table, said_of[1], said_of[2])
        applied = self._applied.get(place, 0)
        for version in range(applied, len(said)):
            if said[version] == value:
                self._applied[place] = version
                return False
        return value in said
