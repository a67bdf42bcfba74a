"""How a picker ships another item in place of what was ordered: in the warehouse, or from the ERP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import OrdergateError
from ..judge.books import Case
from .hands import Hands
from .orders import PlacedOrder


def shipped_instead(
    hands: Hands, order: PlacedOrder, item: str, other: str, units: tuple[int, int], *, who: str
) -> str:
    """Ship another item for so many units of one, and so many of it along; returns the shipment's number.

    Waits for the order to arrive.
    """
    order.lines_of({item: sum(units)})
    alone = any(line.sku == item for line in order.lines)
    while True:
        case = hands.books.cases.get(order.key)
        asked = None if case is None else _asked(case, hands.systems, (item, other), units, alone=alone)
        if asked is not None:
            return _sent(hands, asked, who)
        if not hands.wait_until_changed():
            raise OrdergateError(
                f"{who} cannot ship {other} for {units[0]} x item {item} of order {order.id}: the warehouse "
                "was never asked to ship that many, or they are picked or gone"
            )


Asked = tuple[str, str, dict[str, Any], str]
"""System, path, body, and where the answer has the number."""


def _asked(
    case: Case, systems: tuple[str, ...], items: tuple[str, str], units: tuple[int, int], *, alone: bool
) -> Asked | None:
    """The request that ships it, from the first document with a line that has so many units open.

    Of an item that was ordered ``alone`` it is that line, and never a component of a kit.
    """
    (item, other), (quantity, along) = items, units
    if "wms" in systems:
        for outbound in case.all("wms", "outbounds"):
            for line in _meant(outbound.lines, alone=alone):
                if line.sku == item and line.untouched >= quantity + along:
                    row = {"line": line.line, "quantity": quantity, "sku": other}
                    body: dict[str, Any] = {"lines": [row]}
                    if along:
                        body["along"] = [{"line": line.line, "quantity": along}]
                    path = f"/_world/outbounds/{outbound.id}/substitutions"
                    return "wms", path, body, "shipment_id"
        return None
    for sold in case.all("erp", "orders"):
        for line in _meant(sold.lines, alone=alone):
            if line.item == item and line.open >= quantity + along:
                sent = {"line_no": line.line_no, "quantity": quantity + along}
                instead = {"line_no": line.line_no, "quantity": quantity, "item": other}
                body = {"order": sold.number, "lines": [sent], "instead": [instead]}
                return "erp", "/_world/deliveries", body, "number"
    return None


def _meant(lines: Sequence[Any], *, alone: bool) -> list[Any]:
    """The lines to look at: those that are substitutable first, whatever the connector says of kits."""
    there = [line for line in lines if not (alone and line.kit)]
    return sorted(there, key=lambda line: not line.substitutable)


def _sent(hands: Hands, asked: Asked, who: str) -> str:
    system, path, body, number = asked
    return str(hands.call(system, "POST", path, body, who=who)[number])
