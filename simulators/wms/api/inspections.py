"""The operations of whoever looks at goods a second time."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ...kernel.fields import Body, Count, Identifier, Text
from ...kernel.wire import Call, Operation, Reply, Surface
from ..service import Cleared, Wms
from .replies import Moved

_LINES_MAX = 2000


class ClearedLine(Body, frozen=True):
    """Units of an item that were under inspection, by what they turned out to be."""

    sku: Identifier
    sellable: Count = 0
    damaged: Count = 0


class ClearUnits(Body, frozen=True):
    """What became of units under inspection at a site."""

    site: Identifier
    lines: Annotated[list[ClearedLine], Meta(min_length=1, max_length=_LINES_MAX)]
    reference: Text = ""


def inspection_operations(service: Wms) -> list[Operation]:
    """What was to be inspected is found sellable or damaged."""

    def clear(call: Call) -> Reply:
        body: ClearUnits = call.body
        cleared = [Cleared(line.sku, line.sellable, line.damaged) for line in body.lines]
        return Reply(Moved(service.inspections.clear(body.site, cleared, reference=body.reference).id), 201)

    return [
        Operation("clear_units", "POST", "/_world/inspections", clear, ClearUnits, Moved,
                  surface=Surface.WORLD, success=201,
                  summary="Units under inspection are found sellable or damaged."),
    ]  # fmt: skip
