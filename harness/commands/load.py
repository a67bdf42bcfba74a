"""``ordergate load``: a load profile against the connector, with limits and the judge's verdict."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from ordergate.simulators.server.topology import TOPOLOGIES

from ..config.model import Config
from ..config.reading import config_without_file, read_config
from ..errors import UsageError
from ..evidence.records import Verdict
from ..evidence.summary import plain_summary, print_summary
from ..load.generator import require_locust
from ..load.leaving import as_data, figures, leave_load, limit_rows
from ..load.outcome import Outcome
from ..load.profile import read_profile
from ..load.run import Asked, run_load
from ..running.wall import wall_time_text

_TOPOLOGY = "full"


@dataclass(frozen=True, kw_only=True)
class LoadOptions:
    """What ``ordergate load`` was asked for; None is what the profile or the connector says."""

    profile: str
    connector: Path | None = None
    topology: str | None = None
    seed: int | None = None
    duration_s: float | None = None
    users: int | None = None
    rate: float | None = None
    out: Path | None = None
    strict: bool = False
    as_json: bool = False


def load(options: LoadOptions) -> int:
    """Run a load profile and write the evidence; the exit code says how it ended."""
    require_locust()
    started = wall_time_text()
    asked = _asked(options, started)
    talk = sys.stderr if options.as_json else sys.stdout
    print(f"seed {asked.config.run.seed}", file=talk, flush=True)
    outcome, record = run_load(asked, lambda text: print(text, file=talk, flush=True))
    run = leave_load(asked, outcome, record, started=started)
    code = outcome.exit_code(strict=run.strict)
    if options.as_json:
        print(json.dumps(as_data(asked, outcome, run), ensure_ascii=False))
        return code
    console = Console()
    _print(outcome, console)
    if console.is_terminal:
        print_summary(run, console)
    else:
        print(plain_summary(run))
    if outcome.verdict is Verdict.PASSED:
        print(f"repeat: {asked.repeat}")
    print(f"evidence: {asked.directory}\nreport:   {asked.directory / 'load.html'}")
    return code


def _asked(options: LoadOptions, started: str) -> Asked:
    profile = read_profile(options.profile).changed(
        duration_s=options.duration_s, buyers=options.users, rate=options.rate
    )
    config = _config(options)
    directory = options.out or Path("out") / f"load-{started.replace(':', '')}-seed{config.run.seed}"
    return Asked(
        name=options.profile, profile=profile, config=config, topology=_topology(options, config),
        directory=_made(directory), repeat=shlex.join(_repeat(options, config)),
    )  # fmt: skip


def _config(options: LoadOptions) -> Config:
    """The settings of the connector, with flags above them; without a file those of the reference engine."""
    flags = {"run.seed": options.seed, "run.strict": options.strict or None}
    if options.connector is None:
        return config_without_file(flags, os.environ)
    return read_config(options.connector, os.environ, flags)


def _topology(options: LoadOptions, config: Config) -> str:
    asked, able = options.topology, [one.value for one in config.connector.topologies]
    if asked is None:
        return _TOPOLOGY if _TOPOLOGY in able else able[0]
    if asked not in TOPOLOGIES:
        raise UsageError(f"there is no topology {asked}; there are: {', '.join(TOPOLOGIES)}")
    if asked not in able:
        raise UsageError(f"{config.name} does not work in {asked}; it does in {', '.join(able)}")
    return asked


def _made(directory: Path) -> Path:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"evidence cannot be written to {directory}: {reason}; give another --out") from None
    return directory


def _repeat(options: LoadOptions, config: Config) -> Iterator[str]:
    yield from ("ordergate", "load", options.profile)
    given = {
        "--connector": options.connector, "--topology": options.topology, "--duration": options.duration_s,
        "--users": options.users, "--rate": options.rate, "--seed": config.run.seed,
    }  # fmt: skip
    for flag, value in given.items():
        if value is not None:
            yield from (flag, f"{value:g}" if isinstance(value, float) else str(value))


def _print(outcome: Outcome, console: Console) -> None:
    console.print()
    for label, text in figures(outcome):
        console.print(f"{label:<18}{text}", soft_wrap=True, highlight=False)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("limit", no_wrap=True)
    table.add_column("allowed", justify="right")
    table.add_column("measured", justify="right")
    table.add_column("")
    styles = {"ok": "green", "breached": "bold red", "not measured": "yellow"}
    for name, allowed, measured, word in limit_rows(outcome):
        table.add_row(name, allowed, measured, f"[{styles[word]}]{word}[/]")
    if table.row_count:
        console.print()
        console.print(table)
    console.print()
