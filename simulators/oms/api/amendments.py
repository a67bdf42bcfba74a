"""Amendments of orders on the wire."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...kernel.fields import Body, DayText, Identifier, Text
from ...kernel.wire import Call, Operation, Reply
from ..model import Amendment, OrderState
from ..service import Oms
from .common import LINES_MAX, Wire, done, number
from .orders import NewLine, new_line


class FurtherLine(NewLine, frozen=True):
    """A line that comes later; ``amends`` is the channel's line of which it is more, if it is."""

    amends: Text = ""


class AmendOrder(Body, frozen=True):
    """What an order is to be besides; ``reference`` is the channel's, once."""

    reference: Identifier
    lines: Annotated[tuple[FurtherLine, ...], Meta(max_length=LINES_MAX)] = ()
    ship_to: Annotated[dict[Identifier, Text], Meta(max_length=30)] | UnsetType = UNSET
    requested_date: DayText | UnsetType = UNSET


class AmendedLine(Wire, frozen=True):
    """A line that was added."""

    line_id: int
    external_line: str


class AmendmentOut(Wire, frozen=True):
    """An order that was amended, with the lines that came by it."""

    reference: str
    order_id: int
    version: int
    state: OrderState
    lines: list[AmendedLine]
    fulfilments: list[int]
    already: bool = False


class AmendmentApi:
    """Parses, asks the service once, renders."""

    def __init__(self, oms: Oms) -> None:
        self._oms = oms

    def operations(self) -> list[Operation]:
        """What can be asked of amendments."""
        return [
            Operation("amend_order", "POST", "/orders/{id}/amendments", self._amend, AmendOrder,
                      AmendmentOut, success=201,
                      summary="Add lines to an order that is open, or send it elsewhere."),
        ]  # fmt: skip

    def _amend(self, call: Call) -> Reply:
        asked: AmendOrder = call.body
        lines = tuple(new_line(line, index, amends=line.amends) for index, line in enumerate(asked.lines))
        booked = self._oms.amend(
            Amendment(
                asked.reference, number(call, "order"), lines,
                None if asked.ship_to is UNSET else asked.ship_to,
                None if asked.requested_date is UNSET else asked.requested_date,
            )
        )  # fmt: skip
        return Reply(self._rendered(booked.document, already=booked.already), done(booked.already))

    def _rendered(self, amendment: Amendment, *, already: bool) -> AmendmentOut:
        order = self._oms.orders.row(amendment.order_id)
        lines = [AmendedLine(line.id, line.external_line) for line in amendment.lines]
        return AmendmentOut(
            amendment.reference, amendment.order_id, order.version, order.document.state, lines,
            self._oms.fulfilment_ids(amendment.order_id), already,
        )  # fmt: skip
