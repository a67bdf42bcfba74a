"""URLs of returns."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...kernel.fields import Body, Count, Identifier, PriceText, Quantity, Text
from ...kernel.tables import Row
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import Return, ReturnLine
from ..service.credit import UnlovedLine
from ..service.units import Units
from .exchanges import ExchangeLineView, NewExchangeLine, exchange_line, wanted_instead
from .forms import (
    LINES_MAX,
    LISTING_QUERY,
    STORE,
    CreatedView,
    Desk,
    Reference,
    StandingView,
    View,
    amount,
    money,
    standing,
)


class Authorisation(Body, frozen=True, rename="camel"):
    """The seller's number for goods that may come back."""

    rma: Identifier


class ReturnRefusal(Body, frozen=True, rename="camel"):
    """Why the seller does not want goods back."""

    reason: Annotated[Text, Meta(min_length=1)]


class ReturnWaiver(Body, frozen=True, rename="camel"):
    """Why the buyer keeps the goods and is refunded for them."""

    reason: Annotated[Text, Meta(min_length=1)]


class ReceivedLine(Body, frozen=True, rename="camel"):
    """How many units of a line came back, and how many of them can be sold again."""

    line_id: Identifier
    received: Count
    sellable: Count | UnsetType = UNSET


class Receipt(Body, frozen=True, rename="camel"):
    """What came back, for every line of the return."""

    lines: Annotated[list[ReceivedLine], Meta(min_length=1, max_length=LINES_MAX)]


class NewReturnLine(Body, frozen=True):
    """Units that a buyer sends back, and the amount with tax agreed on for them.

    ``shipped_sku`` is what the seller had sent for them, if it was another item. Without an agreed amount,
    ``fee`` is what the seller keeps for restocking them, with tax.
    """

    line_id: Identifier
    quantity: Quantity
    reason: Text
    reference: Reference = ""
    agreed: PriceText | UnsetType = UNSET
    shipped_sku: Identifier | UnsetType = UNSET
    fee: PriceText | UnsetType = UNSET


class NewReturn(Body, frozen=True):
    """What a buyer sends back, and wants instead if it is to be exchanged."""

    lines: Annotated[list[NewReturnLine], Meta(min_length=1, max_length=LINES_MAX)]
    exchange: Annotated[tuple[NewExchangeLine, ...], Meta(max_length=LINES_MAX)] = ()


class ReturnLineView(View, frozen=True):
    """A line of a return; ``shippedQuantity`` of ``shippedSku`` come back, if that had been sent.

    ``fee`` is what the seller keeps of the price paid for all its units, with tax.
    """

    line_id: str
    quantity: int
    reason: str
    reference: str
    received: int
    agreed: str | UnsetType = UNSET
    sellable: int | UnsetType = UNSET
    shipped_sku: str | UnsetType = UNSET
    shipped_quantity: int | UnsetType = UNSET
    fee: str | UnsetType = UNSET


class CreditNote(Body, frozen=True, rename="camel"):
    """The seller's credit note for what came back of an order that was bought on account."""

    reference: Identifier


class ReturnView(View, frozen=True):
    """A return; with ``exchange`` the buyer wants these units instead, on the replacement order.

    With the ``disposition`` not_returned the buyer keeps the goods, and is refunded for them.
    """

    id: str
    order_id: str
    store: str
    status: str
    rma: str
    refusal: str
    updated_at: str
    lines: list[ReturnLineView]
    exchange: list[ExchangeLineView] | UnsetType = UNSET
    replacement_id: str | UnsetType = UNSET
    disposition: str | UnsetType = UNSET
    waiver: str | UnsetType = UNSET


class ReturnPage(View, frozen=True):
    """Some returns, oldest change first."""

    returns: list[ReturnView]
    next_token: str | UnsetType = UNSET


class ReturnDesk(Desk):
    """Answers about returns."""

    def operations(self) -> list[Operation]:
        """What connectors and buyers can ask about returns."""
        return [
            Operation("list_returns", "GET", "/returns", self.listed, reply=ReturnPage,
                      query=LISTING_QUERY, summary="Returns changed since a time."),
            Operation("read_return", "GET", "/returns/{id}", self.read, reply=ReturnView,
                      summary="One return."),
            Operation("authorise_return", "POST", "/returns/{id}/authorisation", self.authorise,
                      Authorisation, reply=StandingView, summary="Let the goods come back."),
            Operation("receive_return", "POST", "/returns/{id}/receipt", self.receive, Receipt,
                      reply=StandingView, summary="Say what came back."),
            Operation("credit_return", "POST", "/returns/{id}/credit", self.credit, CreditNote,
                      reply=StandingView, summary="Credit on account what came back."),
            Operation("refuse_return", "POST", "/returns/{id}/refusal", self.refuse,
                      ReturnRefusal, reply=StandingView, summary="Do not take the goods back."),
            Operation("request_return", "POST", "/_world/orders/{id}/returns", self.request,
                      NewReturn, reply=CreatedView, query=STORE, surface=Surface.WORLD,
                      summary="A buyer wants to send units back.", success=201),
            Operation("refuse_return_by_hand", "POST", "/_world/returns/{id}/refusal", self.refuse,
                      ReturnRefusal, reply=StandingView, surface=Surface.WORLD,
                      summary="People at the seller do not take the goods back."),
            Operation("waive_return_by_hand", "POST", "/_world/returns/{id}/waiver", self.waive,
                      ReturnWaiver, reply=StandingView, surface=Surface.WORLD,
                      summary="People at the seller refund goods that the buyer keeps."),
        ]  # fmt: skip

    def listed(self, call: Call) -> Reply:
        """GET /returns."""
        return Reply(self.page(self.service.returns, call, self._return))

    def read(self, call: Call) -> Reply:
        """GET /returns/{id}."""
        return Reply(self._return(self.service.returns.row(call.path["id"])))

    def authorise(self, call: Call) -> Reply:
        """POST /returns/{id}/authorisation."""
        body: Authorisation = call.body
        return standing(self.service.authorise_return(call.path["id"], body.rma))

    def receive(self, call: Call) -> Reply:
        """POST /returns/{id}/receipt."""
        body: Receipt = call.body
        units = [Units(line.line_id, line.received) for line in body.lines]
        sellable = {line.line_id: line.sellable for line in body.lines if line.sellable is not UNSET}
        return standing(self.service.receive_return(call.path["id"], units, sellable=sellable))

    def credit(self, call: Call) -> Reply:
        """POST /returns/{id}/credit."""
        body: CreditNote = call.body
        return standing(self.service.credit_return(call.path["id"], body.reference))

    def refuse(self, call: Call) -> Reply:
        """POST /returns/{id}/refusal."""
        body: ReturnRefusal = call.body
        return standing(self.service.refuse_return(call.path["id"], body.reason))

    def waive(self, call: Call) -> Reply:
        """POST /_world/returns/{id}/waiver."""
        body: ReturnWaiver = call.body
        return standing(self.service.waive_return(call.path["id"], body.reason))

    def request(self, call: Call) -> Reply:
        """POST /_world/orders/{id}/returns."""
        body: NewReturn = call.body
        key, lines = self.order_key(call), [_unloved(line) for line in body.lines]
        if body.exchange:
            wanted = [wanted_instead(line) for line in body.exchange]
            return Reply(CreatedView(self.service.request_exchange(key, lines, wanted).id), 201)
        return Reply(CreatedView(self.service.request_return(key, lines).id), 201)

    def _return(self, row: Row[Return]) -> ReturnView:
        asked = row.document
        currency = self.service.orders.get(asked.order).currency
        return ReturnView(
            asked.id, asked.order_id, asked.store, asked.state, asked.rma, asked.refusal,
            self.time(row.at_us), [_line(line, currency) for line in asked.lines],
            [exchange_line(line) for line in asked.exchange] or UNSET, asked.replacement or UNSET,
            asked.disposition or UNSET, asked.waiver or UNSET,
        )  # fmt: skip


def _unloved(line: NewReturnLine) -> UnlovedLine:
    agreed = None if line.agreed is UNSET else money(line.agreed)
    shipped = "" if line.shipped_sku is UNSET else line.shipped_sku
    fee = Decimal(0) if line.fee is UNSET else money(line.fee)
    return UnlovedLine(line.line_id, line.quantity, line.reason, line.reference, agreed, shipped, fee)


def _line(line: ReturnLine, currency: str) -> ReturnLineView:
    return ReturnLineView(
        line.line_id, line.quantity, line.reason, line.reference, line.received,
        UNSET if line.agreed is None else amount(line.agreed, currency),
        UNSET if line.sellable is None else line.sellable,
        line.shipped_sku or UNSET, line.shipped_quantity or UNSET,
        amount(line.fee, currency) if line.fee else UNSET,
    )  # fmt: skip
