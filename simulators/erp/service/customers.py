"""Customers: one for each account of the shop."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from ..model import Customer
from .books import Books, Made, existing, referred, repeated


class NewCustomer(NamedTuple):
    """A customer as the shop knows it."""

    external_ref: str
    name: str
    email: str
    phone: str
    street: str
    city: str
    postcode: str
    country: str


class CustomerAccounts:
    """Opens and changes customers."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def open(self, wanted: NewCustomer) -> Made[Customer]:
        """Open an account for a customer of the shop."""
        held = referred(self._books.customers, wanted.external_ref)
        if held is not None:
            same = held == Customer(held.number, *wanted)
            return repeated(held, "customer", wanted.external_ref, same=same)
        made = Customer(self._books.number("customer"), *wanted)
        return Made(self._books.customers.put(made))

    def ensure(self, wanted: NewCustomer) -> tuple[Customer, str]:
        """Open the account or bring it up to date; also says which: created, updated, unchanged."""
        held = referred(self._books.customers, wanted.external_ref)
        if held is None:
            return self.open(wanted).document, "created"
        changed = Customer(held.number, *wanted)
        if changed == held:
            return held, "unchanged"
        return self._books.customers.put(changed), "updated"

    def change(self, number: str, version: int | None, changes: dict[str, str]) -> Customer:
        """Change some fields of a customer that is still at this version."""
        existing(self._books.customers, number, "customer")
        held = self._books.customers.expect(number, version)
        return self._books.customers.put(replace(held, **changes))
