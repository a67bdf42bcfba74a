"""The ordered record of a world: requests, replies, commits, deliveries, faults. The only evidence.

One JSON object a line, streamed out as it happens and never held. A body is written once, under
the digest by which the other entries refer to it.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import msgspec

_REMEMBERED_BODIES = 4096
_encode = msgspec.json.Encoder(order="deterministic").encode


class Sink(Protocol):
    """Where the lines of a journal go, such as a file."""

    def write(self, data: bytes, /) -> object:
        """Take in some bytes."""

    def flush(self) -> None:
        """Hand what was taken in to the operating system."""

    def close(self) -> None:
        """Flush, and take in no more."""


class Journal:
    """Writes the entries of one world; listeners see each entry as it is written.

    ``bodies`` false leaves request and reply bodies out: the entries then carry only digests.
    ``entries`` is how many the sink holds already.
    """

    def __init__(
        self,
        now_us: Callable[[], int],
        sink: Sink | None = None,
        *,
        bodies: bool = True,
        entries: int = 0,
    ) -> None:
        self._now_us = now_us
        self._sink = sink
        self._bodies = bodies
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._listeners: list[Callable[[dict[str, Any]], None]] = []
        self.entries = entries

    @classmethod
    def to_file(cls, now_us: Callable[[], int], path: Path, *, bodies: bool = True) -> Journal:
        """A journal in a new file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(now_us, path.open("wb"), bodies=bodies)

    def listen(self, listener: Callable[[dict[str, Any]], None]) -> None:
        """Call this with every entry."""
        self._listeners.append(listener)

    @property
    def unread(self) -> bool:
        """Whether nobody takes the entries: they are counted, and that is all."""
        return self._sink is None and not self._listeners

    def write(self, kind: str, **fields: Any) -> int:
        """Add an entry; returns its number, counted from 1."""
        self.entries += 1
        if self.unread:
            return self.entries
        entry = {"n": self.entries, "at": self._now_us(), "kind": kind, **fields}
        if self._sink is not None:
            self._sink.write(_encode(entry))
            self._sink.write(b"\n")
        for listener in self._listeners:
            listener(entry)
        return self.entries

    def body(self, raw: bytes) -> str | None:
        """The reference of a body, which is written first if it was not seen lately."""
        if not raw or self.unread:
            return None
        reference = hashlib.blake2b(raw, digest_size=8).hexdigest()
        if reference in self._seen:
            self._seen.move_to_end(reference)
            return reference
        if self._bodies:
            self._seen[reference] = None
            if len(self._seen) > _REMEMBERED_BODIES:
                self._seen.popitem(last=False)
            self.write("body", body=reference, text=raw.decode("utf-8", "replace"))
        return reference

    def flush(self) -> None:
        """Hand what was written to the operating system."""
        if self._sink is not None:
            self._sink.flush()

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._sink is not None:
            self._sink.close()
            self._sink = None
