"""What the marketplace does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy

EXCHANGE_NEEDS = Policy(
    "marketplace.exchange_needs", ("receipt", "sellable"),
    "which returned units are replaced in an exchange: all that were received, or the sellable ones",
)  # fmt: skip

REFUND_ORDER = Policy(
    "marketplace.refund_order", ("card_first", "gift_card_first"),
    "whether a refund goes to the card before it goes to gift cards and deposits, or after",
)  # fmt: skip

TAX_ROUNDING = Policy(
    "marketplace.tax_rounding", ("line", "document"),
    "where prices are without tax: is the tax of each line rounded, or once for each rate of the order",
)  # fmt: skip
"""EN 16931 rounds the tax of each category once for the document (BT-117); many shops round each line.

https://ec.europa.eu/digital-building-blocks/sites/display/DIGITAL/Compliance+with+eInvoicing+standard
"""

POLICIES: tuple[Policy, ...] = (EXCHANGE_NEEDS, REFUND_ORDER, TAX_ROUNDING)
"""All of them, in the order in which they are listed."""
