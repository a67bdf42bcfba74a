"""``ordergate bench``: how fast, how much memory, and where the time goes."""

from __future__ import annotations

import gc
import json
import os
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ordergate.simulators.kernel.chance import Chance

from ..bench.gate import measure_gate
from ..bench.judge import cost_per_commit_us
from ..bench.page import write_page
from ..bench.real_orders import Figures, measured
from ..trade.documents import Days, read_days
from ..trade.sample import write_sample
from .trade import TradeOptions, carried

ORDERS_VARIABLE = "ORDERGATE_ORDERS"
_HOME_RATE = Decimal("0.20")


@dataclass(frozen=True)
class BenchOptions:
    """What ``ordergate bench`` was asked for; without a file the data folder's, or the sample.

    ``year`` takes all days; ``page`` is a page of figures to write, ``report`` what the trade came to.
    """

    file: Path | None = None
    since: str | None = "2010-12-01"
    until: str | None = "2010-12-31"
    seed: int = 1
    connector: Path | None = None
    parallel: int = 2
    year: bool = False
    page: Path | None = None
    report: Path | None = None


def bench(options: BenchOptions) -> int:
    """Measure and print; always 0."""
    if options.connector is not None:
        measure_gate(options.connector, options.parallel)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        file, days = _file(options, Path(folder))
        print(f"{file.name}, {days.since or 'all'} to {days.until or 'all'}; seed {options.seed}")
        asked = TradeOptions(file, seed=options.seed)
        figures = measured(file, days, lambda trade, watch: carried(trade, asked, _HOME_RATE, watch=watch))
    _say(figures)
    if options.report is not None:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text(json.dumps(figures.report.as_json()) + "\n", encoding="utf-8")
    if options.page is not None:
        write_page(options.page, figures)
    if not options.year:
        _measure_judge()
    return 0


def _file(options: BenchOptions, folder: Path) -> tuple[Path, Days]:
    days = Days() if options.year else read_days(options.since, options.until)
    if options.file is not None:
        return options.file, days
    data = Path(os.environ.get(ORDERS_VARIABLE, "../shared/data")) / "online-retail.csv.xz"
    if data.exists():
        return data, days
    sample = folder / "sample-trade.csv"
    write_sample(Chance(options.seed).stream("sample"), sample)
    print(f"{data.name} is not there (see {ORDERS_VARIABLE}); measuring the generated sample")
    return sample, Days()


def _say(figures: Figures) -> None:
    for name, said in figures.lines():
        print(f"  {name:38} {said}")
    print("  where the processor time goes:")
    for part, share in figures.shares:
        if share >= _SHOWN_FROM:
            print(f"    {part:36} {share:5.1%}")


def _measure_judge() -> None:
    found: dict[int, float] = {}
    for orders in (1_000, 100_000):
        gc.collect()
        found[orders] = cost_per_commit_us(orders)
    ratio = found[100_000] / found[1_000]
    print(f"judge: {found[1_000]:.1f} us a commit with 1,000 orders in the books, "
          f"{found[100_000]:.1f} us with 100,000 ({ratio:.2f} x)")  # fmt: skip


_SHOWN_FROM = 0.01
