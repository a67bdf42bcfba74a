"""Substitutes: another item left a site in place of units of a line, and may come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ...kernel.substitution import part_instead
from ..model import FulfilmentOrder, OrderLine, ReturnLine, Substituted
from .posting import Posting
from .tables import NamesLine, Tables


class SubstitutedUnits(NamesLine, Protocol):
    """Units of a line that another item left for."""

    @property
    def quantity(self) -> int:
        """How many, counted in the item ordered."""

    @property
    def sku(self) -> str:
        """The item that left."""

    @property
    def shipped_quantity(self) -> int:
        """How many of it."""


def substituted(lines: Sequence[SubstitutedUnits]) -> tuple[Substituted, ...]:
    """The substitutes of a shipment, in one order whatever the order in which they are told."""
    found = [Substituted(line.line_id, line.quantity, line.sku, line.shipped_quantity) for line in lines]
    return tuple(sorted(found, key=lambda one: (one.line_id, one.sku)))


def send_instead(
    posting: Posting,
    tables: Tables,
    work: FulfilmentOrder,
    units: Mapping[int, int],
    substitutes: Sequence[Substituted],
) -> None:
    """Book that other items left for some of these units, which the posting has as shipped.

    Stock of the item ordered stays, its reservation is released; stock of the other item falls. What
    is free again waits for the next movement of stock, as after a shortage.
    """
    left = dict(units)
    for index, one in enumerate(substitutes):
        left[one.line_id] = left.get(one.line_id, 0) - one.quantity
        if one.sku not in tables.items:
            raise Unprocessable(
                f"there is no item {one.sku}; add it at POST /items/bulk", field=f"substitutes[{index}].sku"
            )
        if left[one.line_id] < 0:
            raise Unprocessable(
                f"{-left[one.line_id]} units of line {one.line_id} are substituted beyond those that the "
                "shipment has of it; name them in its lines too",
                field=f"substitutes[{index}].quantity",
            )
        line = posting.line(work.order_id, one.line_id)
        if not line.substitutable:
            raise Unprocessable(
                f"line {line.id} of order {work.order_id} takes no substitutes; the buyer wants {line.sku} "
                "and nothing else",
                field=f"substitutes[{index}].line_id",
            )
        posting.release_sent(work, line, one.quantity)
        level = posting.level(one.sku, work.site)
        posting.change_level(replace(level, on_hand=level.on_hand - one.shipped_quantity))


def check_instead(units: Mapping[int, int], substitutes: Sequence[SubstitutedUnits]) -> None:
    """Refuse a line that comes back as the item ordered and as another one."""
    for index, one in enumerate(substitutes):
        if units.get(one.line_id) != one.quantity:
            raise Unprocessable(
                f"{units.get(one.line_id, 0)} units of line {one.line_id} come back, {one.quantity} of them "
                f"as {one.sku}; announce those that come back as another item on a return of their own",
                field=f"substitutes[{index}].quantity",
            )


def came_back(sold: OrderLine, line: ReturnLine) -> tuple[str, int, int]:
    """What is on hand again for the units of a line: the item, how many, and how many cannot be sold."""
    sku, whole = line.contents(sold.sku)
    received, unavailable = (
        part_instead(units, line.quantity, whole, f"{sold.sku} as {sku}", field="lines")
        for units in (line.received, line.damaged + line.inspect)
    )
    return sku, received, unavailable
