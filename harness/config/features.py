"""What a connector may be able to do beyond the plain flows, by the words of ``connector.features``.

Scenarios name what they need of it; a connector that does not offer it is not tried with them. Which
verb of a scenario in YAML needs which of these words says the verb itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .known import there_are

FEATURES: Mapping[str, str] = {
    "accounts": "tells what it ignored and set aside (`settle.accounts`)",
    "allowances": "takes nothing for an invoice below zero, and less for the next",
    "amendments": "carries changes of orders that were exported",
    "catch_weight": "carries weights of goods that are priced by the kilogram",
    "crash": "can be made to crash at a given step: the reference engine in process alone",
    "credit": "carries orders on account: no capture, the payment terms, credit holds",
    "currencies": "carries orders in other currencies than pounds",
    "declined_captures": "sets aside a capture that the card is declined for, and tries it again",
    "discounts": "carries discounts, and the share of them that each line bears",
    "document_rounding": "rounds the tax of an order once for each rate where the ERP wants it so",
    "exchange": "carries returns for which other goods are sent",
    "exchange_rates": "dates orders so that the ERP finds the exchange rate of their day",
    "freight_shares": "bills the freight that is left when an order ends by a cancellation",
    "holds": "carries holds of orders, and what became of them",
    "kits": "carries kits as their components",
    "partner_units": "carries orders in a buyer's own names for units",
    "payers": "carries parents that pay for their sites",
    "prepayment": "carries orders paid in advance: no capture, and nothing moves before the transfer",
    "price_rules": "carries prices by customer, quantity and day",
    "provider_refunds": "credits what people at the payment provider gave back",
    "reconciliation": "finds listings that somebody changed in the shop, and puts them right",
    "requeue": "tries again what it set aside (`settle.requeue`)",
    "restocking_fees": "keeps a fee of the credit for goods that came back",
    "returnless": "refunds goods that the buyer keeps",
    "reviews": "carries what was found out about orders under review for fraud",
    "seller-cancellations": "carries units that the seller cancels",
    "ship-complete": "has orders wait until they ship whole",
    "sites": "works with several warehouses",
    "stores": "tells orders of several stores apart that have equal numbers",
    "substitutes": "carries items that ship in place of others",
    "tax_exclusive": "carries orders whose prices are without tax",
    "tax_rates": "carries tax rates by country, and reasons for taking none",
    "tenders": "carries payments by gift card and deposit beside the card",
    "tolerances": "carries deliveries of a little more or less than was ordered",
    "units": "carries items that are sold in cases and pallets",
    "virtual_time": "waits without taking time for minutes that a vendor asks for: in process alone",
    "webhooks": "takes the webhooks of the systems, and does not only poll",
}


def wrong_features(words: Iterable[str]) -> str | None:
    """Why these cannot be features; None when they can."""
    for word in words:
        if word not in FEATURES:
            return f"unknown feature {word}; {there_are(FEATURES, word)}"
    return None
