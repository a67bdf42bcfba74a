"""Payments, as the payment provider holds them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from ...kernel.fields import Document
from .orders import order_key


class Method(StrEnum):
    """How an entry of a payment was settled: with the buyer's card, against goods that came back, or beside.

    A gift card and a deposit are tenders beside the card.
    """

    CARD = "card"
    EXCHANGE = "exchange"
    GIFT_CARD = "gift_card"
    DEPOSIT = "deposit"


class Tender(Document, frozen=True):
    """What a buyer pays with beside the card, and how much of the total that pays; ``reference`` names it."""

    method: Method
    reference: str
    amount: Decimal


class PaymentEntry(Document, frozen=True):
    """One capture, refund or void; ``reference`` is the seller's, once per payment, kind and method.

    ``return_id`` names the return that a refund pays for, if it is for one. An entry of method
    ``exchange`` moves no cash: what one order gives back by it, another one takes. ``origin`` is
    ``provider`` if people there gave the money back, and nobody by the shop's API.
    """

    id: str
    reference: str
    amount: Decimal
    at_us: int
    return_id: str = ""
    method: Method = Method.CARD
    origin: str = ""


class RefusedRefund(Document, frozen=True):
    """A refund that was asked for while less was ``left`` to give back; no money moved.

    Providers keep such refunds on the charge as failed ones: https://docs.stripe.com/refunds#failed-refunds
    """

    id: str
    reference: str
    amount: Decimal
    left: Decimal
    reason: str
    asked_by: str
    at_us: int
    return_id: str = ""
    origin: str = ""


class Payment(Document, frozen=True):
    """Money of one order as the payment provider holds it.

    captured + voided <= authorised; refunded <= captured. So much of what is authorised as ``exchange``
    says is settled by goods that came back, and never asked of the card; nor is what the ``tenders`` pay.
    ``taken_back`` are refunds in goods that were undone, because those goods never came. While the card is
    declined, ``card_refusal`` says why. ``refused`` are refunds of more than was left; they moved nothing.
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
    tenders: tuple[Tender, ...] = ()
    taken_back: tuple[PaymentEntry, ...] = ()
    card_refusal: str = ""
    refused: tuple[RefusedRefund, ...] = ()

    @property
    def order(self) -> str:
        """The key of the order that it is about."""
        return order_key(self.store, self.order_id)

    @property
    def captured(self) -> Decimal:
        """The sum of the captures."""
        return _sum(self.captures)

    @property
    def refunded(self) -> Decimal:
        """The sum of the refunds, without those that were taken back."""
        return _sum(self.refunds) - _sum(self.taken_back)

    @property
    def voided(self) -> Decimal:
        """The sum of what was released without being captured."""
        return _sum(self.voids)

    @property
    def due(self) -> Decimal:
        """What is asked of the card: all that is authorised, but for what goods and tenders settle."""
        return self.authorised - self.exchange - sum((one.amount for one in self.tenders), Decimal(0))

    def pledged(self, method: Method) -> Decimal:
        """How much of what is authorised a method settles."""
        if method is Method.EXCHANGE:
            return self.exchange
        if method is Method.CARD:
            return self.due
        return sum((one.amount for one in self.tenders if one.method is method), Decimal(0))


def _sum(entries: Iterable[PaymentEntry]) -> Decimal:
    return sum((entry.amount for entry in entries), Decimal(0))
