"""Published prices in the marketplace's form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..documents.price import PriceEntry
from ..money import price_text
from ..times import text_with_offset


def prices_body(sku: str, entries: Sequence[PriceEntry], zone: str) -> dict[str, Any]:
    """Everything that is published of a listing's prices besides its own."""
    return {"sku": sku, "prices": [_entry_body(entry, zone) for entry in entries]}


def _entry_body(entry: PriceEntry, zone: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "kind": entry.kind, "price": price_text(entry.price), "minQuantity": entry.min_quantity,
        "buyerId": entry.buyer_id, "group": entry.group, "currency": entry.currency,
        "priceWithoutTax": price_text(entry.net),
    }  # fmt: skip
    if entry.from_us is not None:
        body["validFrom"] = text_with_offset(entry.from_us, zone)
    if entry.until_us is not None:
        body["validUntil"] = text_with_offset(entry.until_us, zone)
    return body
