"""Finds values that are known beforehand, such as secrets, in any text: one pattern for all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote, quote_plus

LENGTH_MIN = 6
"""A shorter value would be met by chance, and hide what is no secret."""
_BRANCHING = 4


@dataclass(frozen=True)
class KnownValues:
    """Values, in each way of writing them, with what stands for them."""

    pattern: re.Pattern[str]
    stands_for: Mapping[str, str]

    def replaced(self, text: str) -> str:
        """The text without the values."""
        return self.pattern.sub(lambda found: self.stands_for[found[0]], text)


def known_values(stands_for: Mapping[str, str], *, whole: bool) -> KnownValues | None:
    """What finds these values; None when there is none. ``whole`` ones are not parts of longer words."""
    written = {
        way: instead
        for value, instead in stands_for.items()
        if len(value) >= LENGTH_MIN
        for way in (value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1])
    }
    if not written:
        return None
    listed = _any_of(written, _BRANCHING)
    return KnownValues(re.compile(rf"(?<!\w){listed}(?!\w)" if whole else listed), written)


def _any_of(values: Iterable[str], branching: int) -> str:
    """A pattern of any of them, the longest first; it branches by first letters, so that many cost little."""
    if not branching:
        longest_first = sorted(values, key=lambda value: (-len(value), value))
        return f"(?:{'|'.join(map(re.escape, longest_first))})"
    branches = [
        re.escape(first) + _any_of([value[1:] for value in same], branching - 1)
        for first, same in groupby(sorted(values), key=lambda value: value[:1])
    ]
    return f"(?:{'|'.join(branches)})"
