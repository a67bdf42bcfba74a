"""The operations about substitutes: what may ship in place of what, and the floor shipping it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ...kernel.fields import Body, Identifier, Quantity
from ...kernel.substitution import AllowedSubstitute, RatioText
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import Units
from ..service import Instead, Wms
from .bodies import CARRIER, LineUnitsList
from .replies import Dispatched

_ITEMS_MAX = 500
_LINES_MAX = 2000


class Allowed(Body, frozen=True):
    """An item that may ship in place of another; ``ratio`` units of it stand for one of the other."""

    sku: Identifier
    ratio: RatioText


class AllowedFor(Body, frozen=True):
    """All that may ship in place of an item."""

    sku: Identifier
    substitutes: Annotated[list[Allowed], Meta(max_length=100)]


class AllowSubstitutes(Body, frozen=True):
    """What may ship in place of which items; of the others nothing changes."""

    items: Annotated[list[AllowedFor], Meta(min_length=1, max_length=_ITEMS_MAX)]


class InsteadLine(Body, frozen=True):
    """Units of a line for which another item ships; ``quantity`` counts the item ordered."""

    line: Identifier
    quantity: Quantity
    sku: Identifier


class ShipInstead(Body, frozen=True):
    """Other items to ship, in one parcel; ``along`` are units of the items ordered that go with them."""

    lines: Annotated[list[InsteadLine], Meta(min_length=1, max_length=_LINES_MAX)]
    carrier: Identifier = CARRIER
    along: LineUnitsList | None = None


class Known(Struct, frozen=True):
    """How many items' substitutes are kept."""

    items: int


def substitute_operations(service: Wms) -> list[Operation]:
    """What clients and people can ask about substitutes."""

    def allow(call: Call) -> Reply:
        asked: AllowSubstitutes = call.body
        for item in asked.items:
            allowed = [AllowedSubstitute(one.sku, one.ratio) for one in item.substitutes]
            service.substituting.allow(item.sku, allowed)
        return Reply(Known(len(asked.items)))

    def ship(call: Call) -> Reply:
        body: ShipInstead = call.body
        instead = [Instead(line.line, line.quantity, line.sku) for line in body.lines]
        along = [Units(line.line, line.quantity) for line in body.along or ()]
        shipment = service.substituting.dispatch(call.path["id"], instead, carrier=body.carrier, along=along)
        units = along + [Units(line.line, line.quantity) for line in body.lines]
        return Reply(Dispatched(shipment.id, units), 201)

    return [
        Operation("allow_substitutes", "POST", "/substitutes", allow, AllowSubstitutes, Known,
                  summary="Say what may ship in place of items, instead of what was said before."),
        Operation("ship_instead", "POST", "/_world/outbounds/{id}/substitutions", ship, ShipInstead,
                  Dispatched, surface=Surface.WORLD, success=201,
                  summary="Pick, pack and ship other items in place of open units."),
    ]  # fmt: skip
