"""Listings: what is for sale, at which price, and how it is sold."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ...kernel.fields import Document
from ...kernel.units import BASE


class ListingState(StrEnum):
    """Whether buyers can see a listing."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class PartnerUnit(Document, frozen=True):
    """What buyers call a unit of a listing, and how many eaches one holds, as an exact fraction."""

    name: str
    size: str


class Terms(Document, frozen=True):
    """How a listing is sold: by which unit, and how many of them an order takes.

    ``size`` is how many eaches one holds; a maximum of 0 is none. ``over_bp`` and ``under_bp`` are how
    much more or less than ordered the seller may deliver, in hundredths of a percent. With ``weight_g``,
    the nominal weight of an each, the price is for one kilogram, and goods may weigh
    ``weight_tolerance_bp`` more or less than that. Buyers may order by ``partner_units`` too.
    """

    unit: str = BASE
    size: int = 1
    minimum: int = 1
    multiple: int = 1
    maximum: int = 0
    over_bp: int = 0
    under_bp: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    partner_units: tuple[PartnerUnit, ...] = ()


BY_THE_EACH = Terms()


class Component(Document, frozen=True):
    """A part of a kit: how many eaches one kit has of it, and how much of its price they bear.

    ``weight`` is a proportion, mostly what the eaches cost when they are sold alone.
    """

    sku: str
    per_kit: int
    weight: int


class Listing(Document, frozen=True):
    """An item for sale: its price with tax for one unit, and the eaches that the seller published.

    With components it is a kit: sold as one thing, shipped as its components.
    """

    sku: str
    title: str
    price: Decimal
    quantity: int
    state: ListingState
    terms: Terms = BY_THE_EACH
    components: tuple[Component, ...] = ()
