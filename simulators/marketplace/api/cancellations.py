"""URLs of cancellations."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...kernel.fields import Body, Count, Identifier, Quantity, Text
from ...kernel.tables import Row
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import Cancellation
from ..service.cancellations import UnwantedLine
from ..service.units import Units
from .forms import (
    LINES_MAX,
    LISTING_QUERY,
    STORE,
    CreatedView,
    Desk,
    Reference,
    StandingView,
    View,
    created,
    standing,
)


class AcceptedLine(Body, frozen=True, rename="camel"):
    """How many units of a line the seller takes back."""

    line_id: Identifier
    accepted: Count


class CancellationAnswer(Body, frozen=True, rename="camel"):
    """The seller's answer, for every line of the cancellation."""

    lines: Annotated[list[AcceptedLine], Meta(min_length=1, max_length=LINES_MAX)]


class SellerCancellationLine(Body, frozen=True, rename="camel"):
    """Units of a line that the seller cannot deliver."""

    line_id: Identifier
    quantity: Quantity


class SellerCancellation(Body, frozen=True, rename="camel"):
    """The seller's decision, under a reference of its own."""

    reference: Identifier
    reason: Text
    lines: Annotated[list[SellerCancellationLine], Meta(min_length=1, max_length=LINES_MAX)]


class NewCancellationLine(Body, frozen=True):
    """Units that a buyer no longer wants."""

    line_id: Identifier
    quantity: Quantity
    reference: Reference = ""


class NewCancellation(Body, frozen=True):
    """A buyer's wish."""

    reason: Text
    lines: Annotated[list[NewCancellationLine], Meta(min_length=1, max_length=LINES_MAX)]


class CancellationLineView(View, frozen=True):
    """A line of a cancellation."""

    line_id: str
    quantity: int
    reference: str
    accepted: int


class CancellationView(View, frozen=True):
    """A cancellation; the seller's own decisions say so, and carry its reference."""

    id: str
    order_id: str
    store: str
    reason: str
    status: str
    updated_at: str
    lines: list[CancellationLineView]
    requested_by: str | UnsetType = UNSET
    seller_reference: str | UnsetType = UNSET


class CancellationPage(View, frozen=True):
    """Some cancellations, oldest change first."""

    cancellations: list[CancellationView]
    next_token: str | UnsetType = UNSET


class CancellationDesk(Desk):
    """Answers about cancellations."""

    def operations(self) -> list[Operation]:
        """What connectors and buyers can ask about cancellations."""
        return [
            Operation("list_cancellations", "GET", "/cancellations", self.listed,
                      reply=CancellationPage, query=LISTING_QUERY,
                      summary="Cancellations changed since a time."),
            Operation("read_cancellation", "GET", "/cancellations/{id}", self.read,
                      reply=CancellationView, summary="One cancellation."),
            Operation("answer_cancellation", "POST", "/cancellations/{id}/answer", self.answer,
                      CancellationAnswer, reply=StandingView,
                      summary="Say how many units are taken back."),
            Operation("cancel_by_seller", "POST", "/orders/{id}/cancellations", self.cancel,
                      SellerCancellation, reply=CreatedView, query=STORE, success=201,
                      summary="Cancel open units that the seller cannot deliver."),
            Operation("request_cancellation", "POST", "/_world/orders/{id}/cancellations",
                      self.request, NewCancellation, reply=CreatedView, query=STORE,
                      surface=Surface.WORLD,
                      summary="A buyer no longer wants some units.", success=201),
        ]  # fmt: skip

    def listed(self, call: Call) -> Reply:
        """GET /cancellations."""
        return Reply(self.page(self.service.cancellations, call, self._cancellation))

    def read(self, call: Call) -> Reply:
        """GET /cancellations/{id}."""
        return Reply(self._cancellation(self.service.cancellations.row(call.path["id"])))

    def answer(self, call: Call) -> Reply:
        """POST /cancellations/{id}/answer."""
        body: CancellationAnswer = call.body
        units = [Units(line.line_id, line.accepted) for line in body.lines]
        return standing(self.service.answer_cancellation(call.path["id"], units))

    def cancel(self, call: Call) -> Reply:
        """POST /orders/{id}/cancellations."""
        body: SellerCancellation = call.body
        units = [Units(line.line_id, line.quantity) for line in body.lines]
        return created(
            self.service.cancel_by_seller(self.order_key(call), body.reference, body.reason, units)
        )

    def request(self, call: Call) -> Reply:
        """POST /_world/orders/{id}/cancellations."""
        body: NewCancellation = call.body
        lines = [UnwantedLine(line.line_id, line.quantity, line.reference) for line in body.lines]
        made = self.service.request_cancellation(self.order_key(call), body.reason, lines)
        return Reply(CreatedView(made.id), 201)

    def _cancellation(self, row: Row[Cancellation]) -> CancellationView:
        asked = row.document
        lines = [
            CancellationLineView(line.line_id, line.quantity, line.reference, line.accepted)
            for line in asked.lines
        ]
        by_seller = bool(asked.seller_ref)
        return CancellationView(
            asked.id, asked.order_id, asked.store, asked.reason, asked.state, self.time(row.at_us), lines,
            "seller" if by_seller else UNSET, asked.seller_ref if by_seller else UNSET,
        )  # fmt: skip
