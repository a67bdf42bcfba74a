"""What is wrong with a user's files, gathered so that all of it is told at once."""

from __future__ import annotations

import re
from pathlib import Path

from ...errors import UsageError

_SHOWN_MAX = 20


class WorldFilesWrong(UsageError):
    """The files of a world cannot be used as they are; the text names each file and row."""


class Mistakes:
    """The mistakes so far."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str]] = []

    def add(self, place: str, text: str) -> None:
        """Remember what is wrong at a place and how to put it right."""
        self._found.append((place, text))

    def check(self, source: Path | str) -> None:
        """WorldFilesWrong when there is any; it tells them by file and row."""
        if not self._found:
            return
        count = len(self._found)
        lines = [f"{source} has {count} mistake{'s' * (count != 1)}, so nothing was loaded"]
        ordered = sorted(self._found, key=lambda each: _numbers_as_such(each[0]))
        lines += [f"  {place}: {text}" for place, text in ordered[:_SHOWN_MAX]]
        if count > _SHOWN_MAX:
            lines.append(f"  and {count - _SHOWN_MAX} more")
        raise WorldFilesWrong("\n".join(lines))


def _numbers_as_such(place: str) -> list[tuple[int, str]]:
    """A key by which line 9 comes before line 10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"([0-9]+)", place)]
