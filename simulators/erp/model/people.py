"""Customers, and those who sell to them."""

from __future__ import annotations

from decimal import Decimal

from ...kernel.fields import Document


class Customer(Document, frozen=True):
    """Who orders; ``external_ref`` is the shop's account, once.

    ``payer`` is the number of the customer who is billed instead; without one it pays for itself.
    ``group`` is the customer group whose prices it has. What it may owe is ``credit_limit``: 0 is no credit,
    None is no limit.
    """

    number: str
    external_ref: str
    name: str
    email: str
    phone: str
    street: str
    city: str
    postcode: str
    country: str
    payer: str = ""
    group: str = ""
    credit_limit: Decimal | None = None


class Seller(Document, frozen=True):
    """Who may grant prices: so far off the list as ``off_list_bp`` says, in hundredths of a percent.

    No price below an item's floor is granted but by those who may go ``below_floor``.
    """

    name: str
    off_list_bp: int
    below_floor: bool = False
