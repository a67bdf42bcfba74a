"""What shipped in place of what was ordered, as each system and each paper has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .across import warehouse_lines
from .books import Case

Name = tuple[str, str]
"""A line of the shop's order, and the item that shipped for some of its units."""
Counts = tuple[int, int]
"""Units of the item ordered, and units of the item that shipped."""
Sent = dict[Name, Counts]


class Instead(NamedTuple):
    """Units of a line, by the shop's name for it, for which another item shipped or came back."""

    line: str
    sku: str
    quantity: int
    shipped: int


def substitutes_across(case: Case) -> dict[str, Sent]:
    """What shipped for what, by system; ``invoices`` is what the buyer is billed for."""
    return {
        "wms": _summed(_packed(case)),
        "oms": _summed(_named(case, "oms", case.all("oms", "shipments"))),
        "erp": _summed(_named(case, "erp", case.all("erp", "deliveries"))),
        "invoices": _summed(_named(case, "erp", case.all("erp", "invoices"))),
        "marketplace": _summed(_named(case, "marketplace", case.all("marketplace", "shipments"))),
    }


def returned_across(case: Case) -> dict[str, Sent]:
    """What was announced to come back as which item, by system."""
    returns = [one for one in case.all("marketplace", "returns") if one.state != "refused"]
    return {
        "wms": _summed(_inbound(case)),
        "oms": _summed(_lines_back(case, "oms", case.all("oms", "returns"))),
        "erp": _summed(_lines_back(case, "erp", case.all("erp", "returns"))),
        "marketplace": _summed(_lines_back(case, "marketplace", returns)),
    }


def has_substitutes(case: Case) -> bool:
    """Whether any paper of an order names another item than was ordered."""
    return case.derived(_has_substitutes)


def _has_substitutes(case: Case) -> bool:
    return any(sent for found in (substitutes_across(case), returned_across(case)) for sent in found.values())


def line_names(case: Case, system: str) -> dict[Any, str]:
    """The shop's name of each line of an order by the name that it has in a system."""
    return case.derived(_line_names)[system]


def _line_names(case: Case) -> dict[str, dict[Any, str]]:
    names = {"marketplace": "id", "oms": "id", "erp": "line_no"}
    return {
        system: {
            getattr(line, name): line.id if system == "marketplace" else line.external_line
            for order in case.all(system, "orders")
            for line in order.lines
        }
        for system, name in names.items()
    }


def _summed(found: Iterable[Instead]) -> Sent:
    sent: Sent = {}
    for one in found:
        quantity, shipped = sent.get((one.line, one.sku), (0, 0))
        sent[one.line, one.sku] = (quantity + one.quantity, shipped + one.shipped)
    return sent


def _packed(case: Case) -> Iterator[Instead]:
    names = warehouse_lines(case)
    for shipment in case.all("wms", "shipments"):
        for parcel in shipment.parcels:
            for line in parcel.lines:
                if line.shipped_sku:
                    name = names.get((shipment.outbound_id, line.line), "?")
                    yield Instead(name, line.shipped_sku, line.quantity, line.shipped_quantity)


def _named(case: Case, system: str, papers: Iterable[Any]) -> Iterator[Instead]:
    names = line_names(case, system)
    for paper in papers:
        for one in paper.substitutes:
            sku = one.item if system == "erp" else one.sku
            line = one.line_no if system == "erp" else one.line_id
            yield Instead(names.get(line, "?"), sku, one.quantity, one.shipped_quantity)


def _inbound(case: Case) -> Iterator[Instead]:
    names = {name[1]: external for name, external in warehouse_lines(case).items()}
    for inbound in case.all("wms", "inbound_returns"):
        for line in inbound.lines:
            if line.shipped_sku:
                yield Instead(
                    names.get(line.line, "?"), line.shipped_sku, line.announced, line.shipped_quantity
                )


def _lines_back(case: Case, system: str, returns: Iterable[Any]) -> Iterator[Instead]:
    names = line_names(case, system)
    for held in returns:
        for line in held.lines:
            sku = line.shipped_item if system == "erp" else line.shipped_sku
            if sku:
                name = names.get(line.line_no if system == "erp" else line.line_id, "?")
                yield Instead(name, sku, line.quantity, line.shipped_quantity)
