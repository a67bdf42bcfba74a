"""How a buyer words the wish to have an order changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..errors import OrdergateError
from ..judge.books import Books, Case
from .orders import PlacedLine, PlacedOrder


def standing(order: PlacedOrder, books: Books) -> PlacedOrder:
    """The order with the lines that it has by now: amendments give it further ones."""
    held = _held(order, books)
    if held is None or len(held.lines) == len(order.lines):
        return order
    further = (PlacedLine(line.id, line.sku, line.quantity) for line in held.lines[len(order.lines) :])
    return replace(order, lines=(*order.lines, *further))


def new_quantities(order: PlacedOrder, books: Books, quantities: Mapping[str, int]) -> list[dict[str, Any]]:
    """The lines that come to another quantity, so that the order holds so many of each item.

    More units go to the first line of an item, fewer are taken off its last ones.
    """
    held = _held(order, books)
    if held is None:
        raise OrdergateError(f"nobody has heard of order {order.key}; was it placed here?")
    rows: list[dict[str, Any]] = []
    for sku, wanted in quantities.items():
        lines = [line for line in held.lines if line.sku == sku]
        if not lines:
            skus = ", ".join(dict.fromkeys(line.sku for line in held.lines))
            raise OrdergateError(f"order {order.id} has no item {sku}; its items are: {skus}")
        rows += _changed(lines, wanted, _asked_back(books.cases[order.key]))
    return rows


def said(quantities: Mapping[str, int], adds: Sequence[str], ship_to: object, date: object) -> str:
    """The wish in words, for the story."""
    parts = [f"{count} x item {sku} in all" for sku, count in quantities.items()]
    parts += [f"item {sku} besides" for sku in adds]
    parts += ["another address"] * (ship_to is not None)
    parts += [f"{date or 'no particular day'} as its date"] * (date is not None)
    return ", ".join(parts)


def _changed(lines: Sequence[Any], wanted: int, asked_back: Mapping[str, int]) -> list[dict[str, Any]]:
    now = {line.id: line.quantity - line.cancelled for line in lines}
    change = wanted - sum(now.values())
    if change >= 0:
        first = next((line for line in lines if line.open), lines[0])
        return [{"line_id": first.id, "quantity": now[first.id] + change}]
    rows = []
    for line in reversed(lines):
        free = now[line.id] if line is lines[0] else line.open - asked_back.get(line.id, 0)
        fewer = min(-change, free)
        if fewer:
            rows.append({"line_id": line.id, "quantity": now[line.id] - fewer})
            change += fewer
    return rows


def _asked_back(case: Case) -> dict[str, int]:
    """The units of each line that wait for the answer to a cancellation."""
    units: dict[str, int] = {}
    for wish in case.all("marketplace", "cancellations"):
        for line in wish.lines if wish.state == "requested" else ():
            units[line.line_id] = units.get(line.line_id, 0) + line.quantity
    return units


def _held(order: PlacedOrder, books: Books) -> Any:
    case = books.cases.get(order.key)
    return None if case is None else case.one("marketplace", "orders")
