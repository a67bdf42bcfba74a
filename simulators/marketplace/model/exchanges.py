"""What buyers want instead of what they send back."""

from __future__ import annotations

from decimal import Decimal

from ...kernel.fields import Document


class ExchangeLine(Document, frozen=True):
    """Units that a buyer wants instead of all those that come back, at the price captured when asked.

    The quantity counts the unit that the listing is sold by. ``price_source`` is what made the price, if the
    shop offered it.
    """

    sku: str
    quantity: int
    unit_price: Decimal
    tax_rate: Decimal
    reference: str = ""
    price_source: str = ""
