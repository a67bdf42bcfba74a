"""Parts of a journal file: its last entries, or all of them page by page."""

from __future__ import annotations

from pathlib import Path
from typing import IO, NamedTuple

from ..kernel.problems import Malformed

PAGE_BYTES = 1024 * 1024
_BLOCK_BYTES = 64 * 1024
_TAIL_BYTES_MAX = 4 * 1024 * 1024


class JournalPage(NamedTuple):
    """Some entries, each a line of JSON, and the position at which to go on."""

    lines: list[bytes]
    following: int
    at_end: bool


def page_from(path: Path, position: int) -> JournalPage:
    """The entries from a position on: 0, or the ``following`` of another page."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if position > size or not _begins_line(file, position):
            raise Malformed(
                f"position {position} is not where an entry begins; begin with 0 and go on with "
                "the next that each page names",
                field="position",
            )
        file.seek(position)
        lines = file.readlines(PAGE_BYTES)
    following = position + sum(map(len, lines))
    return JournalPage([line.rstrip() for line in lines], following, following >= size)


def last_of(path: Path, count: int) -> JournalPage:
    """At most this many of the newest entries, oldest first."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start, held = size, b""
        while start and held.count(b"\n") <= count and len(held) < _TAIL_BYTES_MAX:
            step = min(_BLOCK_BYTES, start)
            start -= step
            file.seek(start)
            held = file.read(step) + held
    lines = held.splitlines()
    whole = lines if start == 0 else lines[1:]
    return JournalPage(whole[len(whole) - min(count, len(whole)) :], size, True)


def _begins_line(file: IO[bytes], position: int) -> bool:
    if position == 0:
        return True
    file.seek(position - 1)
    return file.read(1) == b"\n"
