"""The ledger: what customers owe, and what the company spent."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ..model import LedgerEntry
from .books import Books

RECEIVABLES = "receivables"


class Posted(NamedTuple):
    """Under which reference, and on which date, something is posted."""

    reference: str
    date: str


class NewEntry(NamedTuple):
    """A posting by hand."""

    account: str
    amount: Decimal
    text: str
    reference: str
    date: str | None = None


class Ledger:
    """Posts amounts to accounts."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def owe(self, customer: str, amount: Decimal, document: str, text: str, about: Posted) -> LedgerEntry:
        """Raise what a customer owes (or, with a negative amount, lower it) by a document."""
        number = self._books.number("ledger entry")
        entry = LedgerEntry(
            number, about.date, RECEIVABLES, amount, document, text, about.reference, customer
        )
        return self._books.ledger.put(entry)

    def post(self, account: str, amount: Decimal, document: str, text: str, about: Posted) -> LedgerEntry:
        """Post what a document comes to on another account than what customers owe."""
        number = self._books.number("ledger entry")
        entry = LedgerEntry(number, about.date, account, amount, document, text, about.reference)
        return self._books.ledger.put(entry)

    def owed_by(self, customer: str) -> Decimal:
        """What a customer has to pay by now, for itself and for those whom it pays for."""
        entries = self._books.ledger.by("open items", customer)
        return sum((entry.amount for entry in entries), Decimal(0))

    def enter(self, wanted: NewEntry) -> LedgerEntry:
        """Post an amount that no document stands behind."""
        number = self._books.number("ledger entry")
        date = wanted.date or self._books.today()
        entry = LedgerEntry(number, date, wanted.account, wanted.amount, "", wanted.text, wanted.reference)
        return self._books.ledger.put(entry)
