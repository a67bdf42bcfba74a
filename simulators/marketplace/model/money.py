"""Payments, as the payment provider holds them."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ...kernel.fields import Document
from .orders import order_key


class Method(StrEnum):
    """How an entry of a payment was settled: with the buyer's card, or against goods that came back."""

    CARD = "card"
    EXCHANGE = "exchange"


class PaymentEntry(Document, frozen=True):
    """One capture, refund or void; ``reference`` is the seller's, once per payment, kind and method.

    ``return_id`` names the return that a refund pays for, if it is for one. An entry of method
    ``exchange`` moves no cash: what one order gives back by it, another one takes.
    """

    id: str
    reference: str
    amount: Decimal
    at_us: int
    return_id: str = ""
    method: Method = Method.CARD


class Payment(Document, frozen=True):
    """Money of one order as the payment provider holds it.

    captured + voided <= authorised; refunded <= captured. So much of what is authorised as ``exchange``
    says is settled by goods that came back, and never asked of the card.
    """

    id: str
    order_id: str
    currency: str
    authorised: Decimal
    captures: tuple[PaymentEntry, ...] = ()
    refunds: tuple[PaymentEntry, ...] = ()
    voids: tuple[PaymentEntry, ...] = ()
    store: str = "main"
    exchange: Decimal = Decimal(0)

    @property
    def order(self) -> str:
        """The key of the order that it is about."""
        return order_key(self.store, self.order_id)

    @property
    def captured(self) -> Decimal:
        """The sum of the captures."""
        return sum((entry.amount for entry in self.captures), Decimal(0))

    @property
    def refunded(self) -> Decimal:
        """The sum of the refunds."""
        return sum((entry.amount for entry in self.refunds), Decimal(0))

    @property
    def voided(self) -> Decimal:
        """The sum of what was released without being captured."""
        return sum((entry.amount for entry in self.voids), Decimal(0))

    @property
    def exchange_left(self) -> Decimal:
        """What an exchange settles and no capture has taken yet."""
        taken = (entry.amount for entry in self.captures if entry.method is Method.EXCHANGE)
        return self.exchange - sum(taken, Decimal(0))
