"""``ordergate bench``: how fast, how much memory, and where the time goes."""

from __future__ import annotations

import gc
import os
import resource
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ordergate.simulators.kernel.chance import Chance

from ..bench.beside import json_round_trips
from ..bench.gate import measure_gate
from ..bench.judge import cost_per_commit_us
from ..bench.profile import shares
from ..running.wall import stopwatch
from ..trade.documents import Days, TradeFile, read_days, read_trade
from ..trade.sample import write_sample
from .trade import TradeOptions, carried

ORDERS_VARIABLE = "ORDERGATE_ORDERS"
_HOME_RATE = Decimal("0.20")


@dataclass(frozen=True)
class BenchOptions:
    """What ``ordergate bench`` was asked for; without a file the data folder's, or the sample."""

    file: Path | None = None
    since: str | None = "2010-12-01"
    until: str | None = "2010-12-31"
    seed: int = 1
    connector: Path | None = None
    parallel: int = 2


def bench(options: BenchOptions) -> int:
    """Measure and print; always 0."""
    if options.connector is not None:
        measure_gate(options.connector, options.parallel)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        file, days = _file(options, Path(folder))
        started = stopwatch()
        trade = read_trade(file, days=days)
        read_s = stopwatch() - started
        print(f"{file.name}, {days.since or 'all'} to {days.until or 'all'}; seed {options.seed}")
        _measure_trade(trade, TradeOptions(file, seed=options.seed), read_s)
        _measure_shares(trade, TradeOptions(file, seed=options.seed))
    _measure_judge()
    return 0


def _file(options: BenchOptions, folder: Path) -> tuple[Path, Days]:
    days = read_days(options.since, options.until)
    if options.file is not None:
        return options.file, days
    data = Path(os.environ.get(ORDERS_VARIABLE, "../shared/data")) / "online-retail.csv.xz"
    if data.exists():
        return data, days
    sample = folder / "sample-trade.csv"
    write_sample(Chance(options.seed).stream("sample"), sample)
    print(f"{data.name} is not there (see {ORDERS_VARIABLE}); measuring the generated sample")
    return sample, Days()


def _measure_trade(trade: TradeFile, options: TradeOptions, read_s: float) -> None:
    beside_s = json_round_trips(trade.documents)
    before_mb = _resident_mb()
    cpu = os.times()
    growth = _Growth(trade.total().rows)
    report = carried(trade, options, _HOME_RATE, watch=growth.watch)
    after = os.times()
    cpu_s = after.user + after.system - cpu.user - cpu.system
    rows, orders = report.rows.rows, max(1, report.figures["orders"])
    print(f"  read            {rows} rows in {read_s:.1f} s")
    print(f"  carried         {report.wall_s:.1f} s wall, {cpu_s:.1f} s processor")
    print(f"  rows            {rows / report.wall_s:,.0f} a second")
    print(f"  order lives     {orders / report.wall_s:,.0f} a second")
    print(f"  calls an order  {report.calls / orders:.1f} by the connector")
    print(f"  memory          {_peak_mb():.0f} MB peak, {before_mb:.0f} MB before")
    first, second = growth.first_kb, growth.second_kb
    print(f"  memory a row    {first:.1f} KB in the first half, {second:.1f} KB in the second")
    print(f"  beside it       {report.wall_s / beside_s:,.0f} x one JSON round trip of the rows")
    print(f"  closed          {'yes' if report.closed else 'NO'}")


class _Growth:
    """How much memory a row takes in the first and in the second half of a trade."""

    def __init__(self, rows: int) -> None:
        self._half = rows // 2
        self._seen = 0
        self._start_mb = _resident_mb()
        self._half_mb = 0.0

    def watch(self, rows: int) -> None:
        """Count rows, and look at the memory half way."""
        self._seen += rows
        if not self._half_mb and self._seen >= self._half:
            self._half_mb = _resident_mb()

    @property
    def first_kb(self) -> float:
        """Kilobytes for each row of the first half, the opening stock included."""
        return (self._half_mb - self._start_mb) * 1e3 / max(1, self._half)

    @property
    def second_kb(self) -> float:
        """Kilobytes for each row of the second half."""
        return (_resident_mb() - self._half_mb) * 1e3 / max(1, self._half)


def _measure_shares(trade: TradeFile, options: TradeOptions) -> None:
    few = trade.documents[: max(1, len(trade.documents) // 8)]
    part = TradeFile(few, (), trade.list_prices)
    print(f"  where the time goes (profiled over {len(few)} documents):")
    for name, share in shares(lambda: carried(part, options, _HOME_RATE)):
        if share >= 0.01:
            print(f"    {name:18} {share:5.1%}")


def _measure_judge() -> None:
    found: dict[int, float] = {}
    for orders in (1_000, 100_000):
        gc.collect()
        found[orders] = cost_per_commit_us(orders)
    ratio = found[100_000] / found[1_000]
    print(f"judge: {found[1_000]:.1f} us a commit with 1,000 orders in the books, "
          f"{found[100_000]:.1f} us with 100,000 ({ratio:.2f} x)")  # fmt: skip


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
