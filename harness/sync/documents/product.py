"""Products and their list prices: the ERP owns both."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from .base import Canonical


class Price(Canonical):
    """A list price for one unit, without tax."""

    net: Decimal = Field(ge=0)


class Product(Canonical):
    """An item that is sold while it is active; ``version`` is the ERP's."""

    sku: str = Field(min_length=1)
    title: str
    price: Price
    active: bool
    version: int
