"""The page of figures, written by the run that measured them."""

from __future__ import annotations

import platform
from pathlib import Path

from ..running.wall import wall_time_text
from .real_orders import Figures

_HEAD = """# A year of real orders

Written by `make year`, which carries the whole file through marketplace, OMS, ERP and WMS, judges every
commit and everything at the end, and then holds the outcome against totals that a program of its own takes
straight from the file. Stock, replenishment, picks, parcels and dispositions are drawn from the seed. Other
work on the machine makes processor time longer, too; the ratios were measured beside it.

"""


def write_page(path: Path, figures: Figures) -> None:
    """Write the figures of a run as a page."""
    machine = f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}"
    rows = [("measured", f"{wall_time_text()}, {machine}"), *figures.lines()]
    table = "".join(f"| {name} | {said} |\n" for name, said in rows)
    shares = "".join(f"| {part} | {share:.1%} |\n" for part, share in figures.shares)
    text = (
        f"{_HEAD}| Figure | |\n|---|---|\n{table}\n| Where the processor time goes | |\n|---|---|\n{shares}"
    )
    path.write_text(text, encoding="utf-8")
