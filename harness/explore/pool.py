"""Work that is done by several processes at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice
from typing import TypeVar

Piece = TypeVar("Piece")
Done = TypeVar("Done")
_AHEAD = 3
"""How many pieces of work each process has waiting."""


def in_order(work: Callable[[Piece], Done], pieces: Iterable[Piece], *, jobs: int) -> Iterator[Done]:
    """What comes of each piece, in their order; a piece is asked for when there is room for it."""
    asked = iter(pieces)
    if jobs == 1:
        yield from map(work, asked)
        return
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [pool.submit(work, piece) for piece in islice(asked, jobs * _AHEAD)]
        try:
            while waiting:
                yield waiting.pop(0).result()
                waiting += [pool.submit(work, piece) for piece in islice(asked, 1)]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def as_done(work: Callable[[Piece], Done], pieces: Iterable[Piece], *, jobs: int) -> Iterator[Done]:
    """What comes of each piece, as soon as it is done."""
    with ProcessPoolExecutor(jobs) as pool:
        begun = [pool.submit(work, piece) for piece in pieces]
        try:
            yield from (one.result() for one in as_completed(begun))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
