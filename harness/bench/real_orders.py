"""A file of real orders carried through the systems once, and what that took."""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..running.collector import seldom_collected
from ..running.wall import processor_s, stopwatch
from ..trade.documents import Days, TradeFile, read_trade
from ..trade.report import TradeReport
from .beside import csv_totals, json_round_trips
from .sampling import Sampler

_SHORTEST_S = 1e-6
"""A file of a few rows takes no time that a clock can tell."""


@dataclass(frozen=True)
class Figures:
    """What carrying a file took; ``cpu_s`` and ``wall_s`` are with reading it."""

    report: TradeReport
    read_s: float
    cpu_s: float
    wall_s: float
    peak_mb: float
    before_mb: float
    first_kb: float
    second_kb: float
    shares: list[tuple[str, float]]
    beside: dict[str, float]

    def lines(self) -> list[tuple[str, str]]:
        """Every figure with its name, as they are shown."""
        rows, orders = self.report.rows.rows, max(1, self.report.figures["orders"])
        return [
            ("rows", f"{rows:,} of {self.report.rows.amount:,} pounds"),
            ("read", f"{self.read_s:.1f} s"),
            ("processor time", f"{self.cpu_s:.0f} s on one core, reading included"),
            ("wall time", f"{self.wall_s:.0f} s"),
            ("rows a second", f"{rows / self.cpu_s:,.0f} for each second of the processor"),
            ("order lives a second", f"{orders / self.cpu_s:,.0f}"),
            ("documents", f"{self.report.documents:,} held by the systems in the end"),
            ("calls", f"{self.report.calls:,} by the connector, {self.report.calls / orders:.1f} an order"),
            ("memory", f"{self.peak_mb:,.0f} MB peak, {self.before_mb:,.0f} MB before carrying"),
            ("memory a row", f"{self.first_kb:.1f} KB in the first half, {self.second_kb:.1f} in the second"),
            *((f"beside {what}", f"{ratio:,.0f} times that") for what, ratio in self.beside.items()),
            ("findings", str(len(self.report.findings))),
            ("closed", "yes" if self.report.closed else "NO"),
        ]


Carried = Callable[[TradeFile, Callable[[int], None]], TradeReport]
"""Carries documents that were read; the second argument is told the rows of each document."""


def measured(file: Path, days: Days, carry: Carried) -> Figures:
    """Read the file, carry its documents, and run something simple beside it."""
    started, cpu_before_s = stopwatch(), processor_s()
    with Sampler() as sampler:
        trade = read_trade(file, days=days)
        read_s = stopwatch() - started
        growth = _Growth(trade.total().rows)
        report = carry(trade, growth.watch)
    cpu_s, wall_s = processor_s() - cpu_before_s, stopwatch() - started
    first_kb, second_kb = growth.kb_per_row()
    with seldom_collected():  # What the trade holds is nothing that this should wait for.
        beside = {
            "reading and totalling the CSV": cpu_s / max(_SHORTEST_S, csv_totals(file)),
            "one JSON round trip of the rows": cpu_s / max(_SHORTEST_S, json_round_trips(trade.documents)),
        }
    return Figures(
        report, read_s, cpu_s, wall_s, _peak_mb(), growth.start_mb, first_kb, second_kb,
        sampler.shares(), beside,
    )  # fmt: skip


class _Growth:
    """How much memory a row takes in the first and in the second half of a trade."""

    def __init__(self, rows: int) -> None:
        self._half = max(1, rows // 2)
        self._seen = 0
        self.start_mb = _resident_mb()
        self._half_mb = 0.0

    def watch(self, rows: int) -> None:
        """Count rows, and look at the memory half way."""
        self._seen += rows
        if not self._half_mb and self._seen >= self._half:
            self._half_mb = _resident_mb()

    def kb_per_row(self) -> tuple[float, float]:
        """Kilobytes for each row of the first half, the opening stock included, and of the second."""
        first_mb, second_mb = self._half_mb - self.start_mb, _resident_mb() - self._half_mb
        return first_mb * 1e3 / self._half, second_mb * 1e3 / self._half


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
