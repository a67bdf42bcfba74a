"""What a unit of a currency is worth in the company's."""

from __future__ import annotations

from decimal import Decimal

from ...kernel.fields import Document


class ExchangeRate(Document, frozen=True):
    """From a day on, one unit of a currency is worth ``rate`` of the company's, until the next one."""

    currency: str
    date: str
    rate: Decimal

    @property
    def key(self) -> str:
        """The currency and the day, such as ``EUR-2011-06-01``."""
        return f"{self.currency}-{self.date}"
