"""Keeps what matters most of a long stream, in its order, and counts the rest."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """An item that was kept; ``before`` is the weight of everything that came before it."""

    before: int
    weight: int
    item: T


class Selection(Generic[T]):
    """At most ``limit`` items of a stream: lower ranks first, and of one rank its start and its end."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._ranks: dict[int, _Ends[T]] = {}
        self.weight = 0

    def add(self, item: T, rank: int, weight: int = 1) -> None:
        """Offer the next item; rank 0 matters most."""
        if rank not in self._ranks:
            self._ranks[rank] = _Ends(self._limit)
        self._ranks[rank].add(Kept(self.weight, weight, item))
        self.weight += weight

    def kept(self) -> list[Kept[T]]:
        """What was kept, in the order of the stream."""
        chosen: list[Kept[T]] = []
        for rank in sorted(self._ranks):
            chosen += _ends(self._ranks[rank].items(), self._limit - len(chosen))
        return sorted(chosen, key=lambda kept: kept.before)


class _Ends(Generic[T]):
    """The first and the last items of one rank."""

    def __init__(self, limit: int) -> None:
        self._head_max = _head_of(limit)
        self._head: list[Kept[T]] = []
        self._tail: deque[Kept[T]] = deque(maxlen=limit - self._head_max)

    def add(self, kept: Kept[T]) -> None:
        if len(self._head) < self._head_max:
            self._head.append(kept)
        else:
            self._tail.append(kept)

    def items(self) -> list[Kept[T]]:
        return [*self._head, *self._tail]


def _head_of(limit: int) -> int:
    return limit - limit // 3


def _ends(items: list[Kept[T]], room: int) -> list[Kept[T]]:
    if len(items) <= room:
        return items
    head = _head_of(room)
    return items[:head] + items[len(items) - (room - head) :]
