"""Money: invoices and credit memos of the ERP, and the payment that the marketplace holds."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ..money import ZERO
from .base import Canonical


class Bill(Canonical):
    """What the ERP says is owed (an invoice, perhaps of a delivery) or given back (a credit memo).

    ``reduction`` is how much less an invoice bills because a cheaper item shipped; it is never billed.
    """

    number: str
    net: Decimal
    tax: Decimal
    total: Decimal
    delivery: str = ""
    reduction: Decimal = ZERO


class PartnerUnits(Canonical):
    """Eaches of a line on a document, and how many of the buyer's own unit they are."""

    line: str
    quantity: int
    unit: str
    stated: str


class CreditLine(Canonical):
    """Units to give credit for; ``agreed_net`` and ``agreed_tax`` if it is not the price paid.

    ``fee_net`` and ``fee_tax`` are kept of it for restocking.
    """

    line_no: int
    quantity: int
    agreed_net: Decimal | None = None
    agreed_tax: Decimal | None = None
    text: str = ""
    reference: str = ""
    shipped_item: str = ""
    fee_net: Decimal = ZERO
    fee_tax: Decimal = ZERO


class CreditAmount(Canonical):
    """An amount to give credit for without goods; below zero it takes credit back."""

    net: Decimal
    tax: Decimal
    text: str = ""


class EntryKind(StrEnum):
    """Which way money went."""

    RECEIPT = "receipt"
    REFUND = "refund"


class PaymentEntry(Canonical):
    """A capture (receipt) or a refund; ``reference`` is the seller's.

    By ``exchange`` no cash moved: goods that came back paid for others; a refund of that method that was
    undone is a receipt. Gift cards and deposits are methods too. A refund of ``origin`` provider was made
    by people there.
    """

    id: str
    kind: EntryKind
    reference: str
    amount: Decimal
    method: str = "card"
    origin: str = ""


class Payment(Canonical):
    """The money of one order as the payment provider holds it."""

    id: str
    order_key: str
    currency: str
    authorised: Decimal
    captured: Decimal
    voided: Decimal
    refunded: Decimal
    entries: tuple[PaymentEntry, ...]
    voids: tuple[str, ...] = ()
