"""Kits: sold as one thing at one price, shipped, cancelled and returned as their components.

A kit is never stocked. An order captures its bill of components as it is then, as an order captures
a price: what the kit holds later does not change what was sold.
https://learn.microsoft.com/en-us/dynamics365/business-central/assembly-assembly-orders-and-assembly-boms
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from msgspec.structs import replace

from ...kernel.arithmetic import TEN_THOUSANDTH, share, shares
from ...kernel.problems import Unprocessable
from ...kernel.units import BASE
from ..model import Component, Discount, Listing, OrderLine, Quote, Terms, amount_of
from .terms import EACHES_MAX


class _Wanted(Protocol):
    @property
    def sku(self) -> str: ...

    @property
    def quantity(self) -> int: ...

    @property
    def quote(self) -> Quote | None: ...


def check_components(sku: str, terms: Terms, components: Sequence[Component]) -> None:
    """Refuse a kit that is no kit: of itself, with a component twice, without weight, or not by the each."""
    if not components:
        return
    skus = [component.sku for component in components]
    if sku in skus or len(set(skus)) < len(skus):
        raise Unprocessable(
            f"the components of kit {sku} are {', '.join(skus)}; each stands once, and none is the kit",
            field="components",
        )
    if not any(component.weight for component in components):
        raise Unprocessable(
            f"no component of kit {sku} bears any of its price; give one a weight above 0",
            field="components",
        )
    if terms.unit != BASE:
        raise Unprocessable(
            f"kit {sku} is sold by the {terms.unit}; kits are sold by the {BASE}", field="unit"
        )


def keep_kits_whole(lines: Sequence[_Wanted], offers: Mapping[str, Listing]) -> None:
    """Refuse a basket with more of a component than an order takes, or with a quote for a kit."""
    for index, line in enumerate(lines):
        components = offers[line.sku].components
        most = max((line.quantity * component.per_kit for component in components), default=0)
        if most > EACHES_MAX:
            raise Unprocessable(
                f"{line.quantity} of kit {line.sku} hold {most} eaches of a component; "
                f"an order takes up to {EACHES_MAX}",
                field=f"lines[{index}].quantity",
            )
        if components and line.quote is not None:
            raise Unprocessable(
                f"quote {line.quote.id} is for kit {line.sku}; the price of a kit is shared by its "
                "components, which have no quotes: agree on the price of the line instead",
                field=f"lines[{index}].quote",
            )


def components_of(kit: OrderLine, offer: Listing, step: Decimal) -> list[OrderLine]:
    """The components that a line of kits holds, still without ids; none if it is no kit."""
    components = offer.components
    weights = [component.weight for component in components]
    borne = _discounts_borne(kit, weights, step)
    return [
        OrderLine(
            "", component.sku, kit.quantity * component.per_kit,
            share(total + amount_of(off), 1, kit.quantity * component.per_kit, TEN_THOUSANDTH), total,
            kit.tax_rate, kit.reference, per_kit=component.per_kit, discounts=off,
        )
        for component, total, off in zip(
            components, shares(kit.total, weights, step), borne, strict=True
        )
    ]  # fmt: skip


def _discounts_borne(kit: OrderLine, weights: Sequence[int], step: Decimal) -> list[tuple[Discount, ...]]:
    """What each component of a kit bears of the kit's discounts, in the proportion of its price."""
    borne: list[tuple[Discount, ...]] = [() for _ in weights]
    for discount in kit.discounts:
        for place, part in enumerate(shares(discount.amount, weights, step)):
            if part:
                borne[place] = (*borne[place], replace(discount, amount=part))
    return borne
