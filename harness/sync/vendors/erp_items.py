"""Items as the ERP shows them: the units that they come in, and how they are sold and priced."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ..documents.product import PartnerUnit, Price, Product, Terms
from ..units import BASE, price_of, whole
from .erp_wire import Wire


class WireUnit(Wire, frozen=True):
    """A unit in which an item comes: one holds numerator/denominator eaches."""

    code: str
    numerator: int
    denominator: int


class WirePartnerUnit(Wire, frozen=True):
    """What partners call a unit of an item."""

    name: str
    unit: str


class WireItem(Wire, frozen=True):
    """An item."""

    item: str
    description: str
    list_price: Decimal
    state: str
    version: int
    units: tuple[WireUnit, ...] = ()
    sales_unit: str = BASE
    price_unit: str = BASE
    minimum: int = 1
    multiple: int = 1
    maximum: int = 0
    partner_units: tuple[WirePartnerUnit, ...] = ()

    def canonical(self) -> Product:
        """The engine's document, with the price for the unit that the item is sold by."""
        sold = self._size(self.sales_unit)
        price = price_of(self.list_price, self._size(self.price_unit), sold)
        terms = Terms(
            unit=self.sales_unit, unit_size=whole(sold, f"one {self.sales_unit} of {self.item}"),
            minimum=self.minimum, multiple=self.multiple, maximum=self.maximum,
            partner_units=tuple(
                PartnerUnit(name=one.name, size=str(self._size(one.unit))) for one in self.partner_units
            ),
        )  # fmt: skip
        return Product(
            sku=self.item, title=self.description, price=Price(net=price),
            active=self.state == "active", version=self.version, terms=terms,
        )  # fmt: skip

    def _size(self, code: str) -> Fraction:
        sizes = {unit.code: Fraction(unit.numerator, unit.denominator) for unit in self.units}
        return Fraction(1) if code == BASE else sizes[code]
