"""Payments and postings."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ...kernel.fields import Document


class PaymentKind(StrEnum):
    """Which way money went."""

    RECEIPT = "receipt"
    REFUND = "refund"


class Payment(Document, frozen=True):
    """Money received from a customer or refunded; ``external_ref`` is the provider's, once.

    Of method ``exchange`` no cash moved: goods that came back paid for others.
    """

    number: str
    external_ref: str
    kind: PaymentKind
    customer: str
    order: str
    amount: Decimal
    currency: str
    date: str
    method: str = "card"
    payer: str = ""
    exchange_rate: Decimal | None = None


class LedgerEntry(Document, frozen=True):
    """One posting, in the company's currency: a positive amount raises what customers owe or was spent.

    Of what is owed, ``customer`` is the one who has to pay it.
    """

    number: str
    date: str
    account: str
    amount: Decimal
    document: str
    text: str
    reference: str
    customer: str = ""
