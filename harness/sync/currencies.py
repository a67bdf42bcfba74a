"""The engine's own table of currencies: how fine an amount of each may be (ISO 4217)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from .errors import Unsuitable

_PLACES = {
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF": 0,
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG
    HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES
    WST XCD YER ZAR ZMW ZWG
    """: 2,
    "BHD IQD JOD KWD LYD OMR TND": 3,
}
_STEPS: Mapping[str, Decimal] = MappingProxyType(
    {code: Decimal(1).scaleb(-places) for codes, places in _PLACES.items() for code in codes.split()}
)


def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency; one that is not known cannot be rounded, so not carried."""
    step = _STEPS.get(currency)
    if step is None:
        raise Unsuitable(f"{currency} is no currency of ISO 4217, so its amounts cannot be rounded")
    return step
