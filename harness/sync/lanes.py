"""Lanes: works that share one are done one after the other, in order of arrival."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable


class Lanes:
    """Who waits in which lane, and who is being served; works are known by their numbers."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[int]] = {}
        self._served: dict[str, int] = {}

    def join(self, seq: int, lanes: Iterable[str]) -> None:
        """Line up, at the place that the number gives."""
        for lane in lanes:
            members = self._waiting.setdefault(lane, [])
            if seq not in members:
                insort(members, seq)

    def is_free(self, seq: int, lanes: Iterable[str]) -> bool:
        """Whether a work is the first in all its lanes, and nobody is being served in them."""
        for lane in lanes:
            if self._waiting[lane][0] != seq or self._served.get(lane, seq) != seq:
                return False
        return True

    def serve(self, seq: int, lanes: Iterable[str]) -> None:
        """Take the lanes; nobody else in them is free until they are vacated."""
        for lane in lanes:
            self._served[lane] = seq

    def vacate(self, seq: int, lanes: Iterable[str]) -> list[int]:
        """Stop being served and stay in line; returns who is first in each of the lanes now."""
        return self._first_after(seq, lanes, leaving=False)

    def leave(self, seq: int, lanes: Iterable[str]) -> list[int]:
        """Step out of line; returns who is first in each of the lanes now."""
        return self._first_after(seq, lanes, leaving=True)

    def _first_after(self, seq: int, lanes: Iterable[str], *, leaving: bool) -> list[int]:
        first = []
        for lane in lanes:
            if self._served.get(lane) == seq:
                del self._served[lane]
            members = self._waiting[lane]
            if leaving:
                del members[bisect_left(members, seq)]
            if members:
                first.append(members[0])
            else:
                del self._waiting[lane]
        return first
