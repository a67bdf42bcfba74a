"""money.json: the money of each order from what was agreed to what is open, for machines."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .files import write_whole
from .masked_records import masked_run
from .masking import Masker
from .money import COLUMNS, MoneyStep, OrderMoney, Sums
from .records import RunRecord

_FORMAT = 1


def write_money_json(run: RunRecord, path: Path, masker: Masker) -> None:
    """Write the orders of every scenario with their ledgers; amounts are decimal strings."""
    shown = masked_run(run, masker)
    plain = {
        "format": _FORMAT,
        "run": shown.run_id,
        "orders": [
            {
                "scenario": scenario.id,
                "title": scenario.title,
                "topology": scenario.topology,
                "seed": scenario.seed,
                **_order(order),
            }
            for scenario in shown.scenarios
            for order in scenario.money
        ],
    }
    write_whole(path, [json.dumps(plain, indent=2, ensure_ascii=False, default=str), "\n"])


def _order(order: OrderMoney) -> dict[str, Any]:
    return {
        "order": order.order,
        "currency": order.currency,
        "zone": order.zone,
        "total": order.total,
        "parties": [asdict(party) for party in order.parties],
        "facts": [asdict(fact) for fact in order.facts],
        "agreed": [asdict(line) for line in order.agreed],
        "related": [asdict(each) for each in order.related],
        "ledger": [_step(step, balance) for step, balance in zip(order.steps, order.balances, strict=True)],
        "end": _sums(order.end) | {"open": order.end.open, "outcome": order.outcome},
        "methods": [asdict(each) | {"kept": each.kept} for each in order.methods],
        "held": order.held,
        "on_account": order.on_account,
        "open_units": order.open_units,
        "checks": [asdict(check) | {"difference": check.difference} for check in order.checks],
    }


def _step(step: MoneyStep, balance: object) -> dict[str, Any]:
    return {
        "at_us": step.at_us,
        "who": step.who,
        "text": step.text,
        "documents": [asdict(each) for each in step.documents],
        "method": step.method,
        **{name: amount for name, amount in _sums(step.changed).items() if amount},
        "open": balance,
    }


def _sums(sums: Sums) -> dict[str, Any]:
    return {name: getattr(sums, name) for name in COLUMNS}
