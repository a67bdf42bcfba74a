"""Chance is given, never taken: one seed per run, a named stream for each concern.

A stream is derived from (seed, name) alone, so that drawing more from one concern never
reshuffles another. A decision is a hash of what it is about, so that the same thing is decided
the same way in whatever order concurrent work arrives.
"""

from __future__ import annotations

import hashlib
import random


def encoded(*fields: str | int) -> bytes:
    """The fields in a row, each with its length before it, so that no two rows look the same."""
    row = [str(field).encode() for field in fields]
    return b"".join([len(each).to_bytes(8, "big") + each for each in row])


class Digest:
    """A digest that has taken in its first fields, to go on from as often as wanted."""

    def __init__(self, *fields: str | int) -> None:
        self._begun = hashlib.blake2b(encoded(*fields), digest_size=8)

    def of(self, rest: bytes) -> int:
        """A 64-bit number from the first fields and the ``encoded`` rest."""
        hasher = self._begun.copy()
        hasher.update(rest)
        return int.from_bytes(hasher.digest(), "big")


def digest(*fields: str | int) -> int:
    """A 64-bit number from the fields: BLAKE2b over each field with its length before it."""
    return int.from_bytes(hashlib.blake2b(encoded(*fields), digest_size=8).digest(), "big")


class Chance:
    """The randomness of one run."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def stream(self, name: str) -> random.Random:
        """A fresh generator for one concern; the same name gives the same draws."""
        return random.Random(digest(self.seed, name))

    def share(self, *fields: str | int) -> float:
        """A number in [0, 1) decided by what it is about, not by when it is asked."""
        return (digest(self.seed, *fields) >> 11) / 2**53

    def hexadecimal(self, *fields: str | int) -> str:
        """Sixteen hexadecimal digits decided by the fields; for tokens, secrets and event ids."""
        return f"{digest(self.seed, *fields):016x}"
