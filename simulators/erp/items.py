"""Items of the ERP, and the units that they come in; a part of its documents."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ..kernel.fields import Document
from ..kernel.units import BASE, EACH, PartnerUnit, Unit


class ItemState(StrEnum):
    """Whether an item may be sold."""

    ACTIVE = "active"
    BLOCKED = "blocked"


class Item(Document, frozen=True):
    """An item with its list price without tax, for one ``price_unit``.

    It is counted in eaches; ``units`` are the others that it comes in. Orders of a shop take at least
    ``minimum`` sales units, a multiple of ``multiple``, and at most ``maximum`` (0: no limit).
    ``partner_units`` are the names by which partners order units of it.
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
    partner_units: tuple[PartnerUnit, ...] = ()

    def unit(self, code: str) -> Unit | None:
        """The unit of that code, if the item comes in it."""
        if code == BASE:
            return EACH
        return next((unit for unit in self.units if unit.code == code), None)

    def partner_unit(self, name: str) -> Unit | None:
        """The unit that partners call so, if there is one."""
        code = next((one.unit for one in self.partner_units if one.name == name), None)
        return None if code is None else self.unit(code)
