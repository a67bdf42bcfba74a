"""URLs of orders and shipments."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import astuple

from ...kernel.currencies import EXPONENTS
from ...kernel.fields import (
    Body,
    Country,
    Currency,
    DayText,
    Identifier,
    MoneyText,
    PriceText,
    Quantity,
    RateText,
    Text,
    form,
    places,
)
from ...kernel.pricing import LIST
from ...kernel.tables import Row
from ...kernel.units import BASE, UnitCode
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import Address, Charge, Order, OrderLine, Quote, TaxMode
from ..service.orders import Basket, WantedCharge, WantedLine
from .discounts import DiscountView, NewDiscounts, discounts_shown, wanted_discounts
from .forms import (
    LINES_MAX,
    LISTING_QUERY,
    STORE,
    CreatedView,
    Desk,
    Reference,
    View,
    amount,
    created,
    money,
    rate,
)
from .kits import ComponentView, PlacedComponent, components_shown, placed_components
from .quotes import QuoteView, quote_shown
from .reviews import ReviewView, review_shown
from .shipments import NewShipment, ShipmentList, parcel_of, shipment_shown
from .tenders import NewTenders, tenders_named

LineTotal = Annotated[str, form(r"^[0-9]{1,12}(\.[0-9]{1,3})?\Z", "an amount such as 12.50")]
"""What a line costs, as text with at most three places, and at most those of its currency."""


OrderNumber = Annotated[str, Meta(pattern=r"^(\d{3}-\d{7}-\d{7})?\Z")]
"""A number that a store gives an order itself; stores know nothing of each other's numbers."""


PaymentTerms = Annotated[
    str,
    form(r"^(EOM|PREPAID|([0-9]{1,2}/[0-9]{1,2} )?NET [0-9]{1,3})?\Z", "NET 30, 2/10 NET 30, EOM or PREPAID"),
]
"""When an invoice is due: NET 30, EOM, or 2/10 NET 30, which takes 2 % off what is paid within 10 days."""


class NewAddress(Body, frozen=True):
    """Where goods go."""

    name: Text
    line: Text
    city: Text
    postcode: Text
    country: Country


class NewQuote(Body, frozen=True):
    """Why a line does not have the list price."""

    id: Identifier
    seller: Text
    approver: Text
    reason: Text
    expires_on: DayText = ""


class NewLine(Body, frozen=True):
    """A line of a new order; prices and totals include tax, but in a store that sells without.

    They are before ``discounts``.

    ``unit`` is a unit of the listing, or a name that buyers have for one; by default the one it is sold by.
    """

    sku: Identifier
    quantity: Quantity
    tax_rate: RateText
    unit_price: PriceText | UnsetType = UNSET
    total: LineTotal | UnsetType = UNSET
    reference: Reference = ""
    quote: NewQuote | UnsetType = UNSET
    substitutable: bool = False
    unit: UnitCode | UnsetType = UNSET
    discounts: NewDiscounts = ()


class NewCharge(Body, frozen=True):
    """A charge on a new order; below zero it is an allowance, which no line bears a share of."""

    kind: Literal["freight", "charge"]
    code: Identifier
    text: Text
    total: MoneyText
    tax_rate: RateText
    reference: Reference = ""


class NewOrder(Body, frozen=True):
    """What a buyer orders; without a currency it is the store's, or pounds.

    With a ``suspicion`` the order is under review for it.
    """

    buyer_id: Identifier
    lines: Annotated[tuple[NewLine, ...], Meta(max_length=LINES_MAX)] = ()
    charges: Annotated[tuple[NewCharge, ...], Meta(max_length=LINES_MAX)] = ()
    store: Identifier = "main"
    number: OrderNumber = ""
    reference: Reference = ""
    currency: Currency | UnsetType = UNSET
    ship_to: NewAddress | UnsetType = UNSET
    requested_date: DayText = ""
    discounts: NewDiscounts = ()
    tenders: NewTenders = ()
    payment_terms: PaymentTerms = ""
    suspicion: Text = ""


class PlacedView(View, frozen=True, rename=None):
    """A new order, as the buyer's own tools see it; ``eaches`` of each line if any has another unit.

    ``components`` are those of each line, if any of them is a kit.
    """

    id: str
    payment_id: str
    line_ids: list[str]
    eaches: list[int] | UnsetType = UNSET
    components: list[list[PlacedComponent]] | UnsetType = UNSET


class LineView(View, frozen=True):
    """An order line; all quantities count eaches, and the unit price is for ``unitSize`` of them.

    A line with components is of kits, and its counters count whole ones.


    Up to ``overUnits`` may ship beyond the quantity; with ``underUnits`` or fewer missing, the seller may
    close the line: the ``closed`` are among those cancelled. With ``weightG``, what an each weighs by
    name, the unit price is for one kilogram. The unit price is before ``discounts``, the total after them.
    ``priceSource`` is the kind of price that was offered, where it was not the listing's own.
    In an order whose ``taxMode`` is exclusive the unit price is without tax, and so is ``net``.
    """

    id: str
    sku: str
    quantity: int
    unit_price: str
    total: str
    tax_rate: str
    reference: str
    shipped: int
    cancelled: int
    returned: int
    quote: QuoteView | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    unit_size: int | UnsetType = UNSET
    unit_quantity: int | UnsetType = UNSET
    substitutable: bool | UnsetType = UNSET
    components: list[ComponentView] | UnsetType = UNSET
    over_units: int | UnsetType = UNSET
    under_units: int | UnsetType = UNSET
    closed: int | UnsetType = UNSET
    weight_g: int | UnsetType = UNSET
    weight_tolerance_bp: int | UnsetType = UNSET
    partner_unit: str | UnsetType = UNSET
    partner_size: str | UnsetType = UNSET
    partner_quantity: str | UnsetType = UNSET
    amends: str | UnsetType = UNSET
    amendment: str | UnsetType = UNSET
    discounts: list[DiscountView] | UnsetType = UNSET
    price_source: str | UnsetType = UNSET
    net: str | UnsetType = UNSET


class ChargeView(View, frozen=True):
    """A charge of an order; ``net`` is what it is without tax, if the order's prices are."""

    id: str
    kind: str
    code: str
    text: str
    total: str
    tax_rate: str
    reference: str
    net: str | UnsetType = UNSET


class OrderView(View, frozen=True):
    """An order; ``payerId`` is who pays for it, if not the buyer.

    Without a ``taxMode`` prices include tax. ``taxExemption`` is why no tax is taken.
    """

    id: str
    store: str
    buyer_id: str
    placed_at: str
    updated_at: str
    currency: str
    reference: str
    ship_to: Address
    status: str
    payment_id: str
    total: str
    lines: list[LineView]
    charges: list[ChargeView]
    exchange_of: str | UnsetType = UNSET
    payer_id: str | UnsetType = UNSET
    requested_date: str | UnsetType = UNSET
    amendments: tuple[str, ...] | UnsetType = UNSET
    discounts: list[DiscountView] | UnsetType = UNSET
    tax_mode: str | UnsetType = UNSET
    tax_exemption: str | UnsetType = UNSET
    payment_terms: str | UnsetType = UNSET
    review: ReviewView | UnsetType = UNSET


class OrderPage(View, frozen=True):
    """Some orders, oldest change first."""

    orders: list[OrderView]
    next_token: str | UnsetType = UNSET


class OrderDesk(Desk):
    """Answers about orders and shipments."""

    def operations(self) -> list[Operation]:
        """What connectors and buyers can ask about orders."""
        return [
            Operation("list_orders", "GET", "/orders", self.listed, reply=OrderPage,
                      query=LISTING_QUERY, summary="Orders changed since a time."),
            Operation("read_order", "GET", "/orders/{id}", self.read, reply=OrderView,
                      query=STORE, summary="One order."),
            Operation("ship_order", "POST", "/orders/{id}/shipments", self.ship, NewShipment,
                      reply=CreatedView, query=STORE, summary="Say that units have left.",
                      success=201),
            Operation("list_shipments", "GET", "/orders/{id}/shipments", self.shipments,
                      reply=ShipmentList, query=STORE, summary="The shipments of an order."),
            Operation("place_order", "POST", "/_world/orders", self.place, NewOrder,
                      reply=PlacedView, surface=Surface.WORLD, summary="A buyer orders.",
                      success=201),
            Operation("look_at_order", "GET", "/_world/orders/{id}", self.read, reply=OrderView,
                      query=STORE,
                      surface=Surface.WORLD, summary="A buyer looks at an order."),
        ]  # fmt: skip

    def listed(self, call: Call) -> Reply:
        """GET /orders."""
        return Reply(self.page(self.service.orders, call, self._order))

    def read(self, call: Call) -> Reply:
        """GET /orders/{id}."""
        return Reply(self._order(self.service.orders.row(self.order_key(call))))

    def ship(self, call: Call) -> Reply:
        """POST /orders/{id}/shipments."""
        body: NewShipment = call.body
        return created(self.service.ship(self.order_key(call), parcel_of(body)))

    def shipments(self, call: Call) -> Reply:
        """GET /orders/{id}/shipments."""
        shipments = self.service.shipments_of(self.order_key(call))
        shown = [shipment_shown(shipment, self.time(shipment.shipped_at_us)) for shipment in shipments]
        return Reply(ShipmentList(shown))

    def place(self, call: Call) -> Reply:
        """POST /_world/orders."""
        body: NewOrder = call.body
        basket = Basket(
            buyer_id=body.buyer_id,
            store=body.store,
            number=body.number,
            reference=body.reference,
            currency="" if body.currency is UNSET else body.currency,
            ship_to=None if body.ship_to is UNSET else address(body.ship_to),
            lines=[wanted(line, f"lines[{index}]") for index, line in enumerate(body.lines)],
            charges=[_wanted_charge(charge) for charge in body.charges],
            requested_date=body.requested_date,
            discounts=wanted_discounts(body.discounts, "discounts"),
            tenders=tenders_named(body.tenders),
            payment_terms=body.payment_terms,
            suspicion=body.suspicion,
        )
        order = self.service.place(basket)
        line_ids = [line.id for line in order.lines]
        eaches = [line.quantity for line in order.lines]
        plain = all(line.unit == BASE and not line.partner_unit for line in order.lines)
        placed = PlacedView(
            order.id, order.payment_id, line_ids, UNSET if plain else eaches, placed_components(order)
        )
        return Reply(placed, 201)

    def _order(self, row: Row[Order]) -> OrderView:
        order = row.document
        return OrderView(
            id=order.id,
            store=order.store,
            buyer_id=order.buyer_id,
            placed_at=self.time(order.placed_at_us),
            updated_at=self.time(row.at_us),
            currency=order.currency,
            reference=order.reference,
            ship_to=order.ship_to,
            status=order.state,
            payment_id=order.payment_id,
            total=amount(order.total, order.currency),
            lines=[_line(line, order.currency) for line in order.lines],
            charges=[_charge(charge, order.currency) for charge in order.charges],
            exchange_of=order.exchange_of or UNSET,
            payer_id=order.payer_id or UNSET,
            requested_date=order.requested_date or UNSET,
            amendments=order.amendments or UNSET,
            discounts=discounts_shown(order.discounts, order.currency),
            tax_mode=UNSET if order.tax_mode is TaxMode.INCLUSIVE else order.tax_mode,
            tax_exemption=order.tax_exemption or UNSET,
            payment_terms=order.payment_terms or UNSET,
            review=review_shown(order.review),
        )


def address(new: NewAddress) -> Address:
    """The address that a request names."""
    return Address(new.name, new.line, new.city, new.postcode, new.country)


def wanted(line: NewLine, field: str) -> WantedLine:
    """The line that a request names, at this place."""
    quote = line.quote
    return WantedLine(
        line.sku,
        line.quantity,
        None if line.unit_price is UNSET else money(line.unit_price),
        None if line.total is UNSET else money(line.total),
        money(line.tax_rate),
        line.reference,
        None if quote is UNSET else Quote(*astuple(quote)),
        line.substitutable,
        "" if line.unit is UNSET else line.unit,
        wanted_discounts(line.discounts, f"{field}.discounts"),
    )


def _wanted_charge(charge: NewCharge) -> WantedCharge:
    return WantedCharge(
        charge.kind, charge.code, charge.text, money(charge.total), money(charge.tax_rate),
        charge.reference,
    )  # fmt: skip


def _line(line: OrderLine, currency: str) -> LineView:
    plain = line.unit == BASE
    return LineView(
        line.id, line.sku, line.quantity, places(line.unit_price, 4), places(line.total, EXPONENTS[currency]),
        rate(line.tax_rate), line.reference, line.shipped, line.cancelled, line.returned,
        quote_shown(line.quote),
        UNSET if plain else line.unit, UNSET if plain else line.unit_size,
        UNSET if plain else line.quantity // line.unit_size, line.substitutable or UNSET,
        components_shown(line, currency),
        line.over_units or UNSET, line.under_units or UNSET, line.closed or UNSET,
        line.weight_g or UNSET, line.weight_tolerance_bp or UNSET,
        line.partner_unit or UNSET, line.partner_size or UNSET, line.partner_quantity or UNSET,
        line.amends or UNSET, line.amendment or UNSET, discounts_shown(line.discounts, currency),
        UNSET if line.price_source in ("", LIST) else line.price_source,
        UNSET if line.net is None else amount(line.net, currency),
    )  # fmt: skip


def _charge(charge: Charge, currency: str) -> ChargeView:
    return ChargeView(
        charge.id, charge.kind, charge.code, charge.text, amount(charge.total, currency),
        rate(charge.tax_rate), charge.reference,
        UNSET if charge.net is None else amount(charge.net, currency),
    )  # fmt: skip
