"""Reading lists that move while they are read, each in the habit of its vendor, and never without end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from ..errors import Misread

RowT = TypeVar("RowT")

PAGES_MAX = 10_000
REPEATED_MAX = 100


async def from_the_end(read: Callable[[int], Awaitable[tuple[list[RowT], int]]], what: str) -> list[RowT]:
    """All rows of a list that is sorted by change; ``read`` takes a page from 1, gives rows and pages.

    A row that changes moves to the end, and all behind it move up by one: read forwards, the first
    row of the next page would be missed. So the pages are read from the last to the first, and the
    first, which told how many there are, once more.
    """
    first, pages = await read(1)
    if pages <= 1:
        return first
    _bounded(pages, what)
    found: list[list[RowT]] = []
    for number in range(pages, 0, -1):
        rows, _ = await read(number)
        found.append(rows)
    return [row for rows in reversed(found) for row in rows]


async def while_there_is_more(
    read: Callable[[str], Awaitable[tuple[list[RowT], str]]], start: str, what: str
) -> tuple[list[RowT], str]:
    """All rows from a mark on, and the mark to go on from; ``read`` gives rows and the next mark.

    A page may be short or empty and not be the last. The end is where there is no mark, or where a page
    without rows leaves it as it was; with rows, that is the page before once more, and is asked for again.
    """
    found: list[RowT] = []
    mark = start
    repeated = 0
    for number in range(1, PAGES_MAX + 2):
        _bounded(number, what)
        rows, following = await read(mark)
        repeated = repeated + 1 if following == mark else 0
        if repeated > REPEATED_MAX:
            raise Misread(f"{what} gives the same page again and again, with the mark {mark}")
        found += rows
        if not following or (following == mark and not rows):
            return found, following or mark
        mark = following
    raise AssertionError("a list without end was not noticed")


def _bounded(pages: int, what: str) -> None:
    if pages > PAGES_MAX:
        raise Misread(f"{what} has more than {PAGES_MAX} pages; see whether its paging goes in circles")
