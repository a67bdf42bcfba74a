"""URLs of amendments."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...kernel.currencies import EXPONENTS
from ...kernel.fields import Body, Count, DayText, Identifier, Text, places
from ...kernel.tables import Row
from ...kernel.units import BASE
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import GROWTH, Address, Amendment, AmendmentPart, Change
from ..service.amendments import AmendedLine, PartAnswer, Wish
from .forms import (
    LINES_MAX,
    LISTING_QUERY,
    STORE,
    CreatedView,
    Desk,
    StandingView,
    View,
    amount,
    rate,
    standing,
)
from .orders import NewAddress, NewLine, address, wanted
from .quotes import QuoteView, quote_shown


class AnsweredPart(Body, frozen=True, rename="camel"):
    """How much of a part the seller accepts, and why not all of it."""

    part: Identifier
    accepted: Count
    reason: Text = ""


class AmendmentAnswer(Body, frozen=True, rename="camel"):
    """The seller's answer, for every part of the amendment."""

    parts: Annotated[list[AnsweredPart], Meta(min_length=1, max_length=LINES_MAX)]


class NewQuantity(Body, frozen=True):
    """How many units of a line the buyer wants in all."""

    line_id: Identifier
    quantity: Count


class NewAmendment(Body, frozen=True):
    """What a buyer wants changed; what is left out stays as it is."""

    reason: Text = ""
    lines: Annotated[tuple[NewQuantity, ...], Meta(max_length=LINES_MAX)] = ()
    further_lines: Annotated[tuple[NewLine, ...], Meta(max_length=LINES_MAX)] = ()
    ship_to: NewAddress | UnsetType = UNSET
    requested_date: DayText | UnsetType = UNSET


class AmendmentPartView(View, frozen=True):
    """A part of an amendment; what does not concern its change is left out."""

    id: str
    change: str
    quantity: int
    accepted: int
    reason: str
    line_id: str | UnsetType = UNSET
    amends: str | UnsetType = UNSET
    sku: str | UnsetType = UNSET
    unit_price: str | UnsetType = UNSET
    total: str | UnsetType = UNSET
    tax_rate: str | UnsetType = UNSET
    reference: str | UnsetType = UNSET
    quote: QuoteView | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    unit_size: int | UnsetType = UNSET
    ship_to: Address | UnsetType = UNSET
    requested_date: str | UnsetType = UNSET
    net: str | UnsetType = UNSET


class AmendmentView(View, frozen=True):
    """An amendment."""

    id: str
    order_id: str
    store: str
    reason: str
    status: str
    updated_at: str
    parts: list[AmendmentPartView]


class AmendmentPage(View, frozen=True):
    """Some amendments, oldest change first."""

    amendments: list[AmendmentView]
    next_token: str | UnsetType = UNSET


class AmendmentDesk(Desk):
    """Answers about amendments."""

    def operations(self) -> list[Operation]:
        """What connectors and buyers can ask about amendments."""
        return [
            Operation("list_amendments", "GET", "/amendments", self.listed,
                      reply=AmendmentPage, query=LISTING_QUERY,
                      summary="Amendments changed since a time."),
            Operation("read_amendment", "GET", "/amendments/{id}", self.read,
                      reply=AmendmentView, summary="One amendment."),
            Operation("answer_amendment", "POST", "/amendments/{id}/answer", self.answer,
                      AmendmentAnswer, reply=StandingView,
                      summary="Accept parts of an amendment, or refuse them."),
            Operation("request_amendment", "POST", "/_world/orders/{id}/amendments",
                      self.request, NewAmendment, reply=CreatedView, query=STORE,
                      surface=Surface.WORLD,
                      summary="A buyer wants an order changed.", success=201),
        ]  # fmt: skip

    def listed(self, call: Call) -> Reply:
        """GET /amendments."""
        return Reply(self.page(self.service.amendments, call, self._amendment))

    def read(self, call: Call) -> Reply:
        """GET /amendments/{id}."""
        return Reply(self._amendment(self.service.amendments.row(call.path["id"])))

    def answer(self, call: Call) -> Reply:
        """POST /amendments/{id}/answer."""
        body: AmendmentAnswer = call.body
        answers = [PartAnswer(part.part, part.accepted, part.reason) for part in body.parts]
        return standing(self.service.answer_amendment(call.path["id"], answers))

    def request(self, call: Call) -> Reply:
        """POST /_world/orders/{id}/amendments."""
        made = self.service.request_amendment(self.order_key(call), _wish(call.body))
        return Reply(CreatedView(made.id), 201)

    def _amendment(self, row: Row[Amendment]) -> AmendmentView:
        asked = row.document
        currency = self.service.orders.get(asked.order).currency
        parts = [_part(part, currency) for part in asked.parts]
        return AmendmentView(
            asked.id, asked.order_id, asked.store, asked.reason, asked.state, self.time(row.at_us), parts
        )


def _wish(body: NewAmendment) -> Wish:
    return Wish(
        body.reason,
        tuple(AmendedLine(line.line_id, line.quantity) for line in body.lines),
        tuple(wanted(line, f"further_lines[{index}]") for index, line in enumerate(body.further_lines)),
        None if body.ship_to is UNSET else address(body.ship_to),
        None if body.requested_date is UNSET else body.requested_date,
    )


def _part(part: AmendmentPart, currency: str) -> AmendmentPartView:
    grows = part.change in GROWTH
    plain = part.unit == BASE
    return AmendmentPartView(
        part.id, part.change, part.quantity, part.accepted, part.reason,
        part.line_id or UNSET, part.amends or UNSET, part.sku or UNSET,
        places(part.unit_price, 4) if grows else UNSET,
        places(part.total, EXPONENTS[currency]) if grows else UNSET,
        rate(part.tax_rate) if grows else UNSET, part.reference if grows else UNSET,
        quote_shown(part.quote), UNSET if plain else part.unit, UNSET if plain else part.unit_size,
        part.ship_to or UNSET, part.requested_date if part.change is Change.REQUESTED_DATE else UNSET,
        UNSET if part.net is None else amount(part.net, currency),
    )  # fmt: skip
