"""``ordergate reconcile``: where the systems of a served world disagree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from ..evidence.masking import Masker
from ..evidence.words import amount, amounts, counted
from ..reconcile.mismatch import Mismatch, mismatches
from ..reconcile.sheet import hours, write_sheet
from ..running.secrets import secrets_of
from ..world.attached import Rest
from .attaching import attached, control_token
from .judge import JudgeOptions, check_times, policies_of, told_accounts

AGREED, DISAGREED = 0, 1
_SHOWN_MAX = 50


@dataclass(frozen=True)
class Reconciled:
    """What a reconciliation found in a world, and why the world was not at rest, if it was not."""

    world: str
    found: tuple[Mismatch, ...]
    restless: str | None


def reconcile(options: JudgeOptions, csv: Path | None) -> int:
    """Say where the systems of a world disagree; 1 when they do, or still moved and may."""
    check_times(options)
    token, accounts = control_token(options.token), told_accounts(options.accounts)
    kept = policies_of(options.connector)
    with attached(options.url, token, options.world, safety_stock=kept.safety_stock) as world:
        restless = world.come_to_rest(Rest(options.calm_s, options.settle_limit_s))
        ruling = world.judge.settled(accounts)
        found = mismatches(ruling.findings, world.books, world.now_us())
        masker = Masker(secrets_of({**world.opened.systems, **world.opened.apis}, {}))
    done = Reconciled(options.world, tuple(_masked(one, masker) for one in found), restless)
    if csv is not None:
        write_sheet(csv, done.found)
    if options.json:
        print(json.dumps(_as_json(done), ensure_ascii=False))
    else:
        show(done, Console(), csv)
    return DISAGREED if done.found or done.restless is not None else AGREED


def show(done: Reconciled, console: Console, csv: Path | None = None) -> None:
    """A row for each mismatch, and totals by kind and pair."""
    if done.found:
        console.print(_rows(done.found[:_SHOWN_MAX]))
        if len(done.found) > _SHOWN_MAX:
            console.print(
                f"and {counted(len(done.found) - _SHOWN_MAX, 'more')}; --csv or --json has them all"
            )
        console.print(_totals(done.found))
    for line in _last_words(done):
        console.print(line, soft_wrap=True, highlight=False, markup=False)
    if csv is not None:
        console.print(f"sheet: {csv}", soft_wrap=True, highlight=False, markup=False)


def _rows(found: Sequence[Mismatch]) -> Table:
    table = Table("about", "kind", "systems", "what is wrong", box=box.SIMPLE, expand=False)
    table.add_column("hours", justify="right")
    table.add_column("at risk", justify="right")
    for one in found:
        age = "" if one.age_us is None else f"{hours(one.age_us):f}"
        risk = "" if one.at_risk is None else amount(one.at_risk, one.currency)
        table.add_row(one.about, one.kind, one.pair, one.text, age, risk)
    return table


def _totals(found: Sequence[Mismatch]) -> Table:
    table = Table("kind", "systems", box=box.SIMPLE)
    table.add_column("mismatches", justify="right")
    table.add_column("at risk", justify="right")
    for (kind, pair), count in sorted(Counter((one.kind, one.pair) for one in found).items()):
        ones = [one for one in found if (one.kind, one.pair) == (kind, pair)]
        table.add_row(kind, pair, str(count), amounts(_at_risk(ones)))
    return table


def _at_risk(found: Sequence[Mismatch]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for one in found:
        if one.at_risk is not None:
            totals[one.currency] = totals.get(one.currency, Decimal(0)) + one.at_risk
    return totals


def _last_words(done: Reconciled) -> Iterator[str]:
    if done.restless is not None:
        yield f"the world did not come to rest, so that some of it may be on its way: {done.restless}"
    if not done.found:
        yield f"world {done.world}: the systems agree"
        return
    about = counted(len({one.about for one in done.found}), "thing")
    yield f"world {done.world}: {counted(len(done.found), 'mismatch', 'mismatches')} about {about}"


def _masked(one: Mismatch, masker: Masker) -> Mismatch:
    return replace(
        one, text=masker.text(one.text), documents=tuple(masker.text(name) for name in one.documents),
        says=tuple((name, masker.field(name, value)) for name, value in one.says),
    )  # fmt: skip


def _as_json(done: Reconciled) -> dict[str, Any]:
    return {
        "world": done.world,
        "at_rest": done.restless is None,
        "restless": done.restless,
        "mismatches": [
            {
                "kind": one.kind, "systems": one.systems, "about": one.about, "documents": one.documents,
                "says": dict(one.says), "difference": _text(one.difference),
                "age_hours": None if one.age_us is None else f"{hours(one.age_us):f}",
                "at_risk": _text(one.at_risk), "currency": one.currency, "text": one.text, "rule": one.rule,
            }
            for one in done.found
        ],
    }  # fmt: skip


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
