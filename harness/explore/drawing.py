"""Draws a whole story from a seed, while it happens."""

from __future__ import annotations

from .draw import Draw
from .moves import MOVES, Move
from .moves.goods import lists_item
from .teller import Teller

MOVES_MAX = 26
_TRIES = 12


def tells_a_story(teller: Teller) -> None:
    """Let one thing happen after the other, until the seed says that it is enough or the story ends."""
    for _ in range(teller.draw.weighted(((3, 1), (3, 2), (1, 3)))):
        lists_item(teller)
    for _ in range(teller.draw.number(3, MOVES_MAX)):
        if teller.telling.ended is not None or not _moves(teller):
            return


def _moves(teller: Teller) -> bool:
    """The next thing that happens; False when nothing seems to make sense any more."""
    for _ in range(_TRIES):
        move: Move = _chosen(teller.draw)
        before = len(teller.telling.lines)
        if move(teller) or len(teller.telling.lines) > before:
            return True
        if teller.telling.ended is not None:
            return False
    return False


def _chosen(draw: Draw) -> Move:
    return draw.weighted(MOVES)
