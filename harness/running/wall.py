"""Wall time, for saying when a run was made and how long it took; never for deciding anything."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime


def wall_time_text() -> str:
    """Now, in UTC, to the second, as ISO 8601 text."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stopwatch() -> float:
    """Seconds on a clock that only goes forward; take the difference of two readings."""
    return time.perf_counter()


def processor_s() -> float:
    """Seconds that this process has had of processors; take the difference of two readings."""
    return time.process_time()


def today() -> date:
    """The date, in UTC."""
    return datetime.now(UTC).date()
