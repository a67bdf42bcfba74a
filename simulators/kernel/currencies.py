"""Currencies and their minor units, by ISO 4217: a pound has a hundred pence, a yen no smaller part.

https://www.six-group.com/en/products-services/financial-information/data-standards.html
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from .problems import Unprocessable

_HUNDREDTHS = 2
_CODES_BY_EXPONENT = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
        CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD
        HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
        MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
        RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
        UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
}

EXPONENTS: Mapping[str, int] = MappingProxyType(
    {code: exponent for exponent, codes in _CODES_BY_EXPONENT.items() for code in codes.split()}
)
"""How many decimal places an amount of each currency has."""

MINOR_UNITS: Mapping[str, Decimal] = MappingProxyType(
    {code: Decimal(1).scaleb(-exponent) for code, exponent in EXPONENTS.items()}
)
"""The smallest amount of each currency."""


def check_currency(currency: str, *, field: str = "currency") -> None:
    """Refuse a code that is no currency; an amount in it could not be rounded."""
    if currency not in EXPONENTS:
        raise Unprocessable(
            f"there is no currency {currency}; ISO 4217 lists those there are, such as EUR, JPY and KWD",
            field=field,
        )


def check_whole(amount: Decimal, currency: str, *, field: str) -> None:
    """Refuse an amount that is finer than the currency's minor unit."""
    step = MINOR_UNITS[currency]
    if amount % step:
        raise Unprocessable(
            f"{amount} {currency} is finer than the minor unit, which is {step}; "
            "only unit prices and charges may be",
            field=field,
        )


def check_paid(amount: Decimal, currency: str, *, field: str) -> None:
    """Refuse a charge or a payment that the currency has no coins for.

    Where the minor unit is a hundredth, charges may be finer than that, and so may what is paid for them.
    """
    if EXPONENTS[currency] != _HUNDREDTHS:
        check_whole(amount, currency, field=field)
