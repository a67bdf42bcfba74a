"""A crash at every point of whole lives of an order: ``make crashes``.

The exit code is 0 when nothing is found after any of them, 1 otherwise, 130 when somebody ended it.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from multiprocessing import get_context

from rich.console import Console
from rich.progress import track
from rich.table import Table

from .lives import STEPS, Point, every_point, wrong_after

PASSED, FAILED, INTERRUPTED = 0, 1, 130
_AT_ONCE = 16


def tried(points: list[Point], parallel: int) -> dict[Point, list[str]]:
    """What was wrong after a crash at each of the points."""
    with get_context("spawn").Pool(parallel) as pool:
        found = pool.imap(wrong_after, points, chunksize=_AT_ONCE)
        return dict(zip(points, track(found, "crashing", len(points)), strict=True))


def show(outcomes: dict[Point, list[str]]) -> None:
    """A row for each life: how often it died where, and below them what was wrong and how to repeat it."""
    console = Console()
    table = Table("scenario", "topology", "duplicates are", *STEPS.values(), "wrong", title="crashes around")
    lives = dict.fromkeys(point.life for point in outcomes)
    died = Counter((*point.life, point.step) for point in outcomes)
    bad = Counter(point.life for point, wrong in outcomes.items() if wrong)
    for life in lives:
        table.add_row(*life, *(str(died[*life, step]) for step in STEPS), str(bad[life] or ""))
    console.print(table)
    for point, wrong in outcomes.items():
        for text in wrong:
            console.print(f"{text}\n  repeat: {point.repeat}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"{len(outcomes)} crashes, {bad.total()} with something wrong after them")


def main() -> int:
    """Crash at every point, or at every so-many-th; the exit code."""
    parser = argparse.ArgumentParser(prog="make crashes", description=__doc__)
    parser.add_argument("--stride", type=int, default=1, help="2 takes every second point (default: all)")
    parser.add_argument("--parallel", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--point", type=Point.read, help="the one of a line that repeats (default: all)")
    asked = parser.parse_args()
    points = [asked.point] if asked.point else list(every_point())[:: asked.stride]
    try:
        outcomes = tried(points, asked.parallel)
    except KeyboardInterrupt:
        return INTERRUPTED
    show(outcomes)
    return FAILED if any(outcomes.values()) else PASSED


if __name__ == "__main__":
    raise SystemExit(main())
