"""A directory that one run at a time may write to."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import UsageError

_NAME = ".in-use"


@contextmanager
def kept_to_oneself(directory: Path) -> Iterator[None]:
    """UsageError while another run writes there; a lock of the system's, so that none outlives its run."""
    file = directory / _NAME
    lock = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            taken = os.fstat(lock).st_nlink == 0  # The other run ended in between, and took its file away.
        except BlockingIOError:
            taken = True
        if taken:
            raise UsageError(
                f"another run is writing its evidence to {directory}; wait for it, or give another --out"
            )
        yield
        with suppress(OSError):  # What it was given up with is gone.
            file.unlink()
    finally:
        os.close(lock)
