"""The ERP's forms: PascalCase, amounts without tax as text, business dates, change stamps in UTC.

Those of customers, orders and bills, and what all of them share.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Generic, TypeVar

import msgspec

from ..decide.taxes import Split, split
from ..documents.customer import BookedCustomer, Customer
from ..documents.hold import Hold
from ..documents.invoice import Bill, CreditLine
from ..documents.order import Charge, Order, OrderLine, SalesOrder, SalesOrderCharge, SalesOrderLine
from ..money import ZERO, money_text, net_of, net_price, price_text
from ..times import business_date
from ..units import BASE, KILOGRAM, exact, in_unit, told, whole

RowT = TypeVar("RowT")


class Wire(msgspec.Struct, frozen=True, rename="pascal"):
    """A form that is read: what it has beyond the fields known here is passed over."""


def customer_body(customer: Customer, payer: str = "") -> dict[str, str]:
    """A customer as the ERP takes it; ``Payer`` is the ERP's number of who pays, if another."""
    body = {"ExternalRef": customer.id, **customer_fields(customer)}
    return body | {"Payer": payer} if payer else body


def customer_fields(customer: Customer) -> dict[str, str]:
    """The fields of a customer that may change, by the ERP's names."""
    return {
        "Name": customer.company,
        "Email": customer.email,
        "Phone": customer.phone,
        "Street": customer.address.line,
        "City": customer.address.city,
        "Postcode": customer.address.postcode,
        "Country": customer.address.country,
    }


def order_body(
    order: Order, customer: str, *, site: str, zone: str, rounding: str = "line"
) -> dict[str, Any]:
    """An order as the ERP takes it: every total is split into net and tax, rounded as told."""
    parts = split(order, rounding)
    return {
        "ExternalRef": order.key,
        "Customer": customer,
        "Date": business_date(order.placed_at_us, zone),
        "Currency": order.currency,
        "Site": site,
        "ShipTo": order.ship_to.as_texts(),
        **({"RequestedDate": order.requested_date} if order.requested_date else {}),
        **_taxation(order),
        **({"Suspicion": order.suspicion} if order.suspicion else {}),
        **({"PaymentTerms": order.payment_terms} if order.payment_terms else {}),
        "Lines": [line_body(line, parts[line.id], order) for line in order.lines],
        "Charges": [_charge_body(charge, parts[charge.id], order.coin) for charge in order.charges],
    }


def _taxation(order: Order) -> dict[str, str]:
    """How the shop told prices, if without tax, and why no tax is taken, if so."""
    said = {"TaxMode": order.tax_mode if order.net_prices else "", "TaxExemption": order.tax_exemption}
    return {name: value for name, value in said.items() if value}


def line_body(line: OrderLine, part: Split, order: Order) -> dict[str, Any]:
    """A line as the ERP takes it, with its net amount and tax."""
    (net, tax), coin = part, order.coin
    price = line.unit_price if order.net_prices else net_price(line.unit_price, line.tax_rate)
    body: dict[str, Any] = {
        "ExternalLine": line.id,
        "Item": line.sku,
        "Quantity": line.quantity,
        "UnitPrice": price_text(price),
        "Net": money_text(net, coin),
        "TaxRate": str(line.tax_rate),
        "Tax": money_text(tax, coin),
        "Reference": line.reference,
    }
    if line.unit != BASE:
        body["Quantity"] = told(line.unit_quantity)
        body["Unit"] = line.unit
        body["BaseQuantity"] = line.quantity
    if line.weight_g:
        body["PriceUnit"] = KILOGRAM
    if line.partner_unit:
        body["PartnerUnit"] = line.partner_unit
        body["PartnerQuantity"] = told(in_unit(line.quantity, exact(line.partner_size)))
    if line.quote_id:
        body["QuoteId"] = line.quote_id
    if line.override is not None:
        granted = line.override
        body["Override"] = {
            "Seller": granted.seller, "Reason": granted.reason, "Approver": granted.approver,
            "ExpiresOn": granted.expires_on,
        }  # fmt: skip
    if line.substitutable:
        body["Substitutable"] = True
    if line.kit:
        body["Kit"] = line.kit
    if line.discount:
        body |= {name: money_text(amount, coin) for name, amount in _net_discounts(line, coin).items()}
    tolerance = {"OverUnits": line.over_units, "UnderUnits": line.under_units}
    return body | {name: units for name, units in tolerance.items() if units}


def _net_discounts(line: OrderLine, coin: Decimal) -> dict[str, Decimal]:
    """What was taken off a line without its tax: net before it less net after it, so that they add up."""
    if line.net is not None:
        return {"Discount": line.discount, "HeaderDiscount": line.header_discount}
    before, shared = line.total + line.discount, line.total + line.header_discount
    net = net_of(line.total, line.tax_rate, coin)
    return {
        "Discount": net_of(before, line.tax_rate, coin) - net,
        "HeaderDiscount": net_of(shared, line.tax_rate, coin) - net,
    }


def _charge_body(charge: Charge, part: Split, coin: Decimal) -> dict[str, Any]:
    net, tax = part
    return {
        "Kind": charge.kind,
        "Code": charge.code,
        "Text": charge.text,
        "Net": money_text(net, coin),
        "TaxRate": str(charge.tax_rate),
        "Tax": money_text(tax, coin),
        "Reference": charge.reference,
    }


def credit_line_body(line: CreditLine) -> dict[str, Any]:
    """A line of a credit memo as the ERP takes it."""
    body: dict[str, Any] = {
        "LineNo": line.line_no,
        "Quantity": line.quantity,
        "Text": line.text,
        "Reference": line.reference,
    }
    if line.agreed_net is not None and line.agreed_tax is not None:
        body["AgreedNet"] = money_text(line.agreed_net)
        body["AgreedTax"] = money_text(line.agreed_tax)
    if line.shipped_item:
        body["ShippedItem"] = line.shipped_item
    if line.fee_net:
        body |= {"FeeNet": money_text(line.fee_net), "FeeTax": money_text(line.fee_tax)}
    return body


class Page(Wire, Generic[RowT], frozen=True):
    """A page of a listing; ``count`` is how many rows there are in all."""

    value: list[RowT]
    count: int


class Made(Wire, frozen=True):
    """The answer to a creation."""

    number: str
    version: int = 0


class MadeOrder(Wire, frozen=True):
    """The answer to an order, with the numbers of its lines and charges in the order asked."""

    number: str
    line_nos: list[int]
    charge_nos: list[int] = []
    holds: list[str] = []


class MadeBill(Wire, frozen=True):
    """The answer to an invoice or credit memo; a listed one reads the same."""

    number: str
    net: Decimal
    tax: Decimal
    total: Decimal
    delivery: str = ""
    reduction: Decimal = ZERO

    def canonical(self) -> Bill:
        """The engine's document."""
        return Bill(
            number=self.number, net=self.net, tax=self.tax, total=self.total,
            delivery=self.delivery, reduction=self.reduction,
        )  # fmt: skip


class WireInvoiceLine(Wire, frozen=True):
    """A line of an invoice, in the buyer's own unit too if it has one."""

    line_no: int
    quantity: int
    partner_unit: str = ""
    partner_quantity: str = ""


class WireInvoice(Wire, frozen=True):
    """As much of an invoice as the buyer's own units are about."""

    lines: list[WireInvoiceLine]


class Result(Wire, frozen=True):
    """What became of one item of a bulk request."""

    external_ref: str | None
    status: str
    detail: str | None = ""


class Results(Wire, frozen=True):
    """What became of a bulk request."""

    results: list[Result]


class WireCustomer(Wire, frozen=True):
    """A customer."""

    number: str
    version: int
    external_ref: str
    name: str
    email: str
    phone: str
    street: str
    city: str
    postcode: str
    country: str
    payer: str = ""

    def canonical(self) -> BookedCustomer:
        """The engine's document."""
        return BookedCustomer(
            number=self.number, version=self.version, id=self.external_ref, company=self.name,
            email=self.email, phone=self.phone, line=self.street, city=self.city,
            postcode=self.postcode, country=self.country, payer=self.payer,
        )  # fmt: skip


class WireOrderLine(Wire, frozen=True):
    """A line of a sales order."""

    line_no: int
    external_line: str
    item: str
    quantity: int | str
    delivered: int
    cancelled: int
    unit: str = BASE
    base_quantity: int = 0

    def canonical(self) -> SalesOrderLine:
        """The engine's document, counted in eaches."""
        stated = exact(self.quantity)
        quantity = whole(stated, f"line {self.line_no}") if self.unit == BASE else self.base_quantity
        return SalesOrderLine(
            line_no=self.line_no, external_line=self.external_line, sku=self.item,
            quantity=quantity, open=max(0, quantity - self.delivered - self.cancelled),
        )  # fmt: skip


class WireCharge(Wire, frozen=True):
    """A charge of a sales order."""

    charge_no: int
    invoiced: str = ""
    pro_rata: bool = False


class WireOrder(Wire, frozen=True):
    """A sales order."""

    number: str
    version: int
    external_ref: str
    lines: list[WireOrderLine]
    charges: list[WireCharge] = []
    holds: list[str] = []

    def canonical(self) -> SalesOrder:
        """The engine's document."""
        return SalesOrder(
            number=self.number, version=self.version, external_ref=self.external_ref,
            lines=tuple(line.canonical() for line in self.lines),
            charges=tuple(
                SalesOrderCharge(
                    charge_no=charge.charge_no, invoice=charge.invoiced, pro_rata=charge.pro_rata
                )
                for charge in self.charges
            ),
            holds=tuple(self.holds),
        )  # fmt: skip


class WireHold(Wire, frozen=True):
    """A hold of a sales order."""

    number: str
    order: str
    kind: str
    state: str
    decision: str = ""

    def canonical(self) -> Hold:
        """The engine's document."""
        return Hold(
            number=self.number, order=self.order, kind=self.kind, state=self.state,
            decision=self.decision,
        )  # fmt: skip


class NumberRow(Wire, frozen=True):
    """As much of a listed document as is needed to fetch it."""

    number: str
    external_ref: str
    state: str = ""
