"""Sales orders: placed and cancelled."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from ...kernel.fields import (
    Count,
    Currency,
    DayText,
    Identifier,
    MoneyText,
    PriceText,
    Quantity,
    RateText,
    Text,
)
from ...kernel.units import BASE, UnitCode, WholeOrFraction, exact
from ...kernel.wire import Call, Operation, Reply
from ..model import HoldKind, Override, SalesOrder
from ..service import Erp
from ..service.amendments import NewAmendment
from ..service.order_lines import Units
from ..service.orders import NewCharge, NewLine, NewOrder
from .forms import LINES_MAX, Created, PartNumber, PascalBody, amount, created, day, partner


class OverrideBody(PascalBody, frozen=True):
    """Who granted a price and why, and who approved it in advance, until which day."""

    seller: Text
    reason: Text = ""
    approver: Text = ""
    expires_on: DayText = ""


class LineBody(PascalBody, frozen=True):
    """Goods at the price that the shop captured, without tax.

    ``Quantity`` counts ``Unit``; ``UnitPrice`` is for one ``PriceUnit``, the same unit if not named.
    With ``BaseQuantity`` a line is refused unless it comes to so many eaches, and with ``PartnerUnit``
    unless it comes to ``PartnerQuantity`` of that. ``Kit`` names the item of
    the kit that it is a component of. Up to ``OverUnits`` eaches
    may be delivered beyond it, and up to ``UnderUnits`` left out. A quoted price says who granted it
    (``Override``), or an agreement of the ERP's with that quote does. ``Net`` is what is left after
    ``Discount``, of which ``HeaderDiscount`` is the line's share of what the order was given.
    """

    external_line: Identifier
    item: Identifier
    quantity: WholeOrFraction
    unit_price: PriceText
    net: PriceText
    tax_rate: RateText
    tax: PriceText
    reference: Text = ""
    quote_id: Text | None = None
    unit: UnitCode = BASE
    price_unit: UnitCode | None = None
    base_quantity: Quantity | None = None
    substitutable: bool = False
    kit: Text = ""
    over_units: Count = 0
    under_units: Count = 0
    partner_unit: UnitCode | None = None
    partner_quantity: WholeOrFraction | None = None
    override: OverrideBody | None = None
    discount: PriceText = "0"
    header_discount: PriceText = "0"


class ChargeBody(PascalBody, frozen=True):
    """Freight, or another amount that is no goods; a discount is below zero."""

    kind: Identifier
    code: Text
    text: Text
    net: MoneyText
    tax_rate: RateText
    tax: MoneyText
    reference: Text = ""


class OrderBody(PascalBody, frozen=True):
    """A sales order; the ERP's business date, first site and the customer's payer, if none are given.

    ``TaxMode`` is how the shop told prices, ``TaxExemption`` why no tax is taken.
    With a ``Suspicion`` it is on hold until the shop has reviewed it.
    """

    external_ref: Identifier
    customer: Identifier
    currency: Currency
    ship_to: Annotated[dict[Identifier, Text], Meta(max_length=20)]
    lines: Annotated[tuple[LineBody, ...], Meta(max_length=LINES_MAX)] = ()
    charges: Annotated[tuple[ChargeBody, ...], Meta(max_length=LINES_MAX)] = ()
    date: date | None = None
    site: Identifier | None = None
    payer: Identifier | None = None
    requested_date: DayText = ""
    tax_mode: Literal["inclusive", "exclusive"] = "inclusive"
    tax_exemption: Text = ""
    payment_terms: Text = ""
    suspicion: Text = ""


class FurtherLineBody(LineBody, frozen=True):
    """A line that comes later; ``Amends`` is the shop's line of which it is more, if it is."""

    amends: Text = ""


class AmendmentBody(PascalBody, frozen=True):
    """What is to change of an order; the reference counts once.

    If it was released already, say that it ``MayHold`` no more: lines that need an approval are refused.
    """

    external_ref: Identifier
    lines: Annotated[tuple[FurtherLineBody, ...], Meta(max_length=LINES_MAX)] = ()
    ship_to: Annotated[dict[Identifier, Text], Meta(max_length=20)] | None = None
    requested_date: DayText | None = None
    may_hold: bool = True


class UnitsBody(PascalBody, frozen=True):
    """Units of an order line."""

    line_no: PartNumber
    quantity: Quantity


UnitsList = Annotated[list[UnitsBody], Meta(min_length=1, max_length=LINES_MAX)]


class CancellationBody(PascalBody, frozen=True):
    """Units that will not be delivered; with a reference they count once."""

    lines: UnitsList
    external_ref: Identifier | None = None


class OrderCreated(Created, kw_only=True):
    """The numbers of the order and, in the order of the request, of its lines and charges.

    While it has ``Holds``, it must not be released to anybody.
    """

    line_nos: list[int]
    charge_nos: list[int]
    holds: tuple[HoldKind, ...] = ()


class OrderAmended(Created, kw_only=True):
    """The numbers of the lines that were added, in the order of the request, and what the order waits for."""

    line_nos: list[int]
    holds: tuple[HoldKind, ...] = ()


def order_operations(erp: Erp) -> list[Operation]:
    """What connectors may do with sales orders."""

    def place(call: Call) -> Reply:
        order, already = erp.sales.place(_order(call.body))
        return _placed(order, erp.orders.row(order.number).version, already)

    def amend(call: Call) -> Reply:
        body: AmendmentBody = call.body
        lines = [_line(line, index, amends=line.amends) for index, line in enumerate(body.lines)]
        wanted = NewAmendment(body.external_ref, lines, body.ship_to, body.requested_date, body.may_hold)
        amendment, already = erp.amending.amend(call.path["number"], wanted, version=call.version())
        row = erp.orders.row(amendment.order)
        numbers = [line.line_no for line in amendment.lines]
        return created(
            OrderAmended(
                amendment.order,
                row.version,
                row.document.state,
                already,
                line_nos=numbers,
                holds=row.document.holds,
            )
        )

    def cancel(call: Call) -> Reply:
        body: CancellationBody = call.body
        order, already = erp.sales.cancel(
            call.path["number"], units(body.lines), external_ref=body.external_ref or "",
            version=call.version(),
        )  # fmt: skip
        version = erp.orders.row(order.number).version
        return created(Created(order.number, version, order.state, already))

    return [
        partner("place_sales_order", "POST /SalesOrders", place, OrderBody, success=201,
                reply=OrderCreated, summary="Place a sales order at the captured prices."),
        partner("amend_sales_order", "POST /SalesOrders/{number}/Amendments", amend, AmendmentBody,
                success=201, reply=OrderAmended, if_match=True,
                summary="Add lines to a sales order that is open, or send it elsewhere."),
        partner("cancel_sales_order", "POST /SalesOrders/{number}/Cancellations", cancel,
                CancellationBody, success=201, reply=Created, if_match=True,
                summary="Cancel units of a sales order that were not delivered."),
    ]  # fmt: skip


def _placed(order: SalesOrder, version: int, already: bool) -> Reply:
    lines = [line.line_no for line in order.lines]
    charges = [charge.charge_no for charge in order.charges]
    return created(
        OrderCreated(
            order.number, version, order.state, already,
            line_nos=lines, charge_nos=charges, holds=order.holds,
        )
    )  # fmt: skip


def units(lines: list[UnitsBody]) -> list[Units]:
    """The units that a request names."""
    return [Units(line.line_no, line.quantity) for line in lines]


def _order(body: OrderBody) -> NewOrder:
    return NewOrder(
        body.external_ref, body.customer, body.currency, body.ship_to,
        [_line(line, index) for index, line in enumerate(body.lines)],
        [_charge(charge) for charge in body.charges],
        day(body.date), body.site, body.payer, body.requested_date, body.tax_mode, body.tax_exemption,
        body.payment_terms, body.suspicion,
    )  # fmt: skip


def _line(body: LineBody, index: int, *, amends: str = "") -> NewLine:
    quantity = exact(body.quantity, field=f"lines[{index}].quantity")
    partner = body.partner_quantity
    granted = body.override
    return NewLine(
        body.external_line, body.item, quantity, amount(body.unit_price), amount(body.net),
        amount(body.tax_rate), amount(body.tax), body.reference, body.quote_id or "",
        body.unit, body.price_unit or "", body.base_quantity, body.substitutable, body.kit,
        body.over_units, body.under_units, body.partner_unit or "",
        None if partner is None else exact(partner, field=f"lines[{index}].partner_quantity"), amends,
        None if granted is None
        else Override(granted.seller, granted.reason, granted.approver, expires_on=granted.expires_on),
        amount(body.discount), amount(body.header_discount),
    )  # fmt: skip


def _charge(body: ChargeBody) -> NewCharge:
    return NewCharge(
        body.kind, body.code, body.text, amount(body.net), amount(body.tax_rate),
        amount(body.tax), body.reference,
    )  # fmt: skip
