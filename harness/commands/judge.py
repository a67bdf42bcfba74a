"""``ordergate judge``: the verdict on whatever drove a served world."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import msgspec

from ..config.model import Policies
from ..config.reading import read_config
from ..errors import UsageError
from ..evidence.masked_records import masked_run
from ..evidence.masking import Masker
from ..evidence.records import BeforeAfter, RunRecord, ScenarioRecord, Verdict
from ..evidence.words import amount, counted, rule_of
from ..findings import Finding
from ..judge.catalogue import INVARIANTS
from ..judge.scope import Accounts
from ..running.leaving import leave, own_version
from ..running.secrets import masker_of, secrets_of
from ..running.wall import stopwatch, wall_time_text
from ..world.attached import AttachedWorld, Rest
from ..world.edges import wait
from ..world.pictures import money_rows, stock_rows
from .attaching import TOKEN_VARIABLE, attached, control_token

PASSED, FAILED = 0, 1
SETTINGS = Path("ordergate.toml")
_LONGEST_S = 86_400.0
_SHOWN_MAX = 50
_Kind = Literal["order", "cancellation", "return", "customer", "item", "stock_movement"]


@dataclass(frozen=True, kw_only=True)
class JudgeOptions:
    """What ``ordergate judge`` was asked for; times are seconds on the wall."""

    world: str
    url: str
    token: str | None = None
    wait_s: float = 0.0
    calm_s: float = 2.0
    settle_limit_s: float = 60.0
    accounts: Path | None = None
    json: bool = False
    out: Path | None = None
    strict: bool = False
    connector: Path | None = None


def judge(options: JudgeOptions) -> int:
    """Judge a world, say what was found and keep the evidence; 1 when it failed, or was to be proven."""
    check_times(options)
    token, accounts = control_token(options.token), told_accounts(options.accounts)
    kept = policies_of(options.connector)
    if options.out is not None:
        _make_writable(options.out)
    started, watch = wall_time_text(), stopwatch()
    with attached(
        options.url, token, options.world, repeat=_repeat(options), safety_stock=kept.safety_stock
    ) as world:
        wait(options.wait_s)
        restless = world.come_to_rest(Rest(options.calm_s, options.settle_limit_s))
        record = _record(world, options, restless, accounts)
        if options.out is not None and record.journal is not None:
            world.keep_journal(options.out / record.journal)
        run = _run(replace(record, wall_s=stopwatch() - watch), options, started)
        orders, exhausted = len(world.books.table("marketplace", "orders")), world.exhausted
        ways_out = [] if restless is None else list(_ways_out(world))
        secrets = secrets_of({**world.opened.systems, **world.opened.apis}, {})
    masker = Masker(secrets) if options.out is None else masker_of(run, options.out, secrets)
    report = None if options.out is None else leave(run, options.out, masker).report
    shown = masked_run(run, masker)
    if options.json:
        print(json.dumps(_as_json(shown, orders, exhausted, report), ensure_ascii=False))
    else:
        print("\n".join([*_in_words(shown, orders, exhausted, report), *ways_out]))
    unproven = options.strict and run.verdict is Verdict.NOT_PROVEN
    return FAILED if run.verdict is Verdict.FAILED or unproven else PASSED


def broken_rules(
    world: AttachedWorld, accounts: Accounts, *, at_rest: bool, repeat: str
) -> tuple[Finding, ...]:
    """What is broken; while things still move, only the rules that hold at every moment can be."""
    if at_rest:
        return world.judge.settled(accounts).findings
    found = (replace(finding, repeat=repeat) for finding in world.judge.always)
    return tuple(sorted(found, key=lambda each: (each.rule, each.order or "", each.text)))


def check_times(options: JudgeOptions) -> None:
    """UsageError when the times that were asked for make no sense."""
    times = {
        "--wait": options.wait_s, "--calm": options.calm_s, "--settle-limit": options.settle_limit_s,
    }  # fmt: skip
    for flag, seconds in times.items():
        if not 0 <= seconds <= _LONGEST_S:
            raise UsageError(f"{flag} takes 0 to {_LONGEST_S:g} seconds, not {seconds:g}")
    if options.settle_limit_s < options.calm_s:
        raise UsageError(
            f"--settle-limit {options.settle_limit_s:g} is shorter than --calm {options.calm_s:g}, so the "
            "world could never be seen to rest; make it longer"
        )


def policies_of(file: Path | None) -> Policies:
    """The policies of the connector that drove the world, which no system can tell."""
    if file is None and not SETTINGS.is_file():
        return Policies()
    return read_config(file or SETTINGS, os.environ).policies


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ignored: list[tuple[_Kind, str]] = []
    quarantined: list[tuple[_Kind, str]] = []


def told_accounts(file: Path | None) -> Accounts:
    """What the connector ignored and quarantined, by its own file."""
    if file is None:
        return Accounts()
    try:
        told = msgspec.json.decode(file.read_bytes(), type=_Told)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{file} cannot be read: {reason}; give another --accounts") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} says what the connector set aside in another form: {error}; it takes "
            '{"ignored": [["stock_movement", "WM000001"]], "quarantined": [["order", "main/1001"]]}'
        ) from None
    return Accounts(frozenset(told.ignored), frozenset(told.quarantined))


def _make_writable(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe = directory / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"evidence cannot be written to {directory}: {reason}; give another --out") from None


def _record(
    world: AttachedWorld, options: JudgeOptions, restless: str | None, accounts: Accounts
) -> ScenarioRecord:
    found = broken_rules(world, accounts, at_rest=restless is None, repeat=_repeat(options))
    verdict, reason = Verdict.PASSED, ""
    if found:
        verdict = Verdict.FAILED
        reason = f"broken: {', '.join(dict.fromkeys(finding.rule for finding in found))}"
    elif restless is not None:
        verdict = Verdict.NOT_PROVEN
        reason = f"the world did not come to rest within {options.settle_limit_s:g} s: {restless}"
    elif not world.books.table("marketplace", "orders"):
        verdict, reason = Verdict.NOT_PROVEN, "nothing happened: no order was placed"
    opened = world.opened
    return ScenarioRecord(
        id="world", title=f"world {opened.name}", rule="What drove this world kept every standing rule.",
        topology=opened.topology, seed=opened.seed, verdict=verdict, reason=reason,
        systems=world.systems, findings=found, started_us=world.began_us, ended_us=world.now_us(),
        journal=None if options.out is None else f"journals/world-{opened.name}.ndjson",
        tables=_tables(world), repeat=_repeat(options),
    )  # fmt: skip


def _tables(world: AttachedWorld) -> tuple[BeforeAfter, ...]:
    holding = (f"on hand in {name}" for name in ("wms", "erp", "oms") if name in world.systems)
    stock = stock_rows(world.books, world.systems)
    return (
        BeforeAfter("stock", ("item", "site", *holding, "published"), (), stock, 2),
        BeforeAfter(
            "money", ("order", "total", "authorised", "invoiced", "credited", "captured", "refunded"),
            (), money_rows(world.books),
        ),
    )  # fmt: skip


def _run(record: ScenarioRecord, options: JudgeOptions, started: str) -> RunRecord:
    return RunRecord(
        run_id=record.title.replace(" ", "-") if options.out is None else options.out.resolve().name,
        versions={"ordergate": own_version(), "python": sys.version.split()[0]},
        seed=record.seed, clock="wall", connector="whatever drove the world",
        configuration_hash="none", topologies=(record.topology,), started=started,
        scenarios=(record,), rules={rule.id: rule.title for rule in INVARIANTS}, strict=options.strict,
    )  # fmt: skip


def _repeat(options: JudgeOptions) -> str:
    connector = "" if options.connector is None else f" --connector {options.connector}"
    return f"ordergate judge --world {options.world} --url {options.url}{connector}"


def _in_words(run: RunRecord, orders: int, exhausted: int, report: Path | None) -> Iterator[str]:
    (record,) = run.scenarios
    for finding in record.findings[:_SHOWN_MAX]:
        yield finding.text
        yield f"  {'; '.join(_facts(finding, run))}"
    left_out = len(record.findings) - _SHOWN_MAX
    if left_out > 0:
        yield f"and {counted(left_out, 'more finding')}; --json or --out has them all"
    if exhausted:
        yield f"{counted(exhausted, 'webhook was', 'webhooks were')} refused on every attempt"
    said = f"{record.title}, {counted(orders, 'order')}, {counted(len(record.findings), 'finding')}"
    yield f"{record.verdict.words}: {said}" + (f" ({record.reason})" if record.reason else "")
    if report is not None:
        yield f"report: {report}"


def _ways_out(world: AttachedWorld) -> Iterator[str]:
    """What to do about webhooks that nobody takes."""
    for held in world.refused_webhooks():
        yield (
            f"if nothing answers at {held.url} any more, end the webhooks of the {held.system} to it "
            f"({held.id}), and judge again: "
            f'curl -X DELETE -H "Authorization: Bearer ${TOKEN_VARIABLE}" {held.request}'
        )


def _facts(finding: Finding, run: RunRecord) -> Iterator[str]:
    yield f"rule {rule_of(finding, run)}"
    if finding.order:
        yield f"order {finding.order}"
    if finding.documents:
        yield f"documents {', '.join(finding.documents)}"
    if finding.money_at_risk is not None:
        yield f"{amount(finding.money_at_risk, finding.currency)} at risk"
    if finding.systems:
        yield f"look at {', '.join(finding.systems)}"


def _as_json(run: RunRecord, orders: int, exhausted: int, report: Path | None) -> dict[str, Any]:
    (record,) = run.scenarios
    found = [
        {
            "rule": finding.rule, "rule_title": run.rules.get(finding.rule, ""), "text": finding.text,
            "systems": finding.systems, "documents": finding.documents, "order": finding.order,
            "values": finding.values, "currency": finding.currency,
            "money_at_risk": None if finding.money_at_risk is None else str(finding.money_at_risk),
        }
        for finding in record.findings
    ]  # fmt: skip
    return {
        "world": record.title.removeprefix("world "), "topology": record.topology, "seed": record.seed,
        "verdict": record.verdict.words, "reason": record.reason, "orders": orders,
        "exhausted_webhooks": exhausted, "findings": found, "report": None if report is None else str(report),
    }  # fmt: skip
