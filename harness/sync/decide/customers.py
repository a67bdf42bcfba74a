"""Customers: the marketplace owns every field, the ERP holds a copy."""

from __future__ import annotations

from dataclasses import dataclass

from ..documents.customer import BookedCustomer, Customer


@dataclass(frozen=True)
class Open:
    """The ERP does not know the customer."""


@dataclass(frozen=True)
class Change:
    """The ERP's copy is out of date in these fields, by the ERP's names."""

    number: str
    version: int
    fields: dict[str, str]


@dataclass(frozen=True)
class Keep:
    """The ERP's copy is right."""

    number: str


def decide(customer: Customer, booked: BookedCustomer | None, payer: str = "") -> Open | Change | Keep:
    """What the ERP has to be told of a customer; only fields that differ are written.

    ``payer`` is the ERP's number of who pays for the customer.
    """
    if booked is None:
        return Open()
    wanted = {
        "Name": (customer.company, booked.company),
        "Email": (customer.email, booked.email),
        "Phone": (customer.phone, booked.phone),
        "Street": (customer.address.line, booked.line),
        "City": (customer.address.city, booked.city),
        "Postcode": (customer.address.postcode, booked.postcode),
        "Country": (customer.address.country, booked.country),
        "Payer": (payer, booked.payer),
    }
    changes = {name: ours for name, (ours, theirs) in wanted.items() if ours != theirs}
    if not changes:
        return Keep(booked.number)
    return Change(booked.number, booked.version, changes)
