"""``ordergate list scenarios``: what runs with this connector, what not and why, and how long it takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..config.model import Config, Kind
from ..running.choosing import Case, chosen, why_not
from .run import RunOptions, choice_of, collected, selection_of, settings_of

_PLAIN_WIDTH = 180
_IN_PROCESS_S = 0.2
_START_S = 1.5
_STEP_S = 0.7
"""What starting a connector, and a step until it settles, take besides the calm that is asked for."""


def list_scenarios(options: RunOptions, *, as_json: bool) -> int:
    """Print every scenario in every topology."""
    config = settings_of(options)
    cases = [case for case in collected(selection_of(options, config)) if case.number == 1]
    choice = choice_of(options, config)
    rows = []
    for case, taken in zip(cases, chosen(cases, choice), strict=True):
        reason = why_not(case, choice) or ("" if taken else "in another shard")
        expected = round(expected_s(case, config), 1)
        rows.append({**asdict(case), "runs": taken, "reason": reason, "expected_s": expected})
    if as_json:
        print(json.dumps({"scenarios": rows}, indent=2, ensure_ascii=False))
        return 0
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PLAIN_WIDTH)
    rows.sort(key=lambda row: (not row["runs"], row["id"], row["title"]))
    console.print(_table(rows))
    runnable = [row for row in rows if row["runs"]]
    minutes = sum(row["expected_s"] for row in runnable) * config.run.repeat / config.run.parallel / 60
    print(f"{len(runnable)} of {len(rows)} run with {config.name}; about {minutes:.1f} minutes in all")
    return 0


def expected_s(case: Case, config: Config) -> float:
    """About how long a scenario takes: as often as it settles, the connector has to be calm."""
    if config.connector.kind in (Kind.REFERENCE, Kind.PYTHON):
        return _IN_PROCESS_S
    settle = config.connector.settle
    return _START_S + case.settles * (settle.cycles * settle.poll_every_s + _STEP_S)


def _table(rows: Sequence[dict[str, object]]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("id", "scenario", "topology", "tags", "about", ""):
        table.add_column(name, overflow="fold")
    for row in rows:
        reason = Text(f"skipped: {row['reason']}", "yellow") if not row["runs"] else Text("runs", "green")
        tags = row["tags"]
        assert isinstance(tags, tuple), "tags come from a case"
        table.add_row(
            Text(str(row["id"])), Text(str(row["title"])), Text(str(row["topology"])),
            Text(" ".join(tags)), Text(f"{row['expected_s']} s"), reason,
        )  # fmt: skip
    return table
