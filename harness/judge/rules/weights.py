"""Catch weight: I10 and I20 for what is ordered by the piece and paid by the weight."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ...findings import Finding
from ..across import LineAcross, lines_across, totals, warehouse_lines
from ..arithmetic import ONE, e4, money, part_of
from ..books import Case
from ..found import coin_of, found, value_of
from ..scope import Scope

_GRAMS = 1000


def i10_weights(case: Case, scope: Scope) -> Iterator[Finding]:
    """Each system knows the nominal weight; what was weighed is the same everywhere, and billed."""
    shipped = _shipped_g(case, scope)
    outbounds = _nominal_of_outbounds(case)
    for line in lines_across(case):
        nominal = {"marketplace": line.shop.weight_g}
        nominal |= {name: one.weight_g for name, one in (("oms", line.oms), ("erp", line.erp)) if one}
        for weight_g in outbounds.get(line.shop.id, ()):
            if nominal.get("wms", line.shop.weight_g) == line.shop.weight_g:
                nominal["wms"] = weight_g
        yield from _differing(case, line, "by name", nominal)
        if line.shop.weight_g:
            weighed = {system: of.get(line.shop.id, 0) for system, of in shipped.items()}
            yield from _differing(case, line, "on the scales", weighed)
            yield from _within(case, line, max(weighed.values()))
    yield from _billed_kilograms(case)


def _differing(case: Case, line: LineAcross, how: str, weights: dict[str, int]) -> Iterator[Finding]:
    if len(set(weights.values())) == 1:
        return
    told = ", ".join(f"{system} {weight_g} g" for system, weight_g in weights.items())
    first = weights["wms"] if "wms" in weights and how != "by name" else next(iter(weights.values()))
    yield found(
        "I10",
        f"line {line.shop.id} (item {line.shop.sku}) of order {case.key.partition('/')[2]} does not weigh "
        f"the same {how}: {told}",
        systems=[system for system, weight_g in weights.items() if weight_g != first],
        documents=[line.shop.id], case=case, at_risk_e4=value_of(line.shop, line.shop.quantity),
        values=weights,
    )  # fmt: skip


def _within(case: Case, line: LineAcross, weighed_g: int) -> Iterator[Finding]:
    shop = line.shop
    nominal_g = shop.shipped * shop.weight_g
    margin_g = nominal_g * shop.weight_tolerance_bp // ONE
    if abs(weighed_g - nominal_g) > margin_g:
        yield found(
            "I10",
            f"line {shop.id} (item {shop.sku}) of order {case.key.partition('/')[2]}: {shop.shipped} units "
            f"weigh {weighed_g} g, by name {nominal_g} g and at most {margin_g} g more or less",
            systems=("marketplace",), documents=[shop.id], case=case,
            at_risk_e4=value_of(shop, shop.shipped), weighed=weighed_g, nominal=nominal_g,
        )  # fmt: skip


def _shipped_g(case: Case, scope: Scope) -> dict[str, dict[str, int]]:
    """What each system says was shipped of each line of the shop, in grams."""
    names = warehouse_lines(case)
    weights: dict[str, dict[str, int]] = {}
    if scope.has("wms"):
        weights["wms"] = totals([
            (names.get((shipment.outbound_id, line.line), "?"), line.weight_g)
            for shipment in case.all("wms", "shipments") for parcel in shipment.parcels
            for line in parcel.lines
        ])  # fmt: skip
    if scope.has("oms"):
        sold = {line.id: line.external_line for order in case.all("oms", "orders") for line in order.lines}
        weights["oms"] = _summed(case, ("oms", "shipments"), "line_id", sold)
    booked = {line.line_no: line.external_line for order in case.all("erp", "orders") for line in order.lines}
    weights["erp"] = _summed(case, ("erp", "deliveries"), "line_no", booked)
    weights["marketplace"] = _summed(case, ("marketplace", "shipments"), "line_id", None)
    return weights


def _summed(case: Case, kind: tuple[str, str], field: str, names: dict[Any, str] | None) -> dict[str, int]:
    pairs = [(getattr(line, field), line.weight_g) for each in case.all(*kind) for line in each.lines]
    return totals([(key if names is None else names.get(key, "?"), weight_g) for key, weight_g in pairs])


def _nominal_of_outbounds(case: Case) -> dict[str, list[int]]:
    names = warehouse_lines(case)
    weights: dict[str, list[int]] = {}
    for outbound in case.all("wms", "outbounds"):
        for line in outbound.lines:
            weights.setdefault(names.get((outbound.id, line.line), "?"), []).append(line.weight_g)
    return weights


def _billed_kilograms(case: Case) -> Iterator[Finding]:
    """An invoice bills the kilograms of its delivery."""
    left = {
        (delivery.number, line.line_no): line.weight_g
        for delivery in case.all("erp", "deliveries")
        for line in delivery.lines
    }
    by_weight = {line.line_no for order in case.all("erp", "orders") for line in order.lines if line.weight_g}
    for invoice in case.all("erp", "invoices"):
        for line in invoice.lines:
            if line.line_no not in by_weight:
                continue
            right = Fraction(left.get((invoice.delivery, line.line_no), 0), _GRAMS)
            if (Fraction(line.price_quantity or 0), line.price_unit) != (right, "KG"):
                yield found(
                    "I10",
                    f"invoice {invoice.number} line {line.line_no} bills {line.price_quantity or 'no'} "
                    f"{line.price_unit}; what was delivered weighs {right} KG",
                    systems=("erp",), documents=[invoice.number], case=case, at_risk_e4=e4(line.net),
                    said=line.price_quantity, right=right,
                )  # fmt: skip


def i20_weights_close(case: Case, scope: Scope) -> Iterator[Finding]:
    """What was weighed is billed at its share of the nominal total, and credited at its average."""
    del scope
    order = case.one("erp", "orders")
    if order is None:
        return
    for line in order.lines:
        if line.weight_g:
            yield from _closes(case, order.number, line)


def _closes(case: Case, number: str, line: Any) -> Iterator[Finding]:
    left_g = sum(
        sent.weight_g
        for delivery in case.all("erp", "deliveries")
        for sent in delivery.lines
        if sent.line_no == line.line_no
    )
    whole = line.quantity * line.weight_g
    coin = coin_of(case)
    right = part_of(e4(line.net), left_g, whole, coin) + part_of(e4(line.tax), left_g, whole, coin)
    steps = _billed_step_by_step(case, line.line_no)
    billed = sum(steps[-1][1:]) if steps else 0
    given = sum(
        e4(one.net) + e4(one.tax)
        for memo in case.all("erp", "credit_memos")
        for one in memo.lines
        if one.kind == "goods" and one.line_no == line.line_no
    )
    # Units that came back early were credited at the average of what had been billed by then.
    fair = [
        part_of(net, line.credited, units, coin) + part_of(tax, line.credited, units, coin)
        for units, net, tax in steps
        if units >= line.credited
    ]
    if billed == right and given in (fair or [0]):
        return
    wanted = money(fair[-1]) if fair else money(0)
    yield found(
        "I20",
        f"erp order {number} line {line.line_no} (item {line.item}): {left_g} g delivered are worth "
        f"{money(right)} and {money(billed)} is invoiced; {line.credited} credited units are worth "
        f"{wanted} on average and {money(given)} is credited",
        systems=("erp",), documents=[number], case=case,
        at_risk_e4=abs(billed - right) + abs(given - e4(wanted)), delivered_value=money(right),
        invoiced=money(billed), credit_value=wanted, credited=money(given),
    )  # fmt: skip


def _billed_step_by_step(case: Case, line_no: int) -> list[tuple[int, int, int]]:
    """Units, net and tax billed of a line up to and with each of its invoices."""
    steps = []
    units = net = tax = 0
    for invoice in case.all("erp", "invoices"):
        for line in invoice.lines:
            if line.line_no == line_no:
                units, net, tax = units + line.quantity, net + e4(line.net), tax + e4(line.tax)
                steps.append((units, net, tax))
    return steps
