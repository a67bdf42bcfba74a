"""What a user's files hold. ``place`` says where each entry stands in them, for messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Item:
    """An item with its list price without tax."""

    sku: str
    title: str
    list_price: Decimal
    place: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A business that buys; its e-mail address names it in the files."""

    email: str
    company: str
    phone: str
    name: str
    line: str
    city: str
    postcode: str
    country: str
    place: str = field(default="", compare=False)

    def profile(self) -> dict[str, Any]:
        """The account data as the marketplace takes them."""
        address = {name: getattr(self, name) for name in ("name", "line", "city", "postcode", "country")}
        return {"company": self.company, "email": self.email, "phone": self.phone, "address": address}


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A unit price without tax that a customer was granted under a quote."""

    quote: str
    customer: str
    sku: str
    price: Decimal
    seller: str
    approver: str
    reason: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class OpeningStock:
    """Sellable units of an item at a site."""

    sku: str
    site: str
    quantity: int
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class WorldFiles:
    """Everything that the files hold, in their order; an item has the list price that counts."""

    items: Sequence[Item] = ()
    customers: Sequence[Customer] = ()
    agreements: Sequence[Agreement] = ()
    stock: Sequence[OpeningStock] = ()
