"""Returns on the wire."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ...kernel.fields import Body, Count, Identifier
from ...kernel.wire import Call, Operation, Reply
from ..model import Return, ReturnLine, ReturnState
from ..service import Oms
from .common import LINES_MAX, LineId, Lines, Substitutes, Wire, done, number


class AuthoriseReturn(Body, frozen=True):
    """Units that a customer wants to send back; ``external_id`` is the channel's return, once.

    ``substitutes`` are the lines that come back as another item.
    """

    order_id: LineId
    external_id: Identifier
    lines: Lines
    substitutes: Substitutes = ()


class FoundLine(Body, frozen=True):
    """What was found of a line; units that are in none of the three are missing."""

    line_id: LineId
    sellable: Count
    damaged: Count
    inspect: Count


class ReceiveReturn(Body, frozen=True):
    """What came back; ``reference`` is the warehouse's."""

    reference: Identifier
    lines: Annotated[list[FoundLine], Meta(min_length=1, max_length=LINES_MAX)]


class ReturnOut(Wire, frozen=True):
    """A return."""

    id: int
    version: int
    order_id: int
    external_id: str
    site: str
    state: ReturnState
    receipt_reference: str
    lines: tuple[ReturnLine, ...]


class ReturnDone(Wire, frozen=True):
    """What a return came to; goods go to the site."""

    id: int
    version: int
    site: str
    state: ReturnState
    already: bool = False


class ReturnApi:
    """Parses, asks the service once, renders."""

    def __init__(self, oms: Oms) -> None:
        self._oms = oms

    def operations(self) -> list[Operation]:
        """What can be asked of returns."""
        return [
            Operation("authorise_return", "POST", "/returns", self._authorise, AuthoriseReturn,
                      ReturnDone, summary="Let shipped units come back.", success=201),
            Operation("get_return", "GET", "/returns/{id}", self._get, reply=ReturnOut,
                      summary="One return."),
            Operation("receive_return", "POST", "/returns/{id}/receipts", self._receive,
                      ReceiveReturn, ReturnDone, summary="Book what came back."),
        ]  # fmt: skip

    def _authorise(self, call: Call) -> Reply:
        asked: AuthoriseReturn = call.body
        booked = self._oms.authorise_return(asked.order_id, asked.external_id, asked.lines, asked.substitutes)
        return Reply(self._done(booked.document, already=booked.already), done(booked.already))

    def _get(self, call: Call) -> Reply:
        row = self._oms.returns.row(number(call, "return"))
        held = row.document
        body = ReturnOut(
            held.id, row.version, held.order_id, held.external_id, held.site, held.state,
            held.receipt_reference, held.lines,
        )  # fmt: skip
        return Reply(body)

    def _receive(self, call: Call) -> Reply:
        told: ReceiveReturn = call.body
        booked = self._oms.receive_return(number(call, "return"), told.reference, told.lines)
        return Reply(self._done(booked.document, already=booked.already))

    def _done(self, held: Return, *, already: bool) -> ReturnDone:
        version = self._oms.returns.row(held.id).version
        return ReturnDone(held.id, version, held.site, held.state, already)
