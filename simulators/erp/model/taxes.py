"""What the company has to tax."""

from __future__ import annotations

from decimal import Decimal

from ...kernel.fields import Document


class CountryTaxes(Document, frozen=True):
    """The tax rates that there are in a country, for goods and freight that go there."""

    country: str
    rates: tuple[Decimal, ...]
