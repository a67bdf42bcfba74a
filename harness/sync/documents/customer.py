"""Customers: the marketplace's accounts."""

from __future__ import annotations

from pydantic import Field

from .base import Canonical


class Address(Canonical):
    """Where goods go, or a company sits; the country decides the tax."""

    name: str
    line: str
    city: str
    postcode: str
    country: str

    def as_texts(self) -> dict[str, str]:
        """The parts by name."""
        return {
            "name": self.name,
            "line": self.line,
            "city": self.city,
            "postcode": self.postcode,
            "country": self.country,
        }


class Customer(Canonical):
    """Who buys; the marketplace owns every field. ``payer_id`` is the account that pays, if another."""

    id: str = Field(min_length=1)
    company: str
    email: str
    phone: str
    address: Address
    payer_id: str = ""


class BookedCustomer(Canonical):
    """A customer as the ERP holds it, at a version; ``payer`` is the ERP's number of who pays for it."""

    number: str = Field(min_length=1)
    version: int
    id: str
    company: str
    email: str
    phone: str
    line: str
    city: str
    postcode: str
    country: str
    payer: str = ""
