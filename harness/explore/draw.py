"""What a seed decides about a story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from ordergate.simulators.kernel.chance import Chance

T = TypeVar("T")
_ENDS_PERCENT = 40


class Draw:
    """A stream of choices; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._stream = Chance(seed).stream("explored story")

    def often(self, percent: int) -> bool:
        """Yes, in so many of a hundred cases."""
        return self._stream.randrange(100) < percent

    def one_of(self, options: Sequence[T]) -> T:
        """One of these, each as likely as the others."""
        return options[self._stream.randrange(len(options))]

    def number(self, least: int, most: int) -> int:
        """A whole number; the ends of the range come more often, because that is where mistakes are."""
        if self.often(_ENDS_PERCENT):
            return self.one_of((least, most))
        return self._stream.randint(least, most)

    def weighted(self, options: Sequence[tuple[int, T]]) -> T:
        """One of these, the heavier the likelier."""
        at = self._stream.randrange(sum(weight for weight, _ in options))
        for weight, option in options:
            at -= weight
            if at < 0:
                return option
        raise AssertionError("weights are whole numbers above 0")

    def some(self, there: Mapping[str, int]) -> dict[str, int]:
        """Some units of some of what is there, of one at least; quite often all of it."""
        names = list(there)
        if self.often(30):
            return dict(there)
        chosen = {name for name in names if self.often(50)} or {self.one_of(names)}
        return {name: self.number(1, there[name]) for name in names if name in chosen}
