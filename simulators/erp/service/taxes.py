"""Tax rates by country: an order with a rate that nobody entered is refused, never booked without tax.

Business Central refuses a document whose combination of posting groups has no VAT posting setup.
https://learn.microsoft.com/en-us/dynamics365/business-central/finance-setup-vat
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from ...kernel.problems import Unprocessable
from ..model import CountryTaxes
from .books import Books


class _Taxed(Protocol):
    @property
    def tax_rate(self) -> Decimal: ...


class Taxes:
    """Knows the rates of each country; where none is entered at all, orders say them."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def enter(self, country: str, rates: Sequence[Decimal]) -> CountryTaxes:
        """Say which tax rates there are in a country."""
        return self._books.country_taxes.put(CountryTaxes(country, tuple(sorted(set(rates)))))

    def check(
        self, ship_to: Mapping[str, str], taxed: Sequence[_Taxed], exempt: str, *, field: str = "lines"
    ) -> None:
        """Refuse what is taxed by a rate that there is not where the goods go."""
        if not len(self._books.country_taxes):
            return
        country = ship_to.get("country", "")
        known = self._books.country_taxes.find(country)
        if known is None:
            there = ", ".join(sorted(one.country for one in self._books.country_taxes))
            raise Unprocessable(
                f"no tax rate is entered for {country or 'no country'}; there are rates for: {there}",
                field="ship_to",
            )
        for index, one in enumerate(taxed):
            if one.tax_rate not in known.rates and not (exempt and not one.tax_rate):
                there = ", ".join(str(rate) for rate in known.rates)
                raise Unprocessable(
                    f"there is no tax rate {one.tax_rate} in {country}; there are: {there}",
                    field=f"{field}[{index}].tax_rate",
                )
