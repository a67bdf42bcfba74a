"""Identifiers: each system counts in a space of its own, so that a mixed-up id never fits."""

from __future__ import annotations

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Identifiers:
    """Counts up by name; a snapshot is the counts."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def following(self, name: str, start: int = 1) -> int:
        """The next number of a range."""
        number = self.counts.get(name, start - 1) + 1
        self.counts[name] = number
        return number


def base36(number: int, width: int = 1) -> str:
    """A number from 0 in digits and capital letters, padded with zeros."""
    digits = ""
    while number or not digits:
        number, last = divmod(number, 36)
        digits = _BASE36[last] + digits
    return digits.rjust(width, "0")
