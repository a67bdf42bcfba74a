"""Customers."""

from __future__ import annotations

from ...kernel.fields import Document


class Customer(Document, frozen=True):
    """Who orders; ``external_ref`` is the shop's account, once.

    ``payer`` is the number of the customer who is billed instead; without one it pays for itself.
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
