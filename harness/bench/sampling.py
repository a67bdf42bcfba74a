"""Where the time goes: the processor time of a run by part of the product, by looking now and then."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

_EVERY_S = 0.01
_PARTS = (
    ("harness/sync/store.py", "engine's store"),
    ("harness/sync", "engine"),
    ("harness/judge", "judge"),
    ("harness/trade/reading.py", "reading"),
    ("harness/trade/documents.py", "reading"),
    ("harness/trade/cells.py", "reading"),
    ("harness/trade/rows.py", "reading"),
    ("harness/trade/classes.py", "reading"),
    ("harness/trade/prices.py", "reading"),
    ("harness/trade", "people and trade"),
    ("harness/actors", "people and trade"),
    ("harness/world", "people and trade"),
    ("simulators/marketplace", "marketplace"),
    ("simulators/oms", "oms"),
    ("simulators/erp", "erp"),
    ("simulators/wms", "wms"),
    ("simulators", "simulators' kernel"),
    ("asyncio", "event loop"),
)


class Sampler:
    """Looks at the main thread a hundred times for each second of processor time.

    The innermost code that belongs to a part has the moment; what that called outside of the product,
    such as JSON or SQLite, is its own.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._part_of: dict[str, str | None] = {}

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, _EVERY_S, _EVERY_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, self._before)

    def shares(self) -> list[tuple[str, float]]:
        """The share of each part, the largest first."""
        total = sum(self._seen.values()) or 1
        return [(part, count / total) for part, count in self._seen.most_common()]

    def _look(self, number: int, frame: FrameType | None) -> None:
        del number
        while frame is not None:
            file = frame.f_code.co_filename
            if file not in self._part_of:
                self._part_of[file] = part_of(file)
            part = self._part_of[file]
            if part is not None:
                self._seen[part] += 1
                return
            frame = frame.f_back
        self._seen["the rest"] += 1


def part_of(file: str) -> str | None:
    """The part of the product that a file of code belongs to, if it is of one."""
    path = Path(file).as_posix()
    return next((part for folder, part in _PARTS if f"/{folder}" in path), None)
