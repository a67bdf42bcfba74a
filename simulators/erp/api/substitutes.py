"""Substitutes on the wire: those that shipped, and which may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from ...kernel.fields import Body, Identifier, Quantity
from ...kernel.substitution import RatioText
from ...kernel.wire import Call, Operation, Reply, Surface
from ..service import Erp
from ..service.substitutes import Shipped
from .forms import LINES_MAX, PartNumber, PascalBody


class SubstituteBody(PascalBody, frozen=True):
    """Units of a delivery's line for which another item left, and how many of it."""

    line_no: PartNumber
    quantity: Quantity
    item: Identifier
    shipped_quantity: Quantity


class SentInsteadBody(Body, frozen=True):
    """Units of a line to be sent as another item."""

    line_no: PartNumber
    quantity: Quantity
    item: Identifier


class AllowBody(Body, frozen=True):
    """An item that may ship in place of another; ``ratio`` units of it for one of the other."""

    item: Identifier
    substitute: Identifier
    ratio: RatioText = "1"


SubstitutesList = Annotated[tuple[SubstituteBody, ...], Meta(max_length=LINES_MAX)]
SentInsteadList = Annotated[tuple[SentInsteadBody, ...], Meta(max_length=LINES_MAX)]


def substitute_operations(erp: Erp) -> list[Operation]:
    """What people may say about substitutes."""

    def allow(call: Call) -> Reply:
        body: AllowBody = call.body
        item = erp.substitution.allow(body.item, body.substitute, body.ratio)
        return Reply({"item": item.item, "version": erp.items.row(item.item).version})

    return [
        Operation("allow_substitute", "POST", "/_world/substitutes", allow, AllowBody,
                  surface=Surface.WORLD, summary="Let an item ship in place of another."),
    ]  # fmt: skip


def shipped(lines: Sequence[SubstituteBody]) -> list[Shipped]:
    """The substitutes that a warehouse names."""
    return [Shipped(line.line_no, line.quantity, line.item, line.shipped_quantity) for line in lines]


def to_send(lines: Sequence[SentInsteadBody]) -> list[Shipped]:
    """The substitutes that people send; the ratio says how many that are."""
    return [Shipped(line.line_no, line.quantity, line.item) for line in lines]
