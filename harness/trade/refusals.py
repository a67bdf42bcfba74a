"""What systems refused to people during a trade: findings that do not end it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..actors.hands import RefusedByWorld
from ..findings import Finding
from ..world.world import NeverSettled


class Refusals:
    """Collects what was refused; the same refusal, met again on a later day, is one finding."""

    def __init__(self, repeat: str) -> None:
        self._repeat = repeat
        self._found: dict[str, Finding] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One for each refusal, in the order in which they were met."""
        return tuple(self._found.values())

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Leave off what a system refuses, or what never comes to rest, and go on behind it."""
        try:
            yield
        except (RefusedByWorld, NeverSettled) as refused:
            text = str(refused)
            self._found.setdefault(text, Finding("expectation", text, repeat=self._repeat))
