"""The ERP's forms: PascalCase, amounts without tax as text, business dates, change stamps in UTC."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Generic, TypeVar

import msgspec

from ..documents.customer import BookedCustomer, Customer
from ..documents.inventory import Level, Movement, MovementLine
from ..documents.invoice import Bill, CreditLine
from ..documents.order import Charge, Order, OrderLine, SalesOrder, SalesOrderCharge, SalesOrderLine
from ..documents.returns import FoundLine, Inspection
from ..documents.shipment import Delivery, Units
from ..money import ZERO, money_text, net_and_tax, net_price, price_text, step_of
from ..times import business_date, instant_of
from ..units import BASE, KILOGRAM, exact, in_unit, told, whole
from .substitutes import ErpSubstitute

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


def order_body(order: Order, customer: str, *, site: str, zone: str) -> dict[str, Any]:
    """An order as the ERP takes it: every total is split into net and tax on its own."""
    return {
        "ExternalRef": order.key,
        "Customer": customer,
        "Date": business_date(order.placed_at_us, zone),
        "Currency": order.currency,
        "Site": site,
        "ShipTo": order.ship_to.as_texts(),
        **({"RequestedDate": order.requested_date} if order.requested_date else {}),
        "Lines": [line_body(line) for line in order.lines],
        "Charges": [_charge_body(charge) for charge in order.charges],
    }


def line_body(line: OrderLine) -> dict[str, Any]:
    """A line as the ERP takes it."""
    net, tax = net_and_tax(line.total, line.tax_rate)
    body: dict[str, Any] = {
        "ExternalLine": line.id,
        "Item": line.sku,
        "Quantity": line.quantity,
        "UnitPrice": price_text(net_price(line.unit_price, line.tax_rate)),
        "Net": money_text(net),
        "TaxRate": str(line.tax_rate),
        "Tax": money_text(tax),
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
    if line.substitutable:
        body["Substitutable"] = True
    if line.kit:
        body["Kit"] = line.kit
    tolerance = {"OverUnits": line.over_units, "UnderUnits": line.under_units}
    return body | {name: units for name, units in tolerance.items() if units}


def _charge_body(charge: Charge) -> dict[str, Any]:
    net, tax = net_and_tax(charge.total, charge.tax_rate, step_of(charge.total))
    return {
        "Kind": charge.kind,
        "Code": charge.code,
        "Text": charge.text,
        "Net": money_text(net),
        "TaxRate": str(charge.tax_rate),
        "Tax": money_text(tax),
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
    return body


def movement_body(movement: Movement) -> dict[str, Any]:
    """A movement of goods as the ERP takes it."""
    return {
        "ExternalRef": movement.reference,
        "Kind": movement.kind,
        "Site": movement.site,
        "Reason": movement.reason,
        "Lines": [
            {"Item": line.sku, "Quantity": line.quantity, "Blocked": line.blocked} for line in movement.lines
        ],
    }


def units_body(lines: tuple[Units, ...]) -> list[dict[str, int]]:
    """Units of order lines as the ERP takes them."""
    return [{"LineNo": int(units.line), "Quantity": units.quantity} for units in lines]


def sent_body(lines: tuple[Units, ...]) -> list[dict[str, int]]:
    """Units that left as the ERP takes them, with their weight if it is paid."""
    return [
        body | ({"WeightG": units.weight_g} if units.weight_g else {})
        for units, body in zip(lines, units_body(lines), strict=True)
    ]


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


class WireOrder(Wire, frozen=True):
    """A sales order."""

    number: str
    version: int
    external_ref: str
    lines: list[WireOrderLine]
    charges: list[WireCharge] = []

    def canonical(self) -> SalesOrder:
        """The engine's document."""
        return SalesOrder(
            number=self.number, version=self.version, external_ref=self.external_ref,
            lines=tuple(line.canonical() for line in self.lines),
            charges=tuple(
                SalesOrderCharge(charge_no=charge.charge_no, invoice=charge.invoiced)
                for charge in self.charges
            ),
        )  # fmt: skip


class WireUnits(Wire, frozen=True):
    """Units of an order line, and how many more a delivery of them cancelled."""

    line_no: int
    quantity: int
    cancelled: int = 0
    weight_g: int = 0

    def canonical(self) -> Units:
        """The engine's document."""
        return Units(line=str(self.line_no), quantity=self.quantity, weight_g=self.weight_g)


class WireDelivery(Wire, frozen=True):
    """A delivery."""

    number: str
    order: str
    external_ref: str
    date: str
    tracking: str
    changed_at: str
    lines: list[WireUnits]
    invoice: str = ""
    substitutes: tuple[ErpSubstitute, ...] = ()
    closed: tuple[WireUnits, ...] = ()

    def canonical(self) -> Delivery:
        """The engine's document."""
        return Delivery(
            number=self.number, order=self.order, external_ref=self.external_ref, date=self.date,
            tracking=self.tracking, invoice=self.invoice,
            booked_at_us=instant_of(self.changed_at),
            lines=tuple(line.canonical() for line in self.lines),
            closed=tuple(line.canonical() for line in self.closed),
            substitutes=tuple(one.canonical() for one in self.substitutes),
            cancelled=tuple(
                Units(line=str(line.line_no), quantity=line.cancelled)
                for line in self.lines if line.cancelled
            ),
        )  # fmt: skip


class WireReturnLine(Wire, frozen=True):
    """A line of a return."""

    line_no: int
    quantity: int
    sellable: int = 0
    damaged: int = 0
    inspect: int = 0


class WireReturn(Wire, frozen=True):
    """A return; its ``reference`` as an inspection is the marketplace's return."""

    number: str
    external_ref: str
    order: str
    state: str
    lines: list[WireReturnLine]

    def canonical(self) -> Inspection:
        """The engine's document."""
        return Inspection(
            id=self.number, reference=self.external_ref, done=self.state == "received",
            lines=tuple(
                FoundLine(
                    line=str(line.line_no), announced=line.quantity, sellable=line.sellable,
                    damaged=line.damaged, inspect=line.inspect,
                )
                for line in self.lines
            ),
        )  # fmt: skip


class WireStock(Wire, frozen=True):
    """Stock of an item at a site."""

    item: str
    site: str
    on_hand: int
    committed: int
    blocked: int
    version: int

    def canonical(self) -> Level:
        """The engine's document."""
        available = self.on_hand - self.committed - self.blocked
        return Level(sku=self.item, site=self.site, available=available, version=self.version)


class WireMovementLine(Wire, frozen=True):
    """A line of a stock movement."""

    item: str
    quantity: int
    blocked: int = 0


class WireMovement(Wire, frozen=True):
    """A stock movement."""

    number: str
    kind: str
    site: str
    reason: str
    lines: list[WireMovementLine]

    def canonical(self) -> Movement:
        """The engine's document; it is known by the ERP's number."""
        return Movement(
            reference=self.number, kind=self.kind, site=self.site, reason=self.reason,
            lines=tuple(
                MovementLine(sku=line.item, quantity=line.quantity, blocked=line.blocked)
                for line in self.lines
            ),
        )  # fmt: skip


class MovementRow(Wire, frozen=True):
    """As much of a listed stock movement as is needed to fetch it."""

    number: str
    kind: str


class NumberRow(Wire, frozen=True):
    """As much of a listed document as is needed to fetch it."""

    number: str
    external_ref: str
    state: str = ""
