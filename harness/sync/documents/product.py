"""Products and their list prices: the ERP owns both."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from ..units import BASE
from .base import Canonical


class PartnerUnit(Canonical):
    """What partners call a unit, and how many eaches one holds, as an exact fraction."""

    name: str = Field(min_length=1)
    size: str


class Terms(Canonical):
    """By which unit an item is sold, how many eaches one holds, and how many an order takes.

    ``over_bp`` and ``under_bp`` are how much more or less may be delivered, in hundredths of a percent.
    With ``weight_g``, the nominal weight of an each, the price is for one kilogram.
    """

    unit: str = BASE
    unit_size: int = Field(1, ge=1)
    minimum: int = Field(1, ge=1)
    multiple: int = Field(1, ge=1)
    maximum: int = Field(0, ge=0)
    over_bp: int = Field(0, ge=0)
    under_bp: int = Field(0, ge=0)
    weight_g: int = Field(0, ge=0)
    weight_tolerance_bp: int = Field(0, ge=0)
    partner_units: tuple[PartnerUnit, ...] = ()


BY_THE_EACH = Terms()


class Substitute(Canonical):
    """An item that may ship in place of another; ``ratio`` units of it for one of the other, exactly."""

    sku: str
    ratio: str


class Component(Canonical):
    """What one kit has of an item; ``weight`` is the proportion in which that bears the kit's price."""

    sku: str = Field(min_length=1)
    per_kit: int = Field(ge=1)
    weight: int = Field(ge=0)


class Price(Canonical):
    """A list price for one unit that the item is sold by, without tax."""

    net: Decimal = Field(ge=0)


class Product(Canonical):
    """An item that is sold while it is active; ``version`` is the ERP's. With components it is a kit."""

    sku: str = Field(min_length=1)
    title: str
    price: Price
    active: bool
    version: int
    terms: Terms = BY_THE_EACH
    substitutes: tuple[Substitute, ...] = ()
    components: tuple[Component, ...] = ()
