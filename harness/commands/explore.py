"""``ordergate explore``: stories drawn from seeds, and the shortest one for each that breaks a rule."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..config.model import Config
from ..config.reading import config_without_file, read_config
from ..connectors.checking import check_config
from ..evidence.files import write_whole
from ..explore.coverage import FAULT, LINK, MOVE, POLICY, every_fault, every_move, every_policy
from ..explore.exploring import Broken, Explored, Plan, explore
from ..running.repeating import keep_arguments
from ..running.wall import wall_time_text
from .places import check_place, make

_KINDS = ((MOVE, "moves of life cycles", every_move), (FAULT, "faults", every_fault),
          (POLICY, "policies", every_policy))  # fmt: skip
_SHOWN_MAX = 12
SUMMARY = "explore.json"


@dataclass(frozen=True, kw_only=True)
class ExploreOptions:
    """What ``ordergate explore`` was asked for."""

    connector: Path | None = None
    engine: str | None = None
    first: int = 1
    seeds: int | None = None
    minutes: float = 0.0
    jobs: int | None = None
    out: Path | None = None
    json: bool = False
    over: str = "process"
    shrink: bool = True


def explore_stories(options: ExploreOptions) -> int:
    """Tell stories; 0 when no rule was broken, 1 when one was."""
    if options.out is not None:
        check_place("--out", options.out.absolute())
    plan = plan_of(options)
    print(f"seeds from {plan.first}", file=sys.stderr if options.json else sys.stdout, flush=True)
    directory = options.out or Path("out") / f"explore-{wall_time_text().replace(':', '')}-seed{plan.first}"
    make(directory)
    with _progress(plan.seeds) as tell:
        found = explore(plan, tell)
    files = {broken.drawn.seed: directory / f"story_{broken.drawn.seed}.py" for broken in found.broken}
    for broken in found.broken:
        write_whole(files[broken.drawn.seed], [broken.text])
    summary = as_json(found, options, files)
    write_whole(directory / SUMMARY, [json.dumps(summary, indent=2, ensure_ascii=False), "\n"])
    keep_arguments(directory)
    if options.json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _say(found, options, files)
        print(f"\nevidence: {directory}")
    return 1 if found.broken else 0


def plan_of(options: ExploreOptions) -> Plan:
    """What to tell; without a number of seeds a hundred, and as many as there is time for with minutes."""
    config = _config(options)
    check_config(config)
    many = 2**31 if options.minutes else 100
    return Plan(
        config, options.over, options.first, many if options.seeds is None else options.seeds,
        options.minutes * 60, options.jobs or max(len(os.sched_getaffinity(0)), 1), options.shrink,
    )  # fmt: skip


def _config(options: ExploreOptions) -> Config:
    flags = {"connector.engine": options.engine}
    if options.connector is None:
        return config_without_file(flags, os.environ)
    return read_config(options.connector, os.environ, flags)


def as_json(found: Explored, options: ExploreOptions, files: dict[int, Path]) -> dict[str, Any]:
    """Everything that came of it."""
    rate = found.wall_s or 1
    return {
        "stories": found.stories,
        "orders": found.orders,
        "steps": found.steps,
        "seeds": [options.first, found.last_seed],
        "wall_s": round(found.wall_s, 1),
        "stories_per_s": round(found.stories / rate, 2),
        "orders_per_s": round(found.orders / rate, 2),
        "findings": [
            {
                "seed": broken.drawn.seed,
                "rule": broken.rule,
                "text": broken.short.findings[0].text,
                "steps": len(broken.drawn.lines),
                "shortest": len(broken.short.lines),
                "file": str(files[broken.drawn.seed]),
                "repeat": _repeat(broken, options, files),
            }
            for broken in found.broken
        ],
        "coverage": {
            **{
                name: {"seen": found.coverage.count(kind), "of": len(there()),
                       "never": found.coverage.missing(kind)}
                for kind, name, there in _KINDS
            },
            "data flows": {"seen": found.coverage.count(LINK)},
            "pairs": {"seen": len(found.coverage.pairs)},
        },
    }  # fmt: skip


def _say(found: Explored, options: ExploreOptions, files: dict[int, Path]) -> None:
    rate = found.wall_s or 1
    print(
        f"{found.stories:,} stories of {found.steps:,} steps with {found.orders:,} orders in "
        f"{found.wall_s:.0f} s: {found.stories / rate:.1f} stories/s, {found.orders / rate:.1f} order lives/s"
    )
    touched = [f"{found.coverage.count(kind)} of {len(there())} {name}" for kind, name, there in _KINDS]
    touched += [f"{found.coverage.count(LINK)} data flows", f"{len(found.coverage.pairs):,} pairs of these"]
    print(f"touched: {', '.join(touched)}")
    for kind, name, _ in _KINDS:
        if never := found.coverage.missing(kind):
            more = f" and {len(never) - _SHOWN_MAX} more" if len(never) > _SHOWN_MAX else ""
            print(f"never touched of the {name}: {'; '.join(never[:_SHOWN_MAX])}{more}")
    for broken in found.broken:
        first = broken.short.findings[0]
        steps, enough = len(broken.drawn.lines), len(broken.short.lines)
        print(f"\nseed {broken.drawn.seed}: {steps} steps, {enough} are enough")
        print(f"  {first.text}\n  rule {first.rule}")
        print(f"  repeat: {_repeat(broken, options, files)}")
    count = len(found.broken)
    print(f"\n{f'{count} stories broke a rule' if count else 'no rule was broken'}")


def _repeat(broken: Broken, options: ExploreOptions, files: dict[int, Path]) -> str:
    """The line that runs the shortest story again."""
    line = f"ordergate run --scenarios-in {files[broken.drawn.seed]} --seed {broken.drawn.seed}"
    if options.engine:
        line += f" --engine {options.engine}"
    return line + (f" --connector {options.connector}" if options.connector else "")


@contextmanager
def _progress(stories: int) -> Iterator[Any]:
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[broken]} broke a rule"), console=Console(stderr=True), transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task("stories", total=stories, broken=0)
        yield lambda so_far: bar.update(task, completed=so_far.stories, broken=len(so_far.broken))
