"""What verbs have in common: lines of orders, whose they are, and values that have to fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from ..actors.buyer import Buyer
from ..actors.orders import LineWish
from ..config.known import there_are
from ..errors import OrdergateError
from .notes import Notes
from .scene import Scene
from .several import Lines


def comes_in_those_units(values: Mapping[str, Any], notes: Notes) -> Iterator[tuple[str, str]]:
    """The units that the values of an item name are those that it comes in."""
    del notes
    there = ["EA", *(values["units"] or {})]
    if values["sold_in"] and values["sold_in"] not in there:
        yield "sold_in", f"unknown unit {values['sold_in']}; {there_are(there, values['sold_in'])}"
    for name, code in (values["partner_units"] or {}).items():
        if code not in there:
            yield "partner_units", f"{name} is unknown unit {code}; {there_are(there, code)}"


def somebody_pays(values: Mapping[str, Any], notes: Notes) -> Iterator[tuple[str, str]]:
    """Who pays for a buyer pays for itself, so that there is always one who pays."""
    buyer, payer = values["as_"], values["payer"]
    if payer == buyer:
        yield "payer", f"{buyer} cannot pay for itself as its own parent; leave payer out"
    elif payer in notes.payers:
        yield (
            "payer",
            f"{payer} is paid for by {notes.payers[payer]}; name {notes.payers[payer]} as the payer",
        )
    elif payer is not None:
        notes.payers[buyer] = payer


def names_whose_price(values: Mapping[str, Any], notes: Notes) -> Iterator[tuple[str, str]]:
    """A price is at an amount or at a percentage off, and of whom its kind says."""
    del notes
    kind, whose = values["kind"], {"contract": "buyer", "parent": "buyer", "group": "group"}
    if (values["price"] is None) is (values["percent_off"] is None):
        yield "price", "a price or percent_off is needed, one of the two"
    for name in ("buyer", "group"):
        if (values[name] is not None) is not (whose.get(kind) == name):
            needed = whose.get(kind, "neither a buyer nor a group")
            yield name, f"a {kind} price names {needed}"


def wishes(scene: Scene, lines: Lines) -> list[LineWish]:
    """What a buyer asks for, line by line."""
    return [
        LineWish(
            line["item"], line["quantity"], unit_price=line.get("price"),
            quote=scene.quotes[line["quote"]] if "quote" in line else None, unit=line.get("unit", ""),
            substitutable=line.get("substitutable", False),
        )
        for line in lines
    ]  # fmt: skip


def is_whole(scene: Scene, order: str, item: str, units: int) -> None:
    """Whoever takes eaches for the unit that an order counts an item in is told."""
    for line in scene.seen(order).documents("marketplace", "orders")[0].lines:
        size = Fraction(line.unit_size)
        if line.sku == item and Fraction(units) % size:
            raise OrdergateError(
                f"lines count eaches, and {units} of {item} are no whole {line.unit} of {size}; "
                f"{units} {line.unit} are {units * size}"
            )


def owner(scene: Scene, order: str) -> Buyer:
    """Whose order it is."""
    placed = scene.orders[order]
    return next(buyer for buyer in scene.buyers.values() if buyer.id == placed.buyer_id)


def line_id(scene: Scene, order: str, number: int) -> str:
    """The id of a line that is named by its number."""
    lines = scene.orders[order].lines
    if number > len(lines):
        raise OrdergateError(f"{order} has no line {number}; its last is {len(lines)}")
    return lines[number - 1].id
