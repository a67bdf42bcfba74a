"""Who buys, and where goods go."""

from __future__ import annotations

from ...kernel.fields import Document


class Address(Document, frozen=True):
    """Where goods go. The country decides the tax."""

    name: str
    line: str
    city: str
    postcode: str
    country: str


class Buyer(Document, frozen=True):
    """A business that buys; ``id`` is ``M`` and nine digits.

    ``payer_id`` is the account of its parent if that pays for what it orders. ``tax_exemption`` is why it
    pays no tax, such as the number under which it pays that itself.
    """

    id: str
    company: str
    email: str
    phone: str
    address: Address
    payer_id: str = ""
    tax_exemption: str = ""
