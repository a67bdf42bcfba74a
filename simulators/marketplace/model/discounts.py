"""What buyers were promised off the price, and where it was taken off."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from ...kernel.fields import Document


class DiscountKind(StrEnum):
    """Whether a discount was taken off one line, or off the order and so shared by its lines."""

    LINE = "line"
    HEADER = "header"


class Discount(Document, frozen=True):
    """An amount that was taken off; of a line with kind ``header`` it is the line's share."""

    kind: DiscountKind
    code: str
    amount: Decimal


def amount_of(discounts: Iterable[Discount]) -> Decimal:
    """What some discounts come to."""
    return sum((one.amount for one in discounts), Decimal(0))
