"""``ordergate trade`` and ``ordergate sample-trade``."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ordergate.simulators.faults.profiles import PROFILES
from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import DAY_US, instant

from ..errors import UsageError
from ..reconcile.sheet import write_sheet
from ..running.collector import seldom_collected
from ..running.wall import stopwatch
from ..sync.settings import Polls
from ..trade.carrying import ZONE, Carrier
from ..trade.columns import DEFAULT_COLUMNS, read_columns
from ..trade.control import Control
from ..trade.documents import TradeFile, check_span, read_days, read_trade
from ..trade.report import TradeReport, close
from ..trade.sample import write_sample
from ..trade.tally import Outcome, Tally
from ..world.in_process import Blueprint, InProcessWorld
from ..world.reference import reference_engine
from ..world.world import World

POLLS = Polls(safety_s=3600, erp_s=900, stock_s=900, subscriptions_s=6 * 3600, overlap_s=120, prices_s=3600,
              reconcile_s=24 * 3600)  # fmt: skip
"""A month of quiet nights: the engine asks every quarter of an hour what webhooks do not tell,
every hour for prices, which are agreed on for months, and every day whether copies are as they were told."""


@dataclass(frozen=True)
class TradeOptions:
    """What ``ordergate trade`` was asked for."""

    file: Path
    since: str | None = None
    until: str | None = None
    seed: int = 1
    tax_rate: str = "0.20"
    columns: Path | None = None
    json: bool = False
    out: Path | None = None
    profile: str = "calm"


def trade_file(options: TradeOptions) -> int:
    """Carry the file through the systems; 0 when everything closes, 1 when something does not."""
    rate = _rate(options.tax_rate)
    if options.profile not in PROFILES:
        raise UsageError(f"there is no profile {options.profile}; there are: {', '.join(PROFILES)}")
    columns = DEFAULT_COLUMNS if options.columns is None else read_columns(options.columns)
    days = read_days(options.since, options.until)
    trade = read_trade(options.file, columns, days)
    check_span(options.file, trade)
    if options.out is not None:
        _check_writable(options.out)
    print(f"seed {options.seed}", file=sys.stderr)
    report = carried(trade, options, rate)
    if options.out is not None:
        _write(report, options.out)
    if options.json:
        print(json.dumps(report.as_json()))
    else:
        _say(report)
    return 0 if report.closed else 1


def carried(
    trade: TradeFile, options: TradeOptions, rate: Decimal, *, watch: Callable[[int], None] = lambda _: None
) -> TradeReport:
    """Carry documents that were read already; ``watch`` is told the rows of each document.

    The journal takes its name only when it is whole.
    """
    started = stopwatch()
    control = Control(trade)
    tally = Tally(trade, control)
    with seldom_collected(), _whole_journal(options.out):
        world = _world(trade, options)
        try:
            carrier = Carrier(world, trade, tally, control, tax_rate=rate, repeat=_repeat(options))
            with _progress() as bar:
                task = bar.add_task("rows", total=trade.total().rows)

                def tell(rows: int) -> None:
                    bar.advance(task, rows)
                    watch(rows)

                carrier.carry(tell)
            return close(carrier, control, tally, wall_s=stopwatch() - started)
        finally:
            world.port.close()


@contextmanager
def _whole_journal(directory: Path | None) -> Iterator[None]:
    """Name the journal when it is whole; what was begun and not ended is taken away."""
    if directory is None:
        yield
        return
    unfinished = _unfinished(directory)
    try:
        yield
        unfinished.replace(directory / "journal.ndjson")
    finally:
        unfinished.unlink(missing_ok=True)


def _unfinished(directory: Path) -> Path:
    return directory / ".journal.ndjson.unfinished"


def write_sample_file(path: Path, seed: int) -> int:
    """Write the sample and say what is in it."""
    totals = write_sample(Chance(seed).stream("sample"), path)
    print(f"seed {seed}")
    print(f"{path}: {totals.rows.rows} rows, {totals.rows.amount:f} pounds")
    for row_class, total in totals.by_class.items():
        print(f"  {row_class.value:22} {total.rows:>6} rows {total.amount:>14f}")
    for reason, total in totals.unreadable.items():
        print(f"  {reason:22} {total.rows:>6} rows {total.amount:>14f}")
    return 0


def _world(trade: TradeFile, options: TradeOptions) -> World:
    first = instant(trade.documents[0].at.replace(tzinfo=ZONE)) if trade.documents else DAY_US
    start_us = (first // DAY_US - 1) * DAY_US
    journal = None if options.out is None else _unfinished(options.out)
    blueprint = Blueprint(
        "full", options.seed, start_us=start_us, journal=journal, bodies=False, repeat=_repeat(options)
    )
    port = InProcessWorld(blueprint, partial(reference_engine, polls=POLLS, travel_ms=None))
    return World(port, profile=PROFILES[options.profile])


def _repeat(options: TradeOptions) -> str:
    rough = "" if options.profile == "calm" else f" --profile {options.profile}"
    return f"ordergate trade {options.file.name} --seed {options.seed}{rough}"


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip


def _rate(text: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        raise UsageError(f"--tax-rate {text} is not a number such as 0.20") from None
    if not rate.is_finite() or not 0 <= rate < 1 or rate != rate.quantize(Decimal("0.0001")):
        raise UsageError(f"--tax-rate {text} is not a rate from 0 to below 1, at most four places")
    return abs(rate)  # -0 is 0


def _check_writable(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe = directory / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"evidence cannot be written to {directory}: {reason}; give another --out") from None


def _write(report: TradeReport, directory: Path) -> None:
    text = json.dumps(report.as_json(), indent=2)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "trade.json").write_text(text + "\n", encoding="utf-8")
    write_sheet(directory / "reconciliation.csv", report.disagreements)
    with (directory / "set_aside.csv").open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(("row", "document", "outcome", "reason", "amount"))
        for row in report.tally.set_aside():
            sheet.writerow(
                (row.number, row.document, row.outcome.name.lower(), row.reason, f"{row.amount:f}")
            )


def _say(report: TradeReport) -> None:
    found = report.as_json()
    print(f"{found['rows']} rows, {found['amount']} pounds; readable ones by class:")
    for name, total in found["by_class"].items():
        print(f"  {name:22} {total['rows']:>8} rows {total['amount']:>16}")
    print("what became of them:")
    for outcome in Outcome:
        entry = found[outcome.name.lower()]
        print(f"  {outcome.name.lower():12} {entry['rows']:>8} rows {entry['amount']:>16}")
        for reason, total in entry.get("by_reason", {}).items():
            print(f"      {reason}: {total['rows']} rows {total['amount']}")
    for name, number in report.figures.items():
        print(f"  {name.replace('_', ' ')}: {number}")
    print(f"  tax rounding: {found['tax_rounding']}")
    print("  stock, replenishment, picks, parcels and dispositions are drawn from the seed")
    for text in [f"{f.rule}: {f.text}" for f in report.findings[:20]] + list(report.mismatches[:20]):
        print(f"  {text}")
    if report.findings:
        print(f"  repeat: {report.findings[0].repeat}")
    print("closed: every row and penny is accounted for" if report.closed else "NOT closed")
