"""Tolerances of order lines: I07, I10. The judge reckons for itself how many units they come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ordergate.simulators.erp.policy import UNDER_DELIVERY as BY_THE_ERP
from ordergate.simulators.wms.policy import UNDER_DELIVERY as BY_THE_WAREHOUSE

from ...findings import Finding
from ..across import LineAcross, lines_across, warehouse_lines
from ..books import Case
from ..found import found, value_of
from ..scope import Scope
from ..tolerance import over_units, under_units


def i07_tolerances_kept(case: Case, scope: Scope) -> Iterator[Finding]:
    """Each system knows the line's tolerance, and a rest is closed by the policy, within it, everywhere."""
    outbounds = _outbound_lines(case)
    for line in lines_across(case):
        theirs = outbounds.get(line.shop.id, [])
        yield from _carried(case, line, theirs)
        yield from _closed(case, line, theirs, scope)


def i10_listed_tolerances(scope: Scope) -> Iterator[Finding]:
    """Buyers order an item with the tolerance that the ERP says."""
    listings = scope.books.table("marketplace", "listings")
    for item in scope.books.table("erp", "items").values():
        listing = listings.get(item.item)
        if listing is None or scope.accounts.excused("item", item.item):
            continue
        said, right = _tolerance(listing.terms), _tolerance(item)
        if said != right:
            yield found(
                "I10",
                f"item {item.item} may be delivered {_percent(*said)} in the marketplace; the erp says "
                f"{_percent(*right)}",
                systems=("marketplace",), documents=[item.item],
            )  # fmt: skip


def _tolerance(terms: Any) -> tuple[int, int, int, int]:
    return terms.over_bp, terms.under_bp, terms.weight_g, terms.weight_tolerance_bp


def _percent(over_bp: int, under_bp: int, weight_g: int, weight_tolerance_bp: int) -> str:
    pieces = f"{over_bp} basis points above and {under_bp} below what was ordered"
    return f"{pieces}, at {weight_g} g and {weight_tolerance_bp} more or less" if weight_g else pieces


def _outbound_lines(case: Case) -> dict[str, list[tuple[Any, Any]]]:
    names = warehouse_lines(case)
    lines: dict[str, list[tuple[Any, Any]]] = {}
    for outbound in case.all("wms", "outbounds"):
        for line in outbound.lines:
            lines.setdefault(names.get((outbound.id, line.line), "?"), []).append((outbound, line))
    return lines


def _carried(case: Case, line: LineAcross, theirs: list[tuple[Any, Any]]) -> Iterator[Finding]:
    right = (over_units(line.shop), under_units(line.shop))
    held = [("oms", line.oms), ("erp", line.erp)]
    # What is asked for anew after a shortage is a rest, which is shipped exactly.
    held += [
        ("wms", asked)
        for outbound, asked in theirs
        if asked.quantity == line.shop.quantity and "-" not in outbound.reference
    ]
    for system, other in held:
        said = right if other is None else (other.over_units, other.under_units)
        if said != right:
            yield found(
                "I07",
                f"line {line.shop.id} (item {line.shop.sku}) of order {case.key.partition('/')[2]} tolerates "
                f"{right[0]} units more and {right[1]} less; the {system} carries {said[0]} and {said[1]}",
                systems=(system,), documents=[line.shop.id], case=case,
                at_risk_e4=value_of(line.shop, max(right)), said=said, right=right,
            )  # fmt: skip


def _closed(case: Case, line: LineAcross, theirs: list[tuple[Any, Any]], scope: Scope) -> Iterator[Finding]:
    shop = line.shop
    closed = {"marketplace": shop.closed}
    closed |= {name: one.closed for name, one in (("oms", line.oms), ("erp", line.erp)) if one is not None}
    if scope.has("wms"):
        closed["wms"] = sum(asked.closed for _, asked in theirs)
    most = max(closed.values())
    if not most:
        return
    missing = shop.quantity - shop.shipped
    policy = BY_THE_WAREHOUSE if scope.has("wms") else BY_THE_ERP
    called = f"line {shop.id} (item {shop.sku}) of order {case.key.partition('/')[2]}"
    told = ", ".join(f"{system} {units}" for system, units in closed.items())
    reason = None
    if scope.declared.chosen(policy) != "close":
        reason = f"{policy.name} is {scope.declared.chosen(policy)}"
    elif missing > under_units(shop):
        reason = f"{shop.shipped} of {shop.quantity} shipped, and it tolerates {under_units(shop)} less"
    elif len(set(closed.values())) > 1:
        reason = "one word closes it everywhere"
    if reason is not None:
        yield found(
            "I07", f"{called} is closed short: {told}; {reason}", systems=tuple(closed),
            documents=[shop.id], case=case, at_risk_e4=value_of(shop, most), values=closed,
        )  # fmt: skip
