"""Quotes as connectors see them."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ..model import Quote
from .forms import View


class QuoteView(View, frozen=True):
    """Why a line does not have the list price; ``expiresOn`` is the last day of the approval."""

    id: str
    seller: str
    approver: str
    reason: str
    expires_on: str | UnsetType = UNSET


def quote_shown(quote: Quote | None) -> QuoteView | UnsetType:
    """A quote as connectors see it."""
    if quote is None:
        return UNSET
    return QuoteView(quote.id, quote.seller, quote.approver, quote.reason, quote.expires_on or UNSET)
