"""Quantities: I06, I07, I08, I09."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..across import LineAcross, lines_across, totals, warehouse_lines
from ..books import Case
from ..found import found, order_value, value_of
from ..held import held_for
from ..scope import Scope
from ..tolerance import over_units

_PARTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("marketplace", "orders"): ("shipped", "cancelled"),
    ("oms", "orders"): ("allocated", "backordered", "shipped", "cancelled"),
    ("oms", "fulfilments"): ("shipped", "short", "cancelled"),
    ("erp", "orders"): ("delivered", "cancelled"),
    ("wms", "outbounds"): ("shipped", "short", "cancelled"),
}
_READ_PARTS = {kind: attrgetter(*parts) for kind, parts in _PARTS.items()}


def changed_lines(change: Change) -> Iterator[tuple[Any, Any]]:
    """The lines of a document that are not the same objects as before, each with its old self."""
    if change.before is None:
        for line in change.after.lines:
            yield None, line
        return
    before, after = change.before.lines, change.after.lines
    for old, line in zip(before, after, strict=False):
        if old is not line:
            yield old, line
    for line in after[len(before) :]:
        yield None, line


def i06_line_conservation(change: Change) -> Iterator[Finding]:
    """Ordered = shipped + open + cancelled, each at least 0; what was ordered does not change.

    More than was ordered can only have shipped, as far as the line tolerates it, and with nothing cancelled.
    """
    kind = (change.system, change.table)
    read = _READ_PARTS.get(kind)
    if read is None:
        return
    for old, line in changed_lines(change):
        parts = read(line)
        spent = sum(parts)
        surplus = spent - line.quantity
        if min(parts) < 0 or (surplus > 0 and not (surplus <= over_units(line) and max(parts) == spent)):
            values = dict(zip(_PARTS[kind], parts, strict=True))
            said = ", ".join(f"{part} {number}" for part, number in values.items())
            yield _broken(change, line, f"ordered {line.quantity}, but {said}", values)
        elif old is not None and old.quantity != line.quantity:
            yield _broken(change, line, f"ordered {old.quantity} became {line.quantity} without an amendment")


def _broken(change: Change, line: Any, text: str, values: dict[str, int] | None = None) -> Finding:
    return found(
        "I06",
        f"{change.system} {change.table[:-1]} {change.key} line {_line_name(line)}: {text}",
        systems=(change.system,), documents=[change.key], ordered=line.quantity, values=values,
    )  # fmt: skip


def _line_name(line: Any) -> str:
    for name in ("id", "line_no", "line_id", "line"):
        if hasattr(line, name):
            return str(getattr(line, name))
    return "?"


def i07_shipments_agree(case: Case, scope: Scope) -> Iterator[Finding]:
    """Per line, what the warehouse shipped is what every system says has shipped, within the tolerance."""
    order = case.one("marketplace", "orders")
    if order is None:
        return
    for line in lines_across(case):
        shipped = _shipped(line, scope)
        most = line.shop.quantity + over_units(line.shop)
        if len(set(shipped.values())) == 1 and line.shop.shipped <= most:
            continue
        truth = next(iter(shipped.values()))
        gap = max(shipped.values()) - min(shipped.values())
        told = ", ".join(f"{system} {number}" for system, number in shipped.items())
        wrong = [system for system, number in shipped.items() if number != truth]
        yield found(
            "I07",
            f"line {line.shop.id} (item {line.shop.sku}) of order {order.id}, ordered "
            f"{line.shop.quantity}: shipped by {told}",
            systems=wrong or ["marketplace"], documents=[order.id, line.shop.id], case=case,
            at_risk_e4=value_of(line.shop, gap), values=shipped,
        )  # fmt: skip
    yield from _cancellations_agree(case, scope)


def _shipped(line: LineAcross, scope: Scope) -> dict[str, int]:
    shipped: dict[str, int] = {}
    if scope.has("wms"):
        shipped["wms"] = line.shipped_by_warehouse
    if scope.has("oms"):
        shipped["oms"] = 0 if line.oms is None else line.oms.shipped
    shipped["erp"] = 0 if line.erp is None else line.erp.delivered
    shipped["marketplace"] = line.shop.shipped
    return shipped


def _cancellations_agree(case: Case, scope: Scope) -> Iterator[Finding]:
    for line in lines_across(case):
        cancelled = {"marketplace": line.shop.cancelled}
        if scope.has("oms") and line.oms is not None:
            cancelled["oms"] = line.oms.cancelled
        if line.erp is not None:
            cancelled["erp"] = line.erp.cancelled
        if len(set(cancelled.values())) == 1:
            continue
        told = ", ".join(f"{system} {number}" for system, number in cancelled.items())
        gap = max(cancelled.values()) - min(cancelled.values())
        yield found(
            "I06",
            f"line {line.shop.id} (item {line.shop.sku}) of order {case.key.partition('/')[2]}: "
            f"cancelled units differ: {told}",
            systems=[s for s, n in cancelled.items() if n != line.shop.cancelled],
            documents=[line.shop.id], case=case, at_risk_e4=value_of(line.shop, gap),
            values=cancelled,
        )  # fmt: skip


def i06_open_units_agree(case: Case, scope: Scope) -> Iterator[Finding]:
    """What a warehouse still has to ship is what the system that asked it still waits for."""
    if not scope.has("wms"):
        return
    open_there: dict[str, int] = {}
    names = warehouse_lines(case)
    for outbound in case.all("wms", "outbounds"):
        for line in outbound.lines:
            name = names.get((outbound.id, line.line), "?")
            open_there[name] = open_there.get(name, 0) + line.open
    asker = "oms" if scope.has("oms") else "erp"
    for line in lines_across(case):
        ours = line.oms if asker == "oms" else line.erp
        if ours is None:
            continue
        released = 0 if held_for(case) else ours.open
        waited = ours.allocated if asker == "oms" else released
        there = open_there.get(line.shop.id, 0)
        if there != waited:
            yield found(
                "I06",
                f"line {line.shop.id} (item {line.shop.sku}) of order {case.key.partition('/')[2]}: "
                f"the warehouse still has {there} to ship, the {asker} waits for {waited}",
                systems=(asker, "wms"), documents=[line.shop.id], case=case,
                at_risk_e4=value_of(line.shop, there - waited), wms=there, waited_for=waited,
            )  # fmt: skip


def i07_tracking_agrees(case: Case, scope: Scope) -> Iterator[Finding]:
    """A shipment is followed under the number of its first parcel, in every system."""
    if not scope.has("wms"):
        return
    labels = {
        shipment.id: shipment.parcels[0].tracking
        for shipment in case.all("wms", "shipments")
        if shipment.parcels
    }
    copies = (
        ("oms", "shipments", "reference"),
        ("erp", "deliveries", "external_ref"),
        ("marketplace", "shipments", "reference"),
    )
    for system, table, field in copies:
        for copy in case.all(system, table):
            right = labels.get(getattr(copy, field))
            if right is not None and copy.tracking != right:
                yield found(
                    "I07",
                    f"shipment {getattr(copy, field)} is followed as {copy.tracking or 'nothing'} in the "
                    f"{system}, its first parcel is {right}",
                    systems=(system,), documents=[getattr(copy, field)], case=case,
                    at_risk_e4=order_value(case), said=copy.tracking,
                )  # fmt: skip


def i07_parcels_once(scope: Scope) -> Iterator[Finding]:
    """Each parcel label and tracking number is used once."""
    seen: dict[str, str] = {}
    for shipment in scope.books.table("wms", "shipments").values():
        for parcel in shipment.parcels:
            for name in (parcel.sscc, parcel.tracking):
                if name in seen:
                    yield found(
                        "I07", f"label {name} is on shipment {seen[name]} and on {shipment.id}",
                        systems=("wms",), documents=[name, seen[name], shipment.id],
                    )  # fmt: skip
                seen[name] = shipment.id


def i08_never_billed_ahead(change: Change) -> Iterator[Finding]:
    """No line is invoiced for more than was delivered."""
    if (change.system, change.table) != ("erp", "orders"):
        return
    for _, line in changed_lines(change):
        if line.invoiced > line.delivered:
            yield found(
                "I08",
                f"erp order {change.key} line {line.line_no}: invoiced {line.invoiced}, "
                f"delivered {line.delivered}",
                systems=("erp",), documents=[change.key],
                invoiced=line.invoiced, delivered=line.delivered,
            )  # fmt: skip


def i08_billing_follows_goods(case: Case, scope: Scope) -> Iterator[Finding]:
    """Every delivered unit is invoiced, once, by the invoice of its delivery."""
    del scope
    order = case.one("erp", "orders")
    if order is None:
        return
    billed = totals([
        (line.line_no, line.quantity)
        for invoice in case.all("erp", "invoices") for line in invoice.lines
    ])  # fmt: skip
    delivered = totals([
        (line.line_no, line.quantity)
        for delivery in case.all("erp", "deliveries") for line in delivery.lines
    ])  # fmt: skip
    for line in order.lines:
        left, asked = delivered.get(line.line_no, 0), billed.get(line.line_no, 0)
        if left == asked and left == line.delivered and asked == line.invoiced:
            continue
        unit_e4 = abs(left - asked) * (line.net + line.tax) / line.quantity
        yield found(
            "I08",
            f"erp order {order.number} line {line.line_no} (item {line.item}): delivered {left}, "
            f"invoiced {asked}; the order says {line.delivered} and {line.invoiced}",
            systems=("erp",), documents=[order.number], case=case,
            at_risk_e4=int(unit_e4 * 10_000), delivered=left, invoiced=asked,
        )  # fmt: skip


def i09_returns_bounded(change: Change) -> Iterator[Finding]:
    """Nothing returns that has not shipped; nothing is credited that was not invoiced."""
    kind = (change.system, change.table)
    if kind not in (("marketplace", "orders"), ("oms", "orders"), ("erp", "orders")):
        return
    for _, line in changed_lines(change):
        shipped = line.delivered if change.system == "erp" else line.shipped
        credited = getattr(line, "credited", 0)
        invoiced = getattr(line, "invoiced", 0)
        kept = getattr(line, "kept", 0)
        if line.returned + kept > shipped or credited > invoiced:
            yield found(
                "I09",
                f"{change.system} order {change.key} line {_line_name(line)}: returned "
                f"{line.returned} of {shipped} shipped, "
                f"{kept} kept, credited {credited} of {invoiced} invoiced",
                systems=(change.system,), documents=[change.key], returned=line.returned,
                shipped=shipped, credited=credited, invoiced=invoiced,
            )  # fmt: skip


def i09_returns_agree(case: Case, scope: Scope) -> Iterator[Finding]:
    """What the warehouse found in a return is what every system booked, condition by condition.

    Units that the buyer keeps come back nowhere, and are credited all the same.
    """
    kept = totals(kept_units(case))
    for line in lines_across(case):
        returned = {"marketplace": line.shop.returned}
        if line.erp is not None:
            returned["erp"] = line.erp.returned
            returned["credited in the erp"] = line.erp.credited - kept.get(line.shop.id, 0)
        if scope.has("oms") and line.oms is not None:
            returned["oms"] = line.oms.returned
        if len(set(returned.values())) == 1:
            continue
        told = ", ".join(f"{system} {number}" for system, number in returned.items())
        gap = max(returned.values()) - min(returned.values())
        yield found(
            "I09",
            f"line {line.shop.id} (item {line.shop.sku}) of order {case.key.partition('/')[2]}: "
            f"returned units differ: {told}",
            systems=[s.rpartition(" ")[2] for s, n in returned.items() if n != line.shop.returned],
            documents=[line.shop.id], case=case, at_risk_e4=value_of(line.shop, gap),
            values=returned,
        )  # fmt: skip
    yield from _conditions_agree(case, scope)


def i09_kept_agree(case: Case, scope: Scope) -> Iterator[Finding]:
    """Units that the seller leaves with the buyer are credited as kept in the ERP, each once."""
    del scope
    kept = totals(kept_units(case))
    for line in lines_across(case):
        right, said = kept.get(line.shop.id, 0), 0 if line.erp is None else line.erp.kept
        if said != right:
            yield found(
                "I09",
                f"line {line.shop.id} (item {line.shop.sku}) of order {case.key.partition('/')[2]}: "
                f"the buyer keeps {right} units, the erp says {said}",
                systems=("erp",), documents=[line.shop.id], case=case,
                at_risk_e4=value_of(line.shop, right - said), kept=right, erp=said,
            )  # fmt: skip


def kept_units(case: Case) -> list[tuple[str, int]]:
    """The units of each line of the shop that the buyer keeps, by return."""
    return [
        (line.line_id, line.quantity)
        for asked in case.all("marketplace", "returns")
        if asked.disposition == "not_returned"
        for line in asked.lines
    ]


def _conditions_agree(case: Case, scope: Scope) -> Iterator[Finding]:
    by_condition = {
        system: _conditions(case.all(system, table))
        for system, table in (("wms", "inbound_returns"), ("oms", "returns"), ("erp", "returns"))
        if scope.has(system)
    }
    truth = next(iter(by_condition.values()))
    for system, found_there in by_condition.items():
        if found_there != truth:
            first = next(iter(by_condition))
            yield found(
                "I09",
                f"returns of order {case.key.partition('/')[2]}: {first} found "
                f"{_said(truth)}, {system} booked {_said(found_there)}",
                systems=(system,), documents=[case.key], case=case,
                values={first: _said(truth), system: _said(found_there)},
            )  # fmt: skip


def _conditions(returns: list[Any]) -> dict[str, int]:
    names = ("sellable", "damaged", "inspect")
    return {name: sum(getattr(line, name) for each in returns for line in each.lines) for name in names}


def _said(conditions: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in conditions.items())
