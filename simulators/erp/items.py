"""Items of the ERP, and the units that they come in; a part of its documents."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ..kernel.fields import Document
from ..kernel.units import BASE, EACH, Unit


class ItemState(StrEnum):
    """Whether an item may be sold."""

    ACTIVE = "active"
    BLOCKED = "blocked"


class BillLine(Document, frozen=True):
    """What one kit has of an item; ``weight`` is the proportion in which that bears the kit's price."""

    item: str
    quantity: int
    weight: int


class Item(Document, frozen=True):
    """An item with its list price without tax, for one ``price_unit``.

    It is counted in eaches; ``units`` are the others that it comes in. Orders of a shop take at least
    ``minimum`` sales units, a multiple of ``multiple``, and at most ``maximum`` (0: no limit).

    With ``components`` it is a kit: this is its bill of materials, and nothing of it is on stock.
    """

    item: str
    description: str
    list_price: Decimal
    state: ItemState
    units: tuple[Unit, ...] = ()
    sales_unit: str = BASE
    price_unit: str = BASE
    minimum: int = 1
    multiple: int = 1
    maximum: int = 0
    components: tuple[BillLine, ...] = ()

    def unit(self, code: str) -> Unit | None:
        """The unit of that code, if the item comes in it."""
        if code == BASE:
            return EACH
        return next((unit for unit in self.units if unit.code == code), None)
