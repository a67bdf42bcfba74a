"""The reference engine's accounts in the judge's words."""

from __future__ import annotations

from collections.abc import Iterable

from ..judge.scope import Accounts

_WORDS = {
    "orders": "order",
    "cancellations": "cancellation",
    "amendments": "amendment",
    "returns": "return",
    "customers": "customer",
    "items": "item",
    "prices": "price",
    "price-groups": "price_group",
    "warehouse-movements": "stock_movement",
}
"""What the engine calls a kind of source document, and what the rules call it."""


def in_words_of_the_judge(
    ignored: Iterable[tuple[str, str]], quarantined: Iterable[tuple[str, str]]
) -> Accounts:
    """Accounts by the kinds of document that the rules ask about."""
    return Accounts(frozenset(_renamed(ignored)), frozenset(_renamed(quarantined)))


def _renamed(records: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((_WORDS.get(kind, kind), key) for kind, key in records)
