"""Credit without goods as the ERP takes it."""

from __future__ import annotations

from ..documents.invoice import CreditAmount
from ..money import money_text


def amount_body(amount: CreditAmount) -> dict[str, str]:
    """An amount to be credited."""
    return {"Net": money_text(amount.net), "Tax": money_text(amount.tax), "Text": amount.text}
