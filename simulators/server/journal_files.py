"""A journal's file that outlasts its process, and does not stop a commit when the disk is full."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import IO

import msgspec

_HELD_BYTES = 64 * 1024
_BLOCK_BYTES = 64 * 1024


class LastingFile:
    """A sink that holds lines until they are flushed, and keeps what the disk does not take."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = path.open("ab", buffering=0)
        self._held = bytearray()

    def write(self, data: bytes) -> None:
        """Hold some bytes; now and then they are handed on at once, if the disk takes them."""
        self._held += data
        if len(self._held) >= _HELD_BYTES:
            # What the disk does not take stays here, and the next group of commits says so.
            with contextlib.suppress(OSError):
                self.flush()

    def flush(self) -> None:
        """Hand all that is held to the operating system; OSError when it does not take it."""
        while self._held:
            del self._held[: self._file.write(self._held)]

    def close(self) -> None:
        """Flush and let go of the file, even when the disk takes nothing."""
        with contextlib.suppress(OSError):
            self.flush()
        self._file.close()


class _Numbered(msgspec.Struct):
    n: int


def mend(path: Path) -> int:
    """Cut a torn last line off a journal; the number of its last entry, 0 without one."""
    if not path.exists():
        return 0
    with path.open("r+b") as file:
        end = _whole_lines(file)
        file.truncate(end)
        line = _last_line(file, end)
    try:
        return msgspec.json.decode(line, type=_Numbered).n if line else 0
    except msgspec.DecodeError as error:
        raise ValueError(f"the last entry of {path} cannot be read: {error}") from None


def _whole_lines(file: IO[bytes]) -> int:
    """How many bytes at the beginning are whole lines."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(end - _BLOCK_BYTES, 0)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _last_line(file: IO[bytes], end: int) -> bytes:
    start, line = end, b""
    while start and b"\n" not in line[:-1]:
        step = min(_BLOCK_BYTES, start)
        start -= step
        file.seek(start)
        line = file.read(step) + line
    return line.rstrip(b"\n").rpartition(b"\n")[2]
