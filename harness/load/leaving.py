"""What a load run leaves in its directory, beside Locust's own files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..evidence.files import write_whole
from ..evidence.records import RunRecord, ScenarioRecord
from ..running.leaving import Circumstances, leave, run_record
from ..running.secrets import masker_of
from ..running.worlds import Over
from .chart import Chart, charts
from .outcome import SLA, Outcome, shown
from .run import Asked

_FINDINGS_MAX = 10
_FOLDER = Path(__file__).parent


def leave_load(asked: Asked, outcome: Outcome, record: ScenarioRecord, *, started: str) -> RunRecord:
    """Write ``report.html`` and its company, ``load.json`` and ``load.html``."""
    made = Circumstances(
        config=asked.config, over=Over.HTTP.value, started=started, interrupted=outcome.interrupted
    )
    run = run_record(asked.directory.name, made, [record])
    run = replace(run, clock="wall", rules={**run.rules, SLA: "the limits of the load are kept"})
    leave(run, asked.directory, masker_of(run, asked.directory, outcome.secrets))
    told = as_data(asked, outcome, run)
    text = msgspec.json.format(msgspec.json.encode(told), indent=2).decode()
    write_whole(asked.directory / "load.json", [text, "\n"])
    write_whole(asked.directory / "load.html", _page(asked, outcome, run))
    return run


def as_data(asked: Asked, outcome: Outcome, run: RunRecord) -> dict[str, Any]:
    """The run for machines: what was asked, what came of it, and every order with its instants."""
    results = outcome.results
    return {
        "profile": asked.name,
        "connector": run.connector,
        "topology": asked.topology,
        "seed": run.seed,
        "started": run.started,
        "verdict": outcome.verdict.value,
        "reason": run.scenarios[0].reason,
        "exit_code": outcome.exit_code(strict=run.strict),
        "interrupted": outcome.interrupted,
        "asked": asked.profile.model_dump(include={"who", "rate", "shape"}),
        "orders_per_s": outcome.placed_per_s,
        "orders_placed": outcome.placed,
        "orders_in_erp": outcome.in_erp,
        "orders_set_aside": outcome.set_aside,
        "orders_lost": list(outcome.lost),
        "limits": [msgspec.to_builtins(limit) for limit in outcome.limits],
        "findings": [{"rule": found.rule, "text": found.text} for found in outcome.all_findings()],
        "repeat": asked.repeat,
        "connector_calls": outcome.connector_calls,
        "measured": None if results is None else msgspec.to_builtins(results),
    }


def figures(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """The figures of a run by what they are about, in words."""
    aside = f", {outcome.set_aside:,} set aside by the connector" * bool(outcome.set_aside)
    became = f"{outcome.placed:,} placed, {outcome.in_erp:,} in the ERP{aside}, {len(outcome.lost):,} lost"
    results = outcome.results
    if results is None:
        yield "orders", f"{became}; no load was put on"
        return
    rate = f"{outcome.placed_per_s:.1f} a second while all buyers ordered"
    yield "orders", f"{became}; {rate} ({outcome.asked_per_s:g} asked for)"
    late = sum(order.in_erp_us is None for order in results.orders)
    aged = f"; {late:,} were missing when the load ended, and count with their age" * (late > 0)
    spans = ((name, us) for name, us in results.percentiles_us.items() if us is not None)
    said = ", ".join(f"{name} {us / 1e6:.2f} s" for name, us in spans)
    yield "until in the ERP", (said or "-") + aged
    taken = ", ".join(
        f"{name} {shown(ms)} ms" for name, ms in results.place_order_ms.items() if ms is not None
    )
    yield "placing an order", taken or "-"
    errors, first = sum(results.failures.values()), next(iter(results.failures), "")
    said = f"{results.asked:,} of buyers, {errors:,} failed" + (f" ({first})" if first else "")
    each = f", {outcome.connector_calls / outcome.placed:.1f} for each order" if outcome.placed else ""
    yield "requests", f"{said}; {outcome.connector_calls:,} of the connector{each}"
    if outcome.cpu and None not in outcome.cpu.values():
        yield "CPU at most", ", ".join(f"{who} {used:.0f} %" for who, used in outcome.cpu.items())


def limit_rows(outcome: Outcome) -> Iterator[tuple[str, str, str, str]]:
    """Each limit with what was allowed and measured, and a word on it."""
    words = {True: "ok", False: "breached", None: "not measured"}
    for limit in outcome.limits:
        yield limit.name, shown(limit.allowed), shown(limit.measured), words[limit.kept]


def _page(asked: Asked, outcome: Outcome, run: RunRecord) -> Iterator[str]:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    findings = [found.text for found in outcome.all_findings()[:_FINDINGS_MAX]]
    return environment.get_template("load.html.j2").generate(
        name=asked.name, verdict=outcome.verdict, reason=run.scenarios[0].reason, connector=run.connector,
        topology=asked.topology, seed=run.seed, started=run.started, repeat=asked.repeat,
        findings=findings, figures=list(figures(outcome)), limits=list(limit_rows(outcome)),
        charts=_charts(asked, outcome),
    )  # fmt: skip


def _charts(asked: Asked, outcome: Outcome) -> list[tuple[Chart, str, str]]:
    if outcome.results is None or not outcome.results.orders:
        return []
    rates, spans = charts(outcome.results, asked.profile.shape, asked.limits)
    return [(rates, "placed", "in the ERP"), (spans, "median", "slowest")]
