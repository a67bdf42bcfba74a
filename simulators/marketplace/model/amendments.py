"""Amendments: what buyers want changed of an order, and the seller's answer part by part."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ...kernel.fields import Document
from ...kernel.units import BASE
from .orders import Quote, order_key
from .people import Address


class AmendmentState(StrEnum):
    """Where an amendment stands; the seller answers part by part."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"


class Change(StrEnum):
    """What a part of an amendment changes; X12 860 codes the first three QI, QD and AI (element 670)."""

    MORE = "more"
    FEWER = "fewer"
    FURTHER_LINE = "further_line"
    SHIP_TO = "ship_to"
    REQUESTED_DATE = "requested_date"


GROWTH = (Change.MORE, Change.FURTHER_LINE)
"""Changes that give the order a new line."""


class AmendmentPart(Document, frozen=True):
    """One change that is asked for, and the seller's answer to it: how many of ``quantity`` it accepts.

    What is no matter of units has a quantity of 1. Where the order is to grow, ``line_id`` is the line
    that it gets if this is accepted, and ``amends`` the line of which it is more, if it is; where
    it is to shrink, ``line_id`` is the line that shrinks. Where prices are without tax, so is ``net``.
    """

    id: str
    change: Change
    quantity: int = 1
    line_id: str = ""
    amends: str = ""
    sku: str = ""
    unit_price: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    tax_rate: Decimal = Decimal(0)
    reference: str = ""
    quote: Quote | None = None
    unit: str = BASE
    unit_size: int = 1
    ship_to: Address | None = None
    requested_date: str = ""
    accepted: int = 0
    reason: str = ""
    price_source: str = ""
    net: Decimal | None = None


class Amendment(Document, frozen=True):
    """A buyer's wish to change an order that was placed: an X12 860, which the seller answers as by 865."""

    id: str
    order_id: str
    reason: str
    state: AmendmentState
    parts: tuple[AmendmentPart, ...]
    store: str = "main"

    @property
    def order(self) -> str:
        """The key of the order that it is about."""
        return order_key(self.store, self.order_id)
