"""Tenders on the wire: what buyers pay with beside the card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from ...kernel.fields import Body, Identifier, PriceText
from ..model import Method, Payment, Tender
from .forms import View, amount, money


class NewTender(Body, frozen=True):
    """A gift card or a deposit, and how much of the total it pays."""

    method: Literal["gift_card", "deposit"]
    reference: Identifier
    amount: PriceText


NewTenders = Annotated[tuple[NewTender, ...], Meta(max_length=20)]
"""What a buyer pays with beside the card."""


class TenderView(View, frozen=True):
    """A gift card or a deposit, and how much of the total it pays."""

    method: str
    reference: str
    amount: str


def tenders_named(asked: Sequence[NewTender]) -> tuple[Tender, ...]:
    """The tenders that a request names."""
    return tuple(Tender(Method(one.method), one.reference, money(one.amount)) for one in asked)


def tenders_shown(payment: Payment) -> list[TenderView] | UnsetType:
    """The tenders of a payment, if it has any."""
    shown = [
        TenderView(one.method, one.reference, amount(one.amount, payment.currency)) for one in payment.tenders
    ]
    return shown or UNSET
