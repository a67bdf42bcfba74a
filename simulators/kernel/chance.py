"""Chance is given, never taken: one seed per run, a named stream for each concern.

A stream is derived from (seed, name) alone, so that drawing more from one concern never
reshuffles another. A decision is a hash of what it is about, so that the same thing is decided
the same way in whatever order concurrent work arrives.
"""

from __future__ import annotations

import hashlib
import random


def digest(*fields: str | int) -> int:
    """A 64-bit number from the fields: BLAKE2b over each field with its length before it."""
    hasher = hashlib.blake2b(digest_size=8)
    for field in fields:
        encoded = str(field).encode()
        hasher.update(len(encoded).to_bytes(8, "big"))
        hasher.update(encoded)
    return int.from_bytes(hasher.digest(), "big")


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
