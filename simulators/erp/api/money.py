"""Money: invoices, credit memos and payments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from ...kernel.fields import Currency, Identifier, MoneyText, PriceText, Quantity, Text
from ...kernel.wire import Call, Operation, Reply
from ..model import CreditMemo, Invoice, PaymentKind
from ..service import Erp
from ..service.credit import CreditAmount, CreditUnits, NewCredit
from ..service.payments import NewPayment
from .forms import (
    LINES_MAX,
    Created,
    PartNumber,
    PascalBody,
    amount,
    amount_if_given,
    created,
    partner,
)
from .forms import day as day_of


class InvoiceBody(PascalBody, frozen=True):
    """A delivery to be billed, with charges of its order; or the charges of an order alone."""

    delivery: Identifier | None = None
    order: Identifier | None = None
    charges: Annotated[tuple[PartNumber, ...], Meta(max_length=LINES_MAX)] = ()
    date: date | None = None


class CreditLineBody(PascalBody, frozen=True):
    """Units that were billed, to be credited at that or at what was agreed.

    ``ShippedItem`` is what had shipped for them, if it was another item. ``FeeNet`` and ``FeeTax`` are kept
    of the credit for restocking them, as a line of their own.
    """

    line_no: PartNumber
    quantity: Quantity
    agreed_net: PriceText | None = None
    agreed_tax: PriceText | None = None
    text: Text = ""
    reference: Text = ""
    shipped_item: Identifier | None = None
    fee_net: PriceText = "0"
    fee_tax: PriceText = "0"


class CreditMemoBody(PascalBody, frozen=True):
    """Units of an order to be credited, which the customer keeps if they are ``NotReturned``."""

    external_ref: Identifier
    order: Identifier
    lines: Annotated[list[CreditLineBody], Meta(min_length=1, max_length=LINES_MAX)]
    reason: Text = ""
    not_returned: bool = False


class CreditAmountBody(PascalBody, frozen=True):
    """An amount to be credited; below zero it is what is owed after all."""

    net: MoneyText
    tax: MoneyText
    text: Text = ""
    reference: Text = ""


class AmountCreditBody(PascalBody, frozen=True):
    """Amounts of an order to be credited that stand for no goods."""

    external_ref: Identifier
    order: Identifier
    amounts: Annotated[list[CreditAmountBody], Meta(min_length=1, max_length=LINES_MAX)]
    reason: Text = ""


class PaymentBody(PascalBody, frozen=True):
    """An entry of the payment provider; of method ``exchange`` goods paid for goods, and no cash moved.

    A gift card and a deposit were paid for before.
    """

    external_ref: Identifier
    kind: PaymentKind
    order: Identifier
    amount: PriceText
    currency: Currency
    method: Literal["card", "exchange", "gift_card", "deposit"] = "card"


class AmountsCreated(Created, kw_only=True):
    """The number of a document and what it comes to; by how much substitutes lowered it, if they did."""

    net: Decimal
    tax: Decimal
    total: Decimal
    reduction: Decimal | UnsetType = UNSET


def money_operations(erp: Erp) -> list[Operation]:
    """What connectors may do with money."""

    def bill(call: Call) -> Reply:
        body: InvoiceBody = call.body
        invoice, already = erp.billing.bill(body.delivery, body.order, body.charges, day_of(body.date))
        return created(with_amounts(invoice, erp.invoices.row(invoice.number).version, already))

    def credit(call: Call) -> Reply:
        body: CreditMemoBody = call.body
        wanted = [_wanted(line) for line in body.lines]
        memo, already = erp.crediting.credit_units(
            body.external_ref, body.order, body.reason, wanted, kept=body.not_returned
        )
        return created(with_amounts(memo, erp.credit_memos.row(memo.number).version, already))

    def credit_amounts(call: Call) -> Reply:
        body: AmountCreditBody = call.body
        lines = [
            CreditAmount("no_goods", amount(one.net), amount(one.tax), one.text, one.reference)
            for one in body.amounts
        ]
        wanted = NewCredit(body.external_ref, body.order, None, body.reason, lines)
        memo, already = erp.crediting.credit_amounts(wanted)
        return created(with_amounts(memo, erp.credit_memos.row(memo.number).version, already))

    def pay(call: Call) -> Reply:
        body: PaymentBody = call.body
        payment, already = erp.cash.book(
            NewPayment(
                body.external_ref, body.kind, body.order, amount(body.amount), body.currency, body.method
            )
        )
        version = erp.payments.row(payment.number).version
        return created(Created(payment.number, version, already=already))

    return [
        partner("write_invoice", "POST /Invoices", bill, InvoiceBody, success=201,
                reply=AmountsCreated, summary="Bill a delivery, or the charges of an order."),
        partner("write_credit_memo", "POST /CreditMemos", credit, CreditMemoBody, success=201,
                reply=AmountsCreated, summary="Credit units of an order that were billed."),
        partner("write_amount_credit", "POST /CreditMemos/Amounts", credit_amounts, AmountCreditBody,
                success=201, reply=AmountsCreated, summary="Credit amounts of an order without goods."),
        partner("book_payment", "POST /Payments", pay, PaymentBody, success=201,
                reply=Created, summary="Book money received from a customer or refunded."),
    ]  # fmt: skip


def _wanted(line: CreditLineBody) -> CreditUnits:
    return CreditUnits(
        line.line_no, line.quantity, amount_if_given(line.agreed_net), amount_if_given(line.agreed_tax),
        line.text, line.reference, line.shipped_item or "", amount(line.fee_net), amount(line.fee_tax),
    )  # fmt: skip


def with_amounts(document: Invoice | CreditMemo, version: int, already: bool) -> AmountsCreated:
    """The short answer for a document with amounts."""
    net, tax = document.net, document.tax
    reduction = (document.reduction if isinstance(document, Invoice) else Decimal(0)) or UNSET
    return AmountsCreated(
        document.number, version, already=already, net=net, tax=tax, total=net + tax, reduction=reduction
    )
