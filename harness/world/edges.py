"""Where served worlds touch the wall: waiting, deadlines, and the few draws that no seed decides."""

from __future__ import annotations

import secrets
import time

_SEED_BITS = 31


def wait(seconds: float) -> None:
    """Do nothing for a while."""
    time.sleep(seconds)


def drawn_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(24)


def drawn_seed() -> int:
    """A seed for a run that was given none."""
    return secrets.randbits(_SEED_BITS)


class Stopwatch:
    """Measures wall time since it was made or restarted."""

    def __init__(self) -> None:
        self._since_s = time.monotonic()

    def restart(self) -> None:
        """Begin again at zero."""
        self._since_s = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._since_s
