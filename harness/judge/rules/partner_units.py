"""Quantities in the buyer's own unit: a part of I10. The judge converts for itself, in exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ...findings import Finding
from ..across import LineAcross, lines_across
from ..books import Case
from ..found import found, value_of
from ..scope import Scope

_BASE = "EA"
_NOTHING = ("", Fraction(0))


def i10_partner_quantities(case: Case, scope: Scope) -> Iterator[Finding]:
    """A line ordered in the buyer's own unit says so, with the same exact quantity, on every document."""
    for line in lines_across(case):
        yield from _size(case, line, scope)
        for system, document, said in _documents(case, line):
            if not (line.shop.partner_unit or said.partner_unit or said.partner_quantity):
                continue  # Nobody speaks of a unit of the buyer's own.
            right = _right(line.shop, said.quantity)
            stated = _stated(said)
            if stated != right:
                yield found(
                    "I10",
                    f"{document} says {_in_words(stated)} of line {line.shop.id} (item {line.shop.sku}); "
                    f"{said.quantity} {_BASE} are {_in_words(right)}",
                    systems=(system,), documents=[document, line.shop.id], case=case,
                    at_risk_e4=value_of(line.shop, said.quantity), said=_in_words(stated),
                    right=_in_words(right),
                )  # fmt: skip


def i10_partner_names(scope: Scope) -> Iterator[Finding]:
    """Buyers can order an item by the names that the ERP knows for its units, each of the same size."""
    listings = scope.books.table("marketplace", "listings")
    for item in scope.books.table("erp", "items").values():
        listing = listings.get(item.item)
        if listing is None or scope.accounts.excused("item", item.item):
            continue
        said = {one.name: Fraction(one.size) for one in listing.terms.partner_units}
        right = {one.name: _size_of(item, one.unit) for one in item.partner_units}
        if said != right:
            yield found(
                "I10",
                f"buyers order item {item.item} by {_names(said)} in the marketplace; the erp says "
                f"{_names(right)}",
                systems=("marketplace",), documents=[item.item],
            )  # fmt: skip


def _documents(case: Case, line: LineAcross) -> Iterator[tuple[str, str, Any]]:
    """The lines of all documents about a line of the shop's order: system, document, line."""
    erp = line.erp
    if erp is not None:
        yield "erp", f"erp order {case.one('erp', 'orders').number}", erp
        for invoice, billed in case.derived(_billed).get(erp.line_no, ()):
            yield "erp", f"invoice {invoice.number}", billed
    for shipment, sent in case.derived(_sent).get(line.shop.id, ()):
        yield "marketplace", f"shipment {shipment.reference}", sent
    yield from _copied(case, line)


def _billed(case: Case) -> dict[int, list[tuple[Any, Any]]]:
    """The lines of invoices, each with its invoice, by the number of the line that they bill."""
    found: dict[int, list[tuple[Any, Any]]] = {}
    for invoice in case.all("erp", "invoices"):
        for billed in invoice.lines:
            found.setdefault(billed.line_no, []).append((invoice, billed))
    return found


def _sent(case: Case) -> dict[str, list[tuple[Any, Any]]]:
    """The lines of what the buyer was told has shipped, each with its shipment, by the shop's line."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    for shipment in case.all("marketplace", "shipments"):
        for sent in shipment.lines:
            found.setdefault(sent.line_id, []).append((shipment, sent))
    return found


def _copied(case: Case, line: LineAcross) -> Iterator[tuple[str, str, Any]]:
    """The lines of invoice copies; a copy that leaves out what its invoice bills says nothing of it."""
    if not line.shop.partner_unit or line.erp is None:
        return
    invoices = {invoice.number: invoice for invoice in case.all("erp", "invoices")}
    for copy in case.all("marketplace", "invoices"):
        told = {one.line_id: one for one in copy.lines}
        for billed in invoices[copy.number].lines if copy.number in invoices else ():
            if billed.line_no == line.erp.line_no:
                yield (
                    "marketplace",
                    f"the copy of invoice {copy.number}",
                    told.get(line.shop.id, _Silent(billed)),
                )


class _Silent:
    """A line that should be there, and is not."""

    partner_unit = ""
    partner_quantity = ""

    def __init__(self, billed: Any) -> None:
        self.quantity: int = billed.quantity


def _size(case: Case, line: LineAcross, scope: Scope) -> Iterator[Finding]:
    """The size of the buyer's unit is what master data says it is."""
    shop = line.shop
    item = scope.books.table("erp", "items").get(shop.sku)
    if not shop.partner_unit or item is None:
        return
    code = next((one.unit for one in item.partner_units if one.name == shop.partner_unit), None)
    right = None if code is None else _size_of(item, code)
    if right != Fraction(shop.partner_size):
        yield found(
            "I10",
            f"line {shop.id} (item {shop.sku}) was ordered by the {shop.partner_unit} of {shop.partner_size} "
            f"{_BASE}; the erp says {right or 'there is no such unit'}",
            systems=("marketplace",), documents=[shop.id], case=case,
            at_risk_e4=value_of(shop, shop.quantity),
        )  # fmt: skip


def _right(shop: Any, quantity: int) -> tuple[str, Fraction]:
    if not shop.partner_unit:
        return _NOTHING
    return shop.partner_unit, Fraction(quantity) / Fraction(shop.partner_size)


def _stated(line: Any) -> tuple[str, Fraction]:
    return line.partner_unit, Fraction(line.partner_quantity or 0)


def _in_words(stated: tuple[str, Fraction]) -> str:
    return f"{stated[1]} {stated[0]}" if stated[0] else "nothing in a unit of the buyer's own"


def _size_of(item: Any, code: str) -> Fraction | None:
    if code == _BASE:
        return Fraction(1)
    sizes = (Fraction(unit.numerator, unit.denominator) for unit in item.units if unit.code == code)
    return next(sizes, None)


def _names(units: dict[str, Any]) -> str:
    return ", ".join(f"{name} of {size} {_BASE}" for name, size in units.items()) or "no name of their own"
