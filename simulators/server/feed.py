"""The document versions of one world in order, kept for whoever follows the world from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..kernel.problems import Refusal
from ..kernel.tables import Change, Key

KEPT_MAX = 200_000


class NoLongerKept(Refusal):
    """The changes that were asked for are older than the oldest that is kept."""

    status = 410
    code = "no-longer-kept"


@dataclass(frozen=True, slots=True)
class LateChange:
    """A change of an earlier process; its documents are read when somebody asks for them."""

    system: str
    table: str
    key: Key
    version: int
    at_us: int
    who: str
    why: str
    documents: Callable[[], tuple[Any, Any]]

    def whole(self) -> Change:
        """The change with its documents."""
        before, after = self.documents()
        return Change(
            self.system, self.table, self.key, self.version, self.at_us, before, after, self.who, self.why
        )


class FeedMark(NamedTuple):
    """What a feed held at one moment."""

    last: int
    kept: list[Change | LateChange]


class Feed:
    """Changes numbered from 1; the latest ``kept_max`` are kept.

    ``generation`` tells followers when to begin again: after a reset or a restore the numbers of
    another generation stand for other changes.
    """

    def __init__(self, generation: int, mark: FeedMark | None = None, *, kept_max: int = KEPT_MAX) -> None:
        self.generation = generation
        self._kept_max = kept_max
        self.last = 0 if mark is None else mark.last
        self._kept: list[Change | LateChange] = [] if mark is None else list(mark.kept)

    def observe(self, changes: list[Change]) -> None:
        """Take in a commit."""
        self._kept += changes
        self.last += len(changes)
        # Dropping many at once costs less than dropping one with every commit.
        if len(self._kept) > self._kept_max + self._kept_max // 10:
            del self._kept[: -self._kept_max]

    def after(self, number: int, limit: int) -> list[tuple[int, Change]]:
        """At most ``limit`` changes with their numbers, from the one after ``number``."""
        first_kept = self.last - len(self._kept) + 1
        if number + 1 < first_kept:
            raise NoLongerKept(
                f"the changes up to {first_kept - 1} are no longer kept; follow the feed while the "
                "world is at work, or read its journal",
                field="after",
            )
        start = number + 1 - first_kept
        some = self._kept[start : start + limit]
        whole = [each if isinstance(each, Change) else each.whole() for each in some]
        return list(enumerate(whole, start=number + 1))

    def mark(self) -> FeedMark:
        """A copy that later changes do not touch."""
        return FeedMark(self.last, list(self._kept))


def rendered(number: int, change: Change) -> dict[str, Any]:
    """A change as it goes over the wire; ``document`` names the type of both versions."""
    return {
        "n": number,
        "system": change.system,
        "table": change.table,
        "key": change.key,
        "document": type(change.after).__name__,
        "version": change.version,
        "at_us": change.at_us,
        "before": change.before,
        "after": change.after,
        "who": change.who,
        "why": change.why,
    }
