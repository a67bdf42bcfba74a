"""Helpers by which rules say what they found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ..findings import Finding
from .arithmetic import e4, money, part_of
from .books import Case
from .currencies import step_of


def found(
    rule: str,
    text: str,
    *,
    systems: Iterable[str] = (),
    documents: Iterable[object] = (),
    case: Case | None = None,
    at_risk_e4: int | None = None,
    values: Mapping[str, object] | None = None,
    **more: object,
) -> Finding:
    """A finding; of a case, it names the order as ``store/id``, and its currency."""
    order = case.one("marketplace", "orders") if case is not None else None
    return Finding(
        rule=rule,
        text=text,
        systems=tuple(systems),
        documents=tuple(str(document) for document in documents),
        order=None if case is None else case.key,
        values={name: str(value) for name, value in {**(values or {}), **more}.items()},
        money_at_risk=None if at_risk_e4 is None else abs(money(at_risk_e4)),
        currency=order.currency if order is not None else "GBP",
    )


def with_store(finding: Finding, stores: Collection[str]) -> Finding:
    """The finding as it is told: an order by its number, and by its store where there are several."""
    if finding.order is None:
        return finding
    store, _, number = finding.order.partition("/")
    if len(stores) < 2 or not number:
        return replace(finding, order=number or store)
    text = finding.text.replace(f"order {number}", f"order {finding.order}")
    return replace(finding, text=text)


def coin_of(case: Case) -> int:
    """The minor unit of the order of a case in ten-thousandths."""
    order = case.one("marketplace", "orders")
    return step_of("GBP" if order is None else order.currency)


def value_of(line: Any, units: int) -> int:
    """What some units of a marketplace line are worth with tax, in ten-thousandths."""
    return part_of(e4(line.total), min(abs(units), line.quantity), line.quantity)


def order_value(case: Case) -> int | None:
    """What the order of a case is worth, from whichever system has it."""
    order = case.one("marketplace", "orders")
    if order is not None:
        return e4(order.total)
    order = case.one("erp", "orders")
    if order is None:
        return None
    parts: list[Decimal] = [line.net + line.tax for line in order.lines]
    return e4(sum(parts, Decimal(0)))
