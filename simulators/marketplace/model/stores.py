"""Stores: how each of them tells prices, in which currency, and what it taxes where."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ...kernel.fields import Document


class TaxMode(StrEnum):
    """Whether prices include tax, as consumers see them, or tax comes on top, as businesses do.

    https://shopify.dev/docs/api/admin-graphql/latest/objects/Order#field-Order.fields.taxesIncluded
    """

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class TaxRate(Document, frozen=True):
    """What is taxed on goods and on freight that go to a country."""

    country: str
    goods: Decimal
    freight: Decimal


class Store(Document, frozen=True):
    """What a store declares; of a store that declares nothing each order says its own currency and rates.

    It sells to the countries of its ``rates``, and to no other.
    """

    id: str
    tax_mode: TaxMode
    currency: str
    rates: tuple[TaxRate, ...]

    def rate(self, country: str) -> TaxRate | None:
        """What is taxed on what goes to a country; None where the store does not sell to."""
        return next((one for one in self.rates if one.country == country), None)
