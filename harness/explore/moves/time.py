"""Time passes, a little or until everything has arrived."""

from __future__ import annotations

from ..teller import Teller


def passes(teller: Teller) -> bool:
    """Some time passes, in which not everything arrives."""
    minutes = teller.draw.one_of((0, 0, 1, 5, 20, 45))
    whole = f"minutes={minutes}, " if minutes else ""
    return teller.tells(f"world.run({whole}seconds={teller.draw.number(1, 59)})")


def settles(teller: Teller) -> bool:
    """Everything arrives."""
    return teller.settles()
