"""The numbers that the marketplace gives to its documents."""

from __future__ import annotations

from ...kernel.system import Context


class Numbers:
    """Counts every kind of document on its own, and disguises the counts as the vendor does."""

    def __init__(self, context: Context) -> None:
        self._ids = context.ids
        self._chance = context.chance
        self._system = context.system

    def order(self, store: str) -> str:
        """The next order: its first seven digits alone tell the orders of all stores apart."""
        number = self._ids.following("order")
        first = _scattered(number, 7, factor=7_654_321)
        second = int(self._chance.hexadecimal(self._system, "order", store, number), 16)
        return f"408-{first}-{second % 10**7:07}"

    def line(self) -> str:
        """The next order line, in fourteen digits."""
        return _scattered(self._ids.following("line"), 14, factor=40_692_113_881_987)

    def buyer(self) -> str:
        """The next buyer."""
        return f"M{_scattered(self._ids.following('buyer'), 9, factor=618_033_989)}"

    def following(self, prefix: str) -> str:
        """The next document of a kind that is simply counted, such as ``MS-1``."""
        return f"{prefix}-{self._ids.following(prefix)}"

    def money(self, kind: str) -> str:
        """The next payment or entry of one, as a payment provider would name it."""
        return f"{kind}_{self._chance.hexadecimal(self._system, kind, self._ids.following(kind))}"


def _scattered(number: int, digits: int, *, factor: int) -> str:
    """A number as digits that look drawn; a factor without 2 and 5 never gives the same twice."""
    return f"{number * factor % 10**digits:0{digits}}"
