"""Items as the ERP shows them: the units that they come in, and how they are sold and priced."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ..documents.product import Component, PartnerUnit, Price, Product, Substitute, Terms
from ..units import BASE, price_of, whole
from .erp_wire import Wire


class WireUnit(Wire, frozen=True):
    """A unit in which an item comes: one holds numerator/denominator eaches."""

    code: str
    numerator: int
    denominator: int


class WireSubstitute(Wire, frozen=True):
    """An item that may ship in place of another."""

    sku: str
    ratio: str


class WireBillLine(Wire, frozen=True):
    """What one kit has of an item."""

    item: str
    quantity: int
    weight: int


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
    substitutes: tuple[WireSubstitute, ...] = ()
    components: tuple[WireBillLine, ...] = ()
    over_bp: int = 0
    under_bp: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    partner_units: tuple[WirePartnerUnit, ...] = ()

    def canonical(self) -> Product:
        """The engine's document, with the price for the unit that it is sold by, or for the kilogram."""
        sold = self._size(self.sales_unit)
        price = self.sale_price(self.list_price)
        terms = Terms(
            unit=self.sales_unit, unit_size=whole(sold, f"one {self.sales_unit} of {self.item}"),
            minimum=self.minimum, multiple=self.multiple, maximum=self.maximum,
            over_bp=self.over_bp, under_bp=self.under_bp, weight_g=self.weight_g,
            weight_tolerance_bp=self.weight_tolerance_bp,
            partner_units=tuple(
                PartnerUnit(name=one.name, size=str(self._size(one.unit))) for one in self.partner_units
            ),
        )  # fmt: skip
        return Product(
            sku=self.item, title=self.description, price=Price(net=price),
            active=self.state == "active", version=self.version, terms=terms,
            substitutes=tuple(Substitute(sku=one.sku, ratio=one.ratio) for one in self.substitutes),
            components=tuple(
                Component(sku=one.item, per_kit=one.quantity, weight=one.weight)
                for one in self.components
            ),
        )  # fmt: skip

    def sale_price(self, price: Decimal) -> Decimal:
        """A price of the item's price unit for the unit that it is sold by, or for the kilogram."""
        sold = self._size(self.sales_unit)
        return price_of(price, sold if self.weight_g else self._size(self.price_unit), sold)

    def _size(self, code: str) -> Fraction:
        sizes = {unit.code: Fraction(unit.numerator, unit.denominator) for unit in self.units}
        return Fraction(1) if code == BASE else sizes[code]
