"""Tax rates on the wire: people enter them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ...kernel.fields import Body, Country, RateText
from ...kernel.wire import Call, Operation, Reply, Surface
from ..service import Erp
from .forms import amount

_RATES_MAX = 20


class CountryTaxesBody(Body, frozen=True):
    """The tax rates that there are in a country."""

    country: Country
    rates: Annotated[tuple[RateText, ...], Meta(min_length=1, max_length=_RATES_MAX)]


def tax_operations(erp: Erp) -> list[Operation]:
    """What people may say about taxes."""

    def enter(call: Call) -> Reply:
        body: CountryTaxesBody = call.body
        entered = erp.taxes.enter(body.country, [amount(rate) for rate in body.rates])
        return Reply({"country": entered.country, "rates": [str(rate) for rate in entered.rates]})

    return [
        Operation("enter_tax_rates", "POST", "/_world/tax-rates", enter, CountryTaxesBody,
                  surface=Surface.WORLD, summary="Say which tax rates there are in a country."),
    ]  # fmt: skip
