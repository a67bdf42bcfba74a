"""The judge's own table of currencies: the minor unit of each in ten-thousandths (ISO 4217)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from .arithmetic import PENNY, e4, nearest

_PLACES = (
    ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0),
    ("BHD IQD JOD KWD LYD OMR TND", 3),
    (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
        "CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ "
        "GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL "
        "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
        "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT "
        "TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG",
        2,
    ),
)

PLACES: Mapping[str, int] = MappingProxyType(
    {code: places for codes, places in _PLACES for code in codes.split()}
)
"""How many decimal places an amount of each currency has."""


COMPANY_CURRENCY = "GBP"
"""The currency that the company books in."""


_STEPS = {code: int(10 ** (4 - places)) for code, places in PLACES.items()}


def places_of(currency: str) -> int:
    """How many places amounts are told with; two where nobody knows the currency."""
    return PLACES.get(currency, 2)


def step_of(currency: str) -> int:
    """The minor unit of a currency in ten-thousandths: 100 for a pound, 10,000 for a yen."""
    return _STEPS.get(currency, PENNY)


def in_pounds(amount: Decimal, rate: Decimal | None) -> int:
    """An amount in pounds, in ten-thousandths: at the rate that its document has, rounded to the penny."""
    if rate is None:
        return e4(amount)
    numerator, denominator = rate.as_integer_ratio()
    return nearest(e4(amount) * numerator, denominator, PENNY)
