"""What a person needs to act in a world: a way to its systems, and eyes for what stands in them."""

from __future__ import annotations

from typing import Any, Protocol

from ..errors import OrdergateError
from ..judge.books import Books


class RefusedByWorld(OrdergateError):
    """A system refused what a person asked for; the text is the system's own."""

    def __init__(self, who: str, asked: str, problem: dict[str, Any]) -> None:
        self.problem = problem
        super().__init__(f"{who} asked to {asked}, and was refused: {problem.get('detail')}")


class Hands(Protocol):
    """A person's way into a world."""

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems that exist."""

    @property
    def books(self) -> Books:
        """What stands in the systems, as far as it was seen."""

    def call(self, system: str, method: str, path: str, body: Any = None, *, who: str) -> dict[str, Any]:
        """Ask a system for something on its world surface; RefusedByWorld when it says no."""

    def wait_until_changed(self) -> bool:
        """Let time pass until something changes; False when nothing will within the limit."""

    def say(self, who: str, text: str) -> None:
        """Add a sentence to the story."""
