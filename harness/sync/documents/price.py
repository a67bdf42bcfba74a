"""Prices besides the list price: the ERP owns the rules, the marketplace is told what they come to."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from .base import Canonical


class PriceRule(Canonical):
    """A rule of the ERP; ``net`` is for one unit that the item is sold by, without tax.

    Without a ``net``, so many hundredths of a percent come off the list price. Days are those of the
    company, empty where there is no first or last one.
    """

    number: str = Field(min_length=1)
    version: int = 0
    kind: str
    sku: str
    customer: str
    group: str
    min_quantity: int = Field(ge=1)
    net: Decimal | None
    off_bp: int = Field(ge=0, le=10_000)
    valid_from: str
    valid_to: str
    last_day_counts: bool
    currency: str


class PriceEntry(Canonical):
    """A price as buyers see it, with tax; it counts until just before ``until_us``, None is no limit.

    ``net`` is what stores offer whose prices are without tax.
    """

    kind: str
    price: Decimal = Field(ge=0)
    min_quantity: int
    buyer_id: str
    group: str
    from_us: int | None
    until_us: int | None
    currency: str
    net: Decimal = Field(ge=0)
