"""What a shop sells, and how somebody at the start page orders there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ...kernel.problems import Malformed, Unprocessable
from ...kernel.units import BASE
from ..worlds import HostedWorld
from .papers import table_of
from .people import Deed, Errand, whole_number

ITEMS_SHOWN = 50
NEW_BUYER = "new"
_STORE = "main"
_TAX_RATE = "0.20"
"""The rate at home, where the new business is."""
_NEW_BUSINESS: Mapping[str, Any] = {
    "company": "A new business", "email": "office@business.example", "phone": "+44 20 7946 0100",
    "address": {
        "name": "A new business", "line": "1 High Street", "city": "London", "postcode": "EC1A 1BB",
        "country": "United Kingdom",
    },
}  # fmt: skip


@dataclass(frozen=True)
class ItemSeen:
    """An item for sale: what it costs with tax, how many eaches buyers see, and the units it is sold in."""

    sku: str
    title: str
    price: Any
    quantity: int
    units: tuple[str, ...]
    parts: tuple[str, ...]


def items_of(world: HostedWorld) -> list[ItemSeen]:
    """The first items that buyers see."""
    listings = islice((one for one in _table(world, "listings") if one.state == "active"), ITEMS_SHOWN)
    return [
        ItemSeen(
            one.sku, one.title, one.price, one.quantity, _units(one.terms),
            tuple(f"{part.per_kit} x {part.sku}" for part in one.components),
        )
        for one in listings
    ]  # fmt: skip


def buyers_of(world: HostedWorld) -> list[Any]:
    """The first businesses with an account."""
    return list(islice(_table(world, "buyers"), ITEMS_SHOWN))


def account_deed() -> Deed:
    """A new business opens an account."""
    return Deed("buyer", "opens an account", (Errand("marketplace", "/_world/buyers", dict(_NEW_BUSINESS)),))


def order_deed(form: Mapping[str, str], buyer_id: str) -> Deed:
    """A buyer orders units of one item; Refusal when that cannot be asked."""
    sku, quantity = form.get("sku", ""), whole_number(form.get("quantity", ""))
    if quantity < 1:
        raise Malformed(f"an order takes a whole number from 1, not {form.get('quantity', '') or 'nothing'}")
    if not sku:
        raise Unprocessable("nothing is for sale here yet; items come with ordergate load-world")
    line = {"sku": sku, "quantity": quantity, "tax_rate": _TAX_RATE}
    body = {"buyer_id": buyer_id, "store": _STORE, "lines": [line]}
    return Deed("buyer", f"orders {quantity} x item {sku}", (Errand("marketplace", "/_world/orders", body),))


def _table(world: HostedWorld, name: str) -> Any:
    return table_of(world, "marketplace", name) or ()


def _units(terms: Any) -> tuple[str, ...]:
    """The unit that it is sold in, and those that buyers have names for, each with its eaches."""
    sold = () if terms.unit == BASE else (f"{terms.unit} of {terms.size}",)
    return (*sold, *(f"{one.name} of {one.size}" for one in terms.partner_units))
