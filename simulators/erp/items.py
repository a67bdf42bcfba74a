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


class Item(Document, frozen=True):
    """An item with its list price without tax, for one ``price_unit``.

    It is counted in eaches; ``units`` are the others that it comes in. Orders of a shop take at least
    ``minimum`` sales units, a multiple of ``multiple``, and at most ``maximum`` (0: no limit). It may be
    delivered ``over_bp`` above what was ordered or ``under_bp`` below, in hundredths of a percent. With
    ``weight_g``, what an each weighs by name, it is priced by the kilogram and billed by what it weighs,
    which may differ by ``weight_tolerance_bp``.
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
    over_bp: int = 0
    under_bp: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0

    def unit(self, code: str) -> Unit | None:
        """The unit of that code, if the item comes in it."""
        if code == BASE:
            return EACH
        return next((unit for unit in self.units if unit.code == code), None)
