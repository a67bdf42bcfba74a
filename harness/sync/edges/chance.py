"""Chance for an engine that runs as a process of its own."""

from __future__ import annotations

import random


class RandomJitter:
    """Another share every time it is asked."""

    def __init__(self) -> None:
        self._generator = random.SystemRandom()

    def share(self, *fields: str | int) -> float:
        """A number in [0, 1), whatever it is about."""
        del fields
        return self._generator.random()
