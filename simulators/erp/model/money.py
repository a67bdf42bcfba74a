"""Payments and postings."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ...kernel.fields import Document


class PaymentKind(StrEnum):
    """Which way money went."""

    RECEIPT = "receipt"
    REFUND = "refund"


class Allocation(Document, frozen=True):
    """So much of a payment or credit memo settles an invoice; what paying early took off, and its tax."""

    invoice: str
    amount: Decimal
    discount: Decimal = Decimal(0)
    discount_tax: Decimal = Decimal(0)


class Payment(Document, frozen=True):
    """Money received from a customer or refunded; ``external_ref`` is the provider's, once.

    Of method ``exchange`` no cash moved: goods that came back paid for others. Of method ``bank`` it is of no
    order: its ``allocations`` say which invoices it settles, and the rest stays on the payer's account.
    ``order_ref`` is the shop's order that the payer says it is for.
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
    allocations: tuple[Allocation, ...] = ()
    order_ref: str = ""

    @property
    def unapplied(self) -> Decimal:
        """What of a transfer settles no invoice, and stays on the payer's account."""
        if self.method != "bank":
            return Decimal(0)
        return self.amount - sum((one.amount for one in self.allocations), Decimal(0))


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
