"""URLs of invoice copies and payments."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ...kernel.fields import Body, Identifier, MoneyText, PriceText, Quantity, Text
from ...kernel.tables import Row
from ...kernel.units import UnitCode, WholeOrFraction
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import InvoicedUnits, Method, Payment, PaymentEntry, RefusedRefund
from ..service.refunds import PROVIDER, RefundTooHigh
from .forms import LINES_MAX, LISTING_QUERY, STORE, CreatedView, Desk, View, amount, created, money, partner
from .tenders import TenderView, tenders_shown

_PROBLEM = {"content-type": "application/problem+json"}


class InvoicedLine(Body, frozen=True, rename="camel"):
    """Eaches of an order line that the invoice bills, and how many of the buyer's own unit they are."""

    line_id: Identifier
    quantity: Quantity
    partner_unit: UnitCode
    partner_quantity: WholeOrFraction


class NewInvoice(Body, frozen=True, rename="camel"):
    """The seller's invoice, for the buyer to see; ``lines`` are those in units of the buyer's own."""

    number: Identifier
    date: date
    net: MoneyText
    tax: MoneyText
    total: MoneyText
    lines: Annotated[tuple[InvoicedLine, ...], Meta(max_length=LINES_MAX)] = ()


class NewEntry(Body, frozen=True, rename="camel"):
    """Money to capture or to void."""

    reference: Identifier
    amount: PriceText


class NewRefund(Body, frozen=True, rename="camel"):
    """Money to give back, for a return or for another reason."""

    reference: Identifier
    amount: PriceText
    return_id: Identifier | UnsetType = UNSET


class ProviderRefund(Body, frozen=True):
    """Money that people give back in the payment provider's back office."""

    reference: Identifier
    amount: PriceText


class CardAnswer(Body, frozen=True):
    """Why a buyer's bank declines the card; with nothing said it takes it again."""

    refusal: Text = ""


class EntryView(View, frozen=True):
    """A capture, refund or void; without a method it moved money on the card.

    A refund of ``origin`` provider was made there by hand: nobody asked for it by this API.
    """

    id: str
    reference: str
    amount: str
    at: str
    return_id: str | UnsetType = UNSET
    method: str | UnsetType = UNSET
    origin: str | UnsetType = UNSET


class RefusedView(View, frozen=True):
    """A refund that was asked for while less was ``left`` to give back; no money moved."""

    id: str
    reference: str
    amount: str
    left: str
    reason: str
    asked_by: str
    at: str
    return_id: str | UnsetType = UNSET
    origin: str | UnsetType = UNSET


class PaymentView(View, frozen=True):
    """The money of an order; ``exchange`` is what goods that came back settle of it, and ``tenders`` others.

    ``takenBack`` are refunds in goods that were undone: money went back instead. ``refused`` are refunds of
    more than was left.
    """

    id: str
    order_id: str
    store: str
    currency: str
    authorised: str
    captured: str
    voided: str
    refunded: str
    captures: list[EntryView]
    refunds: list[EntryView]
    voids: list[EntryView]
    exchange: str | UnsetType = UNSET
    tenders: list[TenderView] | UnsetType = UNSET
    due: str | UnsetType = UNSET
    taken_back: list[EntryView] | UnsetType = UNSET
    refused: list[RefusedView] | UnsetType = UNSET
    updated_at: str | UnsetType = UNSET


class PaymentPage(View, frozen=True):
    """Some payments, oldest change first."""

    payments: list[PaymentView]
    next_token: str | UnsetType = UNSET


class BillingDesk(Desk):
    """Answers about invoice copies and payments."""

    def operations(self) -> list[Operation]:
        """What connectors can ask about money."""
        return [
            Operation("upload_invoice", "POST", "/orders/{id}/invoices", self.upload, NewInvoice,
                      reply=CreatedView, query=STORE, summary="Show an invoice to the buyer.",
                      success=201),
            Operation("list_payments", "GET", "/payments", self.listed, reply=PaymentPage,
                      query=LISTING_QUERY, summary="Payments that changed."),
            Operation("read_payment", "GET", "/payments/{id}", self.read, reply=PaymentView,
                      summary="The money of an order."),
            Operation("capture_payment", "POST", "/payments/{id}/captures", self.capture,
                      NewEntry, reply=CreatedView, summary="Take authorised money.",
                      success=201),
            Operation("refund_payment", "POST", "/payments/{id}/refunds", self.refund, NewRefund,
                      reply=CreatedView, summary="Give captured money back.", success=201),
            Operation("void_payment", "POST", "/payments/{id}/voids", self.void, NewEntry,
                      reply=CreatedView, summary="Release authorised money.", success=201),
            Operation("answer_for_card", "POST", "/_world/payments/{id}/card", self.answer_for_card,
                      CardAnswer, PaymentView, surface=Surface.WORLD,
                      summary="The buyer's bank declines the card, or takes it again."),
            Operation("refund_at_provider", "POST", "/_world/payments/{id}/refunds", self.refund_by_hand,
                      ProviderRefund, reply=CreatedView, surface=Surface.WORLD, success=201,
                      summary="People at the payment provider give back what a card paid."),
        ]  # fmt: skip

    def upload(self, call: Call) -> Reply:
        """POST /orders/{id}/invoices."""
        body: NewInvoice = call.body
        done = self.service.upload_invoice(
            self.order_key(call),
            body.number,
            body.date.isoformat(),
            net=money(body.net),
            tax=money(body.tax),
            total=money(body.total),
            lines=tuple(
                InvoicedUnits(line.line_id, line.quantity, *partner(line, no))
                for no, line in enumerate(body.lines)
            ),
        )
        return created(done)

    def listed(self, call: Call) -> Reply:
        """GET /payments."""
        return Reply(self.page(self.service.payments, call, self._row))

    def read(self, call: Call) -> Reply:
        """GET /payments/{id}."""
        return Reply(self._payment(self.service.payments.get(call.path["id"])))

    def capture(self, call: Call) -> Reply:
        """POST /payments/{id}/captures."""
        body: NewEntry = call.body
        return created(self.service.capture(call.path["id"], body.reference, money(body.amount)))

    def refund(self, call: Call) -> Reply:
        """POST /payments/{id}/refunds."""
        body: NewRefund = call.body
        return_id = "" if body.return_id is UNSET else body.return_id
        return self._refund(call, body, return_id=return_id)

    def refund_by_hand(self, call: Call) -> Reply:
        """POST /_world/payments/{id}/refunds."""
        return self._refund(call, call.body, origin=PROVIDER)

    def _refund(self, call: Call, body: NewRefund | ProviderRefund, **about: str) -> Reply:
        """What is too much is refused, and the payment shows that it was asked for."""
        try:
            return created(self.service.refund(call.path["id"], body.reference, money(body.amount), **about))
        except RefundTooHigh as refusal:
            self.service.record_refusal(refusal, asked_by=call.caller)
            return Reply(refusal.as_problem(), refusal.status, _PROBLEM)

    def void(self, call: Call) -> Reply:
        """POST /payments/{id}/voids."""
        body: NewEntry = call.body
        return created(self.service.void(call.path["id"], body.reference, money(body.amount)))

    def answer_for_card(self, call: Call) -> Reply:
        """POST /_world/payments/{id}/card."""
        body: CardAnswer = call.body
        return Reply(self._payment(self.service.answer_for_card(call.path["id"], body.refusal)))

    def _row(self, row: Row[Payment]) -> PaymentView:
        return msgspec.structs.replace(self._payment(row.document), updated_at=self.time(row.at_us))

    def _payment(self, payment: Payment) -> PaymentView:
        return PaymentView(
            id=payment.id,
            order_id=payment.order_id,
            store=payment.store,
            currency=payment.currency,
            authorised=amount(payment.authorised, payment.currency),
            captured=amount(payment.captured, payment.currency),
            voided=amount(payment.voided, payment.currency),
            refunded=amount(payment.refunded, payment.currency),
            captures=[self._entry(entry, payment.currency) for entry in payment.captures],
            refunds=[self._entry(entry, payment.currency) for entry in payment.refunds],
            voids=[self._entry(entry, payment.currency) for entry in payment.voids],
            exchange=amount(payment.exchange, payment.currency) if payment.exchange else UNSET,
            tenders=tenders_shown(payment),
            due=amount(payment.due, payment.currency) if payment.tenders else UNSET,
            taken_back=[self._entry(entry, payment.currency) for entry in payment.taken_back] or UNSET,
            refused=[self._refused(one, payment.currency) for one in payment.refused] or UNSET,
        )

    def _entry(self, entry: PaymentEntry, currency: str) -> EntryView:
        return EntryView(
            entry.id, entry.reference, amount(entry.amount, currency), self.time(entry.at_us),
            entry.return_id or UNSET, UNSET if entry.method is Method.CARD else entry.method,
            entry.origin or UNSET,
        )  # fmt: skip

    def _refused(self, one: RefusedRefund, currency: str) -> RefusedView:
        return RefusedView(
            one.id, one.reference, amount(one.amount, currency), amount(one.left, currency), one.reason,
            one.asked_by, self.time(one.at_us), one.return_id or UNSET, one.origin or UNSET,
        )  # fmt: skip
