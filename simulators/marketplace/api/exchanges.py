"""The wire form of exchanges: what a buyer wants for the units that come back."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ...kernel.fields import Body, Identifier, PriceText, Quantity, RateText, places
from ..model import ExchangeLine
from ..service.orders import WantedLine
from .forms import Reference, View, money, rate


class NewExchangeLine(Body, frozen=True):
    """Units that a buyer wants instead; the price includes tax, and is the listing's if none is named."""

    sku: Identifier
    quantity: Quantity
    tax_rate: RateText
    unit_price: PriceText | UnsetType = UNSET
    reference: Reference = ""


class ExchangeLineView(View, frozen=True):
    """Units that a buyer wants instead of those that come back, in the unit they are sold by."""

    sku: str
    quantity: int
    unit_price: str
    tax_rate: str
    reference: str


def wanted_instead(line: NewExchangeLine) -> WantedLine:
    """A line of a request in the words of the service."""
    price = None if line.unit_price is UNSET else money(line.unit_price)
    return WantedLine(line.sku, line.quantity, price, None, money(line.tax_rate), line.reference, None)


def exchange_line(line: ExchangeLine) -> ExchangeLineView:
    """A line as it is answered."""
    return ExchangeLineView(
        line.sku, line.quantity, places(line.unit_price, 4), rate(line.tax_rate), line.reference
    )
