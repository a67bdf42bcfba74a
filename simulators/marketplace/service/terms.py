"""The terms of a listing: how many of its units an order may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ...kernel.problems import Unprocessable
from ..model import Listing, Terms

EACHES_MAX = 10_000_000


class _Wanted(Protocol):
    @property
    def sku(self) -> str: ...

    @property
    def quantity(self) -> int: ...


def keep_terms(lines: Sequence[_Wanted], offers: Mapping[str, Listing]) -> None:
    """Refuse a basket that takes too few or too many of a listing, or no whole multiple.

    What counts is what the order takes of a listing in all, on however many lines.
    """
    taken: dict[str, int] = {}
    last: dict[str, int] = {}
    for index, line in enumerate(lines):
        taken[line.sku] = taken.get(line.sku, 0) + line.quantity
        last[line.sku] = index
    for sku, quantity in taken.items():
        broken = _broken(sku, quantity, offers[sku].terms)
        if broken is not None:
            raise Unprocessable(broken, field=f"lines[{last[sku]}].quantity")


def _broken(sku: str, quantity: int, terms: Terms) -> str | None:
    asked = f"{quantity} {terms.unit} of {sku} were asked for"
    if quantity < terms.minimum:
        return f"{asked}; the minimum is {terms.minimum} {terms.unit}"
    if terms.maximum and quantity > terms.maximum:
        return f"{asked}; the maximum is {terms.maximum} {terms.unit}"
    if quantity % terms.multiple:
        below = quantity - quantity % terms.multiple
        there = [str(one) for one in (below, below + terms.multiple) if one >= terms.minimum]
        return (
            f"{asked}; it is sold in multiples of {terms.multiple} {terms.unit}, such as {' or '.join(there)}"
        )
    if quantity * terms.size > EACHES_MAX:
        return f"{asked}, which are {quantity * terms.size} eaches; an order takes up to {EACHES_MAX}"
    return None
