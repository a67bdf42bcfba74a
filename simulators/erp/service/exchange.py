"""Exchange rates: an order keeps the rate of its date, and so does everything that follows from it.

Business Central stores the currency factor on a document when its date is set, and later rates leave it.
https://learn.microsoft.com/en-us/dynamics365/business-central/finance-how-update-currencies
"""

from __future__ import annotations

from decimal import Decimal

from ...kernel.arithmetic import rounded
from ...kernel.currencies import MINOR_UNITS, check_currency
from ...kernel.problems import Conflict, Unprocessable
from ..model import ExchangeRate
from .books import COMPANY_CURRENCY, Books, Made


class Exchange:
    """Knows what other currencies are worth."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def enter(self, currency: str, rate: Decimal, date: str | None = None) -> Made[ExchangeRate]:
        """Say what a currency is worth from a day on, before the first order of that day is booked."""
        check_currency(currency)
        wanted = ExchangeRate(currency, date or self._books.today(), rate)
        if wanted.currency == COMPANY_CURRENCY or wanted.rate <= 0:
            raise Unprocessable(
                f"one {wanted.currency} cannot be worth {wanted.rate} {COMPANY_CURRENCY}; name another "
                "currency, and a rate above 0",
                field="rate",
            )
        held = self._books.exchange_rates.find(wanted.key)
        if held == wanted:
            return Made(held, already=True)
        later = [
            order.number
            for order in self._books.orders
            if order.currency == wanted.currency and order.date >= wanted.date
        ]
        if later:
            raise Conflict(
                f"sales order {later[0]} of {wanted.date} or later is booked in {wanted.currency} already; "
                "enter the rate of a day after that",
                field="date",
            )
        return Made(self._books.exchange_rates.put(wanted))

    def rate_of(self, currency: str, date: str) -> Decimal | None:
        """The rate of a day: that of the latest day up to it; none is needed for the company's currency."""
        if currency == COMPANY_CURRENCY:
            return None
        known = [one for one in self._books.exchange_rates.by("currency", currency) if one.date <= date]
        if not known:
            raise Unprocessable(
                f"no exchange rate of {currency} is entered for {date} or before; enter one, for {currency} "
                f"is not worth the same as {COMPANY_CURRENCY}",
                field="currency",
            )
        return max(known, key=lambda one: one.date).rate


def in_company_currency(amount: Decimal, rate: Decimal | None) -> Decimal:
    """An amount in the company's currency at the rate that its document stored."""
    return amount if rate is None else rounded(amount * rate, MINOR_UNITS[COMPANY_CURRENCY])
