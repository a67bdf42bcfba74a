"""What a user's files hold. ``place`` says where each entry stands in them, for messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...actors.orders import Packing


@dataclass(frozen=True)
class Item:
    """An item with its list price without tax, for one of the unit that it is sold in.

    ``packing`` has the units that it comes in besides the each, if there are any.
    """

    sku: str
    title: str
    list_price: Decimal
    place: str = field(default="", compare=False)
    packing: Packing | None = None


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A business that buys; its e-mail address names it in the files, and its ``payer``, if it has one."""

    email: str
    company: str
    phone: str
    name: str
    line: str
    city: str
    postcode: str
    country: str
    payer: str = ""
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
