"""The ledger: what customers owe, and what the company spent."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ..model import LedgerEntry
from .books import Books

RECEIVABLES = "receivables"


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

    def owe(self, amount: Decimal, document: str, text: str, reference: str, date: str) -> LedgerEntry:
        """Raise what customers owe (or, with a negative amount, lower it) by a document."""
        number = self._books.number("ledger entry")
        entry = LedgerEntry(number, date, RECEIVABLES, amount, document, text, reference)
        return self._books.ledger.put(entry)

    def enter(self, wanted: NewEntry) -> LedgerEntry:
        """Post an amount that no document stands behind."""
        number = self._books.number("ledger entry")
        date = wanted.date or self._books.today()
        entry = LedgerEntry(number, date, wanted.account, wanted.amount, "", wanted.text, wanted.reference)
        return self._books.ledger.put(entry)
