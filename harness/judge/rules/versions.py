"""What each owner has said of its master data, change by change, and how far each copy has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ordergate.simulators.kernel.tables import Change

from ..arithmetic import ONE, e4, nearest
from .units import each_price_e4, sale_price_e4

TableName = tuple[str, str]
Fields = Mapping[str, Callable[[Any], Any]]
"""Names of fields, each with how it is read off a document."""
TAX_ON_LISTINGS_BP = 2000


class Copy(NamedTuple):
    """A copy that another system keeps of an owner's document: whose, under which name, which fields."""

    owner: TableName
    name: str
    fields: Fields


class Step(NamedTuple):
    """A field of a copy that a commit wrote; ``back`` if the owner had left that value behind."""

    name: str
    field: str
    value: Any
    back: bool


def _price_with_tax(item: Any) -> int:
    return nearest(sale_price_e4(item) * (ONE + TAX_ON_LISTINGS_BP), ONE, 1)


def _bill_in_erp(item: Any) -> str:
    return _bill([(part.item, part.quantity, part.weight) for part in item.components])


def _bill_in_shop(listing: Any) -> str:
    return _bill([(part.sku, part.per_kit, part.weight) for part in listing.components])


def _bill(components: list[tuple[str, int, int]]) -> str:
    """What a kit is made of, in one text."""
    return ", ".join(f"{per_kit} x {sku} (weight {weight})" for sku, per_kit, weight in components) or "none"


def allowed(substitutes: Any) -> str:
    """What may ship in place of an item, in words."""
    return ", ".join(f"{one.ratio} {one.sku}" for one in substitutes)


ENTITIES: Mapping[TableName, str] = {("erp", "items"): "item", ("marketplace", "buyers"): "customer"}
"""What the documents of each owner are called."""
OWNERS: Mapping[TableName, Fields] = {
    # The price of an item is for the unit that it is sold by.
    ("erp", "items"): {
        "title": lambda item: item.description, "active": lambda item: str(item.state) == "active",
        "price": sale_price_e4, "price with tax": _price_with_tax, "price of an each": each_price_e4,
        "substitutes": lambda item: allowed(item.substitutes), "bill of components": _bill_in_erp,
    },
    ("marketplace", "buyers"): {
        "company": lambda buyer: buyer.company, "email": lambda buyer: buyer.email,
        "phone": lambda buyer: buyer.phone, "street": lambda buyer: buyer.address.line,
        "city": lambda buyer: buyer.address.city, "postcode": lambda buyer: buyer.address.postcode,
        "country": lambda buyer: buyer.address.country,
    },
}  # fmt: skip
COPIES: Mapping[TableName, Copy] = {
    ("wms", "substitutes"): Copy(("erp", "items"), "sku", {
        "substitutes": lambda held: allowed(held.substitutes),
    }),
    ("oms", "items"): Copy(("erp", "items"), "sku", {
        "title": lambda item: item.title, "active": lambda item: str(item.state) == "active",
        "price": lambda item: item.price_e4,
    }),
    ("marketplace", "listings"): Copy(("erp", "items"), "sku", {
        "title": lambda listing: listing.title, "active": lambda listing: str(listing.state) == "active",
        "price with tax": lambda listing: e4(listing.price), "bill of components": _bill_in_shop,
    }),
    ("erp", "customers"): Copy(("marketplace", "buyers"), "external_ref", {
        "company": lambda customer: customer.name, "email": lambda customer: customer.email,
        "phone": lambda customer: customer.phone, "street": lambda customer: customer.street,
        "city": lambda customer: customer.city, "postcode": lambda customer: customer.postcode,
        "country": lambda customer: customer.country,
    }),
}  # fmt: skip


def said_by(document: Any, fields: Fields) -> dict[str, Any]:
    """What a document says in these fields."""
    return {name: read(document) for name, read in fields.items()}


class VersionBook:
    """Knows the values that each field of an owner's documents had, in order."""

    def __init__(self) -> None:
        self._said: dict[tuple[TableName, str, str], list[Any]] = {}
        self._applied: dict[tuple[TableName, str, str], int] = {}

    def said_last(self, system: str, table: str, name: str, field: str) -> Any:
        """What an owner said last of a field, or None."""
        said = self._said.get(((system, table), name, field))
        return said[-1] if said else None

    def apply(self, change: Change) -> Iterator[Step]:
        """Take in one document version; the steps that a copy made by it."""
        table = (change.system, change.table)
        if table in OWNERS:
            for field, value in said_by(change.after, OWNERS[table]).items():
                said = self._said.setdefault((table, str(change.key), field), [])
                if not said or said[-1] != value:
                    said.append(value)
        elif table in COPIES:
            yield from self._steps(table, change)

    def _steps(self, table: TableName, change: Change) -> Iterator[Step]:
        copy = COPIES[table]
        name = str(getattr(change.after, copy.name))
        before = {} if change.before is None else said_by(change.before, copy.fields)
        for field, value in said_by(change.after, copy.fields).items():
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
