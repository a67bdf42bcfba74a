"""What became of each item of a bulk request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import Garbled
from ..work import TurnedAway

NotTaken = TurnedAway | Garbled
"""The vendor said why it refuses an item, or said nothing of it: then nobody knows."""

_TAKEN = ("ok", "applied", "already")


def not_taken(told: Mapping[str, tuple[str, str]], asked: Iterable[str]) -> dict[str, NotTaken]:
    """The items that were not taken; ``told`` is (status, detail) of each that the answer names."""
    found: dict[str, NotTaken] = {}
    for name in asked:
        if name not in told:
            found[name] = Garbled(f"the answer says nothing of {name}")
            continue
        status, detail = told[name]
        if status not in _TAKEN:
            found[name] = TurnedAway(detail or f"{name} was answered with {status}")
    return found
