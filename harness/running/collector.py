"""How often Python looks for what only refers to itself, while a great many documents are kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

HARDLY_EVER = (100_000, 1_000, 1_000)
"""Where one world is kept to the end."""
SELDOM = (20_000, 10, 10)
"""Where many worlds are left behind, each a circle of its parts."""


@contextmanager
def seldom_collected(thresholds: tuple[int, int, int] = HARDLY_EVER) -> Iterator[None]:
    """Look at what is held now no more, and at what comes seldom; documents hardly ever form circles.

    Each look at all that is held costs the more the more it is, and finds next to nothing.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*thresholds)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
