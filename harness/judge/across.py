"""One order line seen in all systems."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from .books import Case


@dataclass(slots=True)
class LineAcross:
    """A marketplace line of goods with its counterparts; what the warehouse shipped of it."""

    shop: Any
    oms: Any = None
    erp: Any = None
    shipped_by_warehouse: int = 0


def goods_of(order: Any) -> list[Any]:
    """The lines of the shop's order that goods move on: of a kit its components."""
    return [goods for line in order.lines for goods in (line.components or (line,))]


def open_units(order: Any) -> dict[str, int]:
    """Units of a shop's order that are neither shipped nor cancelled, by item."""
    return totals([(line.sku, max(0, line.quantity - line.shipped - line.cancelled))
                   for line in goods_of(order)])  # fmt: skip


def lines_across(case: Case) -> list[LineAcross]:
    """The lines of goods of the shop's order, each with the line that other systems made of it."""
    return case.derived(_lines_across)


def _lines_across(case: Case) -> list[LineAcross]:
    order = case.one("marketplace", "orders")
    if order is None:
        return []
    across = {line.id: LineAcross(line) for line in goods_of(order)}
    oms = case.one("oms", "orders")
    if oms is not None:
        for line in oms.lines:
            if line.external_line in across:
                across[line.external_line].oms = line
    erp = case.one("erp", "orders")
    if erp is not None:
        for line in erp.lines:
            if line.external_line in across:
                across[line.external_line].erp = line
    _add_warehouse(case, across)
    return list(across.values())


def _add_warehouse(case: Case, across: dict[str, LineAcross]) -> None:
    external = warehouse_lines(case)
    for shipment in case.all("wms", "shipments"):
        for parcel in shipment.parcels:
            for line in parcel.lines:
                name = external.get((shipment.outbound_id, line.line))
                if name in across:
                    across[name].shipped_by_warehouse += line.quantity


def warehouse_lines(case: Case) -> dict[tuple[str, str], str]:
    """The shop's line id for each (outbound id, line) of the warehouse."""
    return case.derived(_warehouse_lines)


def _warehouse_lines(case: Case) -> dict[tuple[str, str], str]:
    numbered: dict[str, str] = {}
    for order in case.all("oms", "orders"):
        numbered.update({str(line.id): line.external_line for line in order.lines})
    if not numbered:
        for order in case.all("erp", "orders"):
            numbered.update({str(line.line_no): line.external_line for line in order.lines})
    names: dict[tuple[str, str], str] = {}
    for outbound in case.all("wms", "outbounds"):
        for line in outbound.lines:
            if line.line in numbered:
                names[(outbound.id, line.line)] = numbered[line.line]
    return names


def totals(pairs: list[tuple[Any, int]]) -> dict[Any, int]:
    """The sum of the numbers of each key."""
    summed: dict[Any, int] = defaultdict(int)
    for key, number in pairs:
        summed[key] += number
    return dict(summed)
