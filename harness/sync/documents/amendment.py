"""Amendments: a buyer's wish to have an order changed, answered part by part."""

from __future__ import annotations

from pydantic import Field

from .base import Canonical
from .customer import Address
from .order import OrderLine


class AmendmentPart(Canonical):
    """One change: a line that the order gets, units that it loses, an address, or a day.

    Of ``quantity`` so many were ``accepted``; an address or a day counts as 1.
    """

    id: str
    quantity: int = Field(ge=1)
    accepted: int = 0
    new_line: OrderLine | None = None
    fewer_of: str = ""
    ship_to: Address | None = None
    requested_date: str | None = None


class Amendment(Canonical):
    """A wish to change an order; ``answered`` once the seller has said what it accepts."""

    id: str
    order_key: str
    answered: bool
    parts: tuple[AmendmentPart, ...]


class PartAnswer(Canonical):
    """How much of a part is accepted, and why not all of it."""

    part: str
    accepted: int
    reason: str = ""


class Header(Canonical):
    """What concerns an order as a whole; None stays as it is."""

    ship_to: dict[str, str] | None = None
    requested_date: str | None = None
