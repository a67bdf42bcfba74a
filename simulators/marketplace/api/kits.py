"""Kits on the wire: what a listing is made of, and the components of an order line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...kernel.currencies import EXPONENTS
from ...kernel.fields import Body, Identifier, Quantity, places
from ..model import Component, Order, OrderLine
from .discounts import DiscountView, discounts_shown
from .forms import View, amount, rate


class OfferedComponent(Body, frozen=True, rename="camel"):
    """What one kit has of an item, and in which proportion that bears the kit's price."""

    sku: Identifier
    per_kit: Quantity
    weight: Annotated[int, Meta(ge=0, le=10**15)]


OfferedComponents = Annotated[tuple[OfferedComponent, ...], Meta(max_length=100)]
"""What a kit is made of; of nothing it is no kit."""


class ListedComponent(View, frozen=True):
    """What one kit has of an item."""

    sku: str
    per_kit: int
    weight: int


class PlacedComponent(View, frozen=True, rename=None):
    """A component of a kit that was ordered."""

    id: str
    sku: str
    quantity: int


class ComponentView(View, frozen=True):
    """A component of a kit that was ordered; ``total`` is its share of what the kits cost."""

    id: str
    sku: str
    quantity: int
    per_kit: int
    unit_price: str
    total: str
    tax_rate: str
    reference: str
    shipped: int
    cancelled: int
    returned: int
    discounts: list[DiscountView] | UnsetType = UNSET
    net: str | UnsetType = UNSET


def offered(components: Sequence[OfferedComponent]) -> tuple[Component, ...]:
    """The components that a request names."""
    return tuple(Component(one.sku, one.per_kit, one.weight) for one in components)


def listed(components: Sequence[Component]) -> list[ListedComponent]:
    """The components of a listing as they are shown."""
    return [ListedComponent(one.sku, one.per_kit, one.weight) for one in components]


def components_shown(line: OrderLine, currency: str) -> list[ComponentView] | UnsetType:
    """The components of an order line, if it is of kits."""
    return [_component(part, currency) for part in line.components] or UNSET


def placed_components(order: Order) -> list[list[PlacedComponent]] | UnsetType:
    """The components of each line of a new order, if any of them is of kits."""
    if not any(line.components for line in order.lines):
        return UNSET
    return [
        [PlacedComponent(part.id, part.sku, part.quantity) for part in line.components]
        for line in order.lines
    ]


def _component(line: OrderLine, currency: str) -> ComponentView:
    return ComponentView(
        line.id, line.sku, line.quantity, line.per_kit, places(line.unit_price, 4),
        places(line.total, EXPONENTS[currency]), rate(line.tax_rate), line.reference,
        line.shipped, line.cancelled, line.returned, discounts_shown(line.discounts, currency),
        UNSET if line.net is None else amount(line.net, currency),
    )  # fmt: skip
