"""How often Python looks for what only refers to itself, while a great many documents are kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (100_000, 1_000, 1_000)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look at what is held now no more, and at what comes seldom; documents hardly ever form circles.

    Each look at all that is held costs the more the more it is, and finds next to nothing.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
