"""Items, their units, and the prices agreed for them."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ...kernel.fields import Document
from ...kernel.substitution import AllowedSubstitute
from ...kernel.units import BASE, EACH, PartnerUnit, Unit


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

    With ``components`` it is a kit: this is its bill of materials, and nothing of it is on stock. It may be
    delivered ``over_bp`` above what was ordered or ``under_bp`` below, in hundredths of a percent. With
    ``weight_g``, what an each weighs by name, it is priced by the kilogram and billed by what it weighs,
    which may differ by ``weight_tolerance_bp``. ``partner_units`` are the names by which partners order
    units of it. Below ``floor_price``, for one price unit too, few may sell it.
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
    substitutes: tuple[AllowedSubstitute, ...] = ()
    components: tuple[BillLine, ...] = ()
    over_bp: int = 0
    under_bp: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    partner_units: tuple[PartnerUnit, ...] = ()
    floor_price: Decimal = Decimal(0)

    def unit(self, code: str) -> Unit | None:
        """The unit of that code, if the item comes in it."""
        if code == BASE:
            return EACH
        return next((unit for unit in self.units if unit.code == code), None)

    def partner_unit(self, name: str) -> Unit | None:
        """The unit that partners call so, if there is one."""
        code = next((one.unit for one in self.partner_units if one.name == name), None)
        return None if code is None else self.unit(code)


class Agreement(Document, frozen=True):
    """A price granted to a customer for an item, with who granted it and why."""

    number: str
    quote_id: str
    customer_ref: str
    item: str
    unit_price: Decimal
    seller: str
    approver: str
    reason: str
