"""Customers: one for each account of the shop."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.problems import NotFound, Unprocessable
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
    payer: str = ""


class CustomerAccounts:
    """Opens and changes customers."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def open(self, wanted: NewCustomer) -> Made[Customer]:
        """Open an account for a customer of the shop."""
        held = self._books.made_before(self._books.customers, wanted.external_ref)
        self._check_payer("" if held is None else held.number, wanted.payer)
        if held is not None:
            same = held == _known(held, wanted)
            return repeated(held, "customer", wanted.external_ref, same=same)
        made = Customer(self._books.number("customer"), *wanted)
        return Made(self._books.customers.put(made))

    def ensure(self, wanted: NewCustomer) -> tuple[Customer, str]:
        """Open the account or bring it up to date; also says which: created, updated, unchanged."""
        held = referred(self._books.customers, wanted.external_ref)
        if held is None:
            return self.open(wanted).document, "created"
        self._check_payer(held.number, wanted.payer)
        changed = _known(held, wanted)
        if changed == held:
            return held, "unchanged"
        return self._books.customers.put(changed), "updated"

    def change(self, number: str, version: int | None, changes: dict[str, str]) -> Customer:
        """Change some fields of a customer that is still at this version.

        Orders that are there keep their payer; a new one is for those to come.
        """
        existing(self._books.customers, number, "customer")
        held = self._books.customers.expect(number, version)
        self._check_payer(number, changes.get("payer", ""))
        return self._books.customers.put(replace(held, **changes))

    def limit(self, external_ref: str, limit: Decimal | None) -> Customer:
        """Say what a customer may owe; None is no limit. Orders that wait are not looked at again."""
        held = referred(self._books.customers, external_ref)
        if held is None:
            raise NotFound(f"there is no customer {external_ref}", field="customer_ref")
        return self._books.customers.put(replace(held, credit_limit=limit))

    def _check_payer(self, number: str, payer: str) -> None:
        """Whoever is billed for another is a customer too.

        https://learn.microsoft.com/en-us/dynamics365/business-central/sales-how-register-new-customers
        """
        if not payer:
            return
        existing(self._books.customers, payer, "customer", field="payer")
        if payer == number:
            raise Unprocessable(
                f"customer {number} cannot be its own payer; without a payer it pays for itself",
                field="payer",
            )


def _known(held: Customer, wanted: NewCustomer) -> Customer:
    """A customer as the shop knows it, with what only the ERP says of it."""
    return Customer(held.number, *wanted, group=held.group, credit_limit=held.credit_limit)
