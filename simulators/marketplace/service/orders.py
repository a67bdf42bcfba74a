"""Orders, from the buyer's click to the seller's word that the goods have left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from msgspec.structs import replace

from ...kernel.arithmetic import rounded
from ...kernel.currencies import MINOR_UNITS, check_currency, check_paid, check_whole
from ...kernel.fields import Document
from ...kernel.problems import Conflict, Unprocessable
from ..lifecycle import ORDER, REVIEW
from ..model import (
    Address,
    Charge,
    Discount,
    Listing,
    ListingState,
    Order,
    OrderLine,
    Payment,
    Quote,
    Review,
    Shipment,
    ShipmentLine,
    Substituted,
    Tender,
    order_key,
)
from .discounts import WantedDiscount, taken_off
from .kits import components_of, keep_kits_whole
from .partner_units import Sold, Stated, sold, stated
from .prices import PricedFor, Pricing
from .substitutes import accepted
from .tables import Done, moved
from .taxes import Taxing
from .tenders import check_tenders
from .terms import keep_terms
from .tolerances import closed, margin
from .units import Units, raised, within
from .weights import NO_WEIGHTS, check_weighed, priced


class WantedLine(Document, frozen=True):
    """A line in a basket; without a price it has the one that is offered now, without a total the price's.

    The quantity counts ``unit``, which is the one that the listing is sold by if it is not named; a
    price is always for one of that, and price and total are before ``discounts``.
    """

    sku: str
    quantity: int
    unit_price: Decimal | None
    total: Decimal | None
    tax_rate: Decimal
    reference: str
    quote: Quote | None
    substitutable: bool = False
    unit: str = ""
    discounts: tuple[WantedDiscount, ...] = ()
    price_source: str = ""


class WantedCharge(Document, frozen=True):
    """A charge in a basket."""

    kind: str
    code: str
    text: str
    total: Decimal
    tax_rate: Decimal
    reference: str


class Basket(Document, frozen=True):
    """What a buyer is about to order; goods go to the buyer's own address unless it says where."""

    buyer_id: str
    store: str
    number: str
    reference: str
    currency: str
    ship_to: Address | None
    lines: Sequence[WantedLine]
    charges: Sequence[WantedCharge]
    requested_date: str = ""
    discounts: Sequence[WantedDiscount] = ()
    tenders: tuple[Tender, ...] = ()
    payment_terms: str = ""
    suspicion: str = ""


class Wanted(Protocol):
    """Something that names a listing."""

    @property
    def sku(self) -> str:
        """The listing."""


class Parcel(Document, frozen=True):
    """What the seller says of a shipment."""

    reference: str
    carrier: str
    tracking: str
    shipped_at_us: int
    units: Sequence[Units]
    substitutes: Sequence[Substituted] = ()
    closed: Sequence[Units] = ()
    weights: Mapping[str, int] = NO_WEIGHTS
    stated: Mapping[str, Stated] = {}


class Ordering(Pricing, Taxing):
    """What happens to an order as it goes out."""

    def place(self, basket: Basket) -> Order:
        """A buyer orders; the payment is authorised and the published stock falls."""
        buyer = self.buyers.find(basket.buyer_id)
        if buyer is None:
            raise Unprocessable(f"there is no buyer {basket.buyer_id}", field="buyer_id")
        if not basket.lines and not basket.charges:
            raise Unprocessable("an order needs a line or a charge", field="lines")
        basket = replace(basket, currency=self.currency_of(basket.store, basket.currency))
        _check_amounts(basket)
        offers = self._offers(basket.lines)
        asked = [sold(offers[x.sku], x.quantity, x.unit, no) for no, x in enumerate(basket.lines)]
        lines = [replace(line, quantity=one.quantity) for line, one in zip(basket.lines, asked, strict=True)]
        keep_terms(lines, offers)
        keep_kits_whole(lines, offers)
        lines = self.offered(lines, offers, self.priced_in(basket.store, buyer, basket.currency))
        totals = [_total(line, offers[line.sku], basket.currency) for line in lines]
        off = taken_off(totals, [line.discounts for line in lines], basket.discounts, basket.currency)
        totals = off.left(totals)
        total = sum(totals, Decimal(0)) + sum((c.total for c in basket.charges), Decimal(0))
        if total < 0:
            raise Unprocessable(
                f"the order comes to {total}; charges cannot take off more than the goods cost",
                field="charges",
            )
        order = Order(
            id=self._number(basket),
            store=basket.store,
            buyer_id=buyer.id,
            placed_at_us=self.context.now_us(),
            currency=basket.currency,
            reference=basket.reference,
            ship_to=basket.ship_to or buyer.address,
            lines=_in_partner_units(self._lines(lines, totals, offers, basket.currency, off.lines), asked),
            charges=self._charges(basket.charges),
            payment_id="" if basket.payment_terms else self.numbers.money("pay"),
            state=ORDER.start,
            payer_id=buyer.payer_id,
            requested_date=basket.requested_date,
            discounts=off.header,
            tax_mode=self.tax_mode_of(basket.store),
            tax_exemption=buyer.tax_exemption if basket.store in self.stores else "",
            payment_terms=basket.payment_terms,
            review=Review(REVIEW.start, basket.suspicion) if basket.suspicion else None,
        )
        order = self.taxed(order)
        check_tenders(basket.tenders, order.total, order.currency)
        self._take(lines, offers)
        return self._taken(order, tenders=basket.tenders)

    def _taken(
        self, order: Order, *, exchange: Decimal = Decimal(0), tenders: tuple[Tender, ...] = ()
    ) -> Order:
        """A new order, with its payment unless it is bought on account.

        What ``exchange`` and ``tenders`` pay is not asked of the card.
        """
        self.orders.put(order)
        if order.payment_id:
            self.payments.put(
                Payment(
                    order.payment_id, order.id, order.currency,
                    authorised=order.total + margin(order.lines, order.minor_unit),
                    store=order.store, exchange=exchange,
                    tenders=tenders,
                )
            )  # fmt: skip
        self.context.outbox.publish("order.placed", order.id, order_id=order.id, store=order.store)
        return order

    def ship(self, key: str, parcel: Parcel) -> Done[Shipment]:
        """Units have left; the same reference again must be about the same shipment."""
        order = self.orders.get(key)
        known = self.shipments.by("reference", (order.store, order.id, parcel.reference))
        if known:
            return _shipped_already(known[0], order, parcel)
        units = within(order, parcel.units, lambda line: line.shippable, purpose="ship")
        check_weighed(order, units, parcel.weights)
        lines = closed(order, raised(order.lines, "shipped", units), parcel.closed)
        leaving = moved(order, lines, shipping=True)
        accepted(order, units, parcel.substitutes)
        shipment = _shipment(self.numbers.following("MS"), order, parcel, units)
        self.orders.put(leaving)
        return Done(self.shipments.put(shipment))

    def shipments_of(self, key: str) -> list[Shipment]:
        """The shipments of an order, oldest first."""
        order = self.orders.get(key)
        return self.shipments.by("order", (order.store, order.id))

    def _number(self, basket: Basket) -> str:
        """The next number that is free in the store, or the one that the store gives itself."""
        if basket.number:
            if order_key(basket.store, basket.number) in self.orders:
                raise Conflict(
                    f"store {basket.store} has an order {basket.number} already; "
                    "a number names one order of a store",
                    field="number",
                )
            return basket.number
        return self._free_number(basket.store)

    def _free_number(self, store: str) -> str:
        number = self.numbers.order(store)
        while order_key(store, number) in self.orders:
            number = self.numbers.order(store)
        return number

    def _offers(self, lines: Sequence[Wanted]) -> dict[str, Listing]:
        offers: dict[str, Listing] = {}
        for index, line in enumerate(lines):
            listing = self.listings.find(line.sku)
            if listing is None or listing.state is not ListingState.ACTIVE:
                standing = "no listing" if listing is None else "no active listing"
                raise Unprocessable(f"there is {standing} {line.sku}", field=f"lines[{index}].sku")
            offers[line.sku] = listing
        return offers

    def offered(
        self, lines: Sequence[WantedLine], offers: Mapping[str, Listing], buyer: PricedFor, of: str = "lines"
    ) -> list[WantedLine]:
        """The lines, those without a price at the one that the buyer is offered now."""
        return [
            line if line.unit_price is not None
            else self._at_offered_price(line, offers[line.sku], buyer, f"{of}[{index}].unit_price")
            for index, line in enumerate(lines)
        ]  # fmt: skip

    def _at_offered_price(self, line: WantedLine, offer: Listing, buyer: PricedFor, field: str) -> WantedLine:
        price, source = self.price_of(offer, line.quantity * offer.terms.size, buyer, field)
        return replace(line, unit_price=price, price_source=source)

    def _lines(
        self,
        lines: Sequence[WantedLine],
        totals: list[Decimal],
        offers: dict[str, Listing],
        currency: str,
        discounts: Sequence[tuple[Discount, ...]] = (),
    ) -> tuple[OrderLine, ...]:
        placed = [
            OrderLine(
                self.numbers.line(), offers[line.sku].sku, line.quantity * offers[line.sku].terms.size,
                price_of_line(line), total, line.tax_rate, line.reference, line.quote,
                unit=offers[line.sku].terms.unit, unit_size=offers[line.sku].terms.size,
                substitutable=line.substitutable,
                over_bp=offers[line.sku].terms.over_bp, under_bp=offers[line.sku].terms.under_bp,
                weight_g=offers[line.sku].terms.weight_g,
                weight_tolerance_bp=offers[line.sku].terms.weight_tolerance_bp,
                discounts=off,
                price_source=line.price_source,
            )
            for line, total, off in zip(lines, totals, discounts or [()] * len(lines), strict=True)
        ]  # fmt: skip
        step = MINOR_UNITS[currency]
        return tuple([self._with_components(line, offers[line.sku], step) for line in placed])

    def _with_components(self, line: OrderLine, offer: Listing, step: Decimal) -> OrderLine:
        parts = [replace(part, id=self.numbers.line()) for part in components_of(line, offer, step)]
        return replace(line, components=tuple(parts)) if parts else line

    def _charges(self, charges: Sequence[WantedCharge]) -> tuple[Charge, ...]:
        return tuple(
            Charge(
                self.numbers.following("MF"), charge.kind, charge.code, charge.text,
                charge.total, charge.tax_rate, charge.reference,
            )
            for charge in charges
        )  # fmt: skip

    def _take(self, lines: Sequence[WantedLine], offers: dict[str, Listing]) -> None:
        """What is ordered is no longer on offer; more may be ordered than was published.

        https://shopify.dev/docs/apps/build/inventory-management-apps
        """
        left = {sku: listing.quantity for sku, listing in offers.items()}
        for line in lines:
            left[line.sku] = max(0, left[line.sku] - line.quantity * offers[line.sku].terms.size)
        for sku, listing in offers.items():
            self.listings.put(replace(listing, quantity=left[sku]))


def _in_partner_units(lines: tuple[OrderLine, ...], asked: Sequence[Sold]) -> tuple[OrderLine, ...]:
    """The lines, naming the buyer's own unit where it ordered in one."""
    return tuple(
        line if one.partner is None
        else replace(line, partner_unit=one.partner.name, partner_size=one.partner.size)
        for line, one in zip(lines, asked, strict=True)
    )  # fmt: skip


def _check_amounts(basket: Basket) -> None:
    """Refuse amounts that the currency has no coins for, and two ways to pay that exclude each other."""
    check_currency(basket.currency)
    if basket.tenders and basket.payment_terms:
        raise Unprocessable(
            f"an order on account ({basket.payment_terms}) has no payment that tenders could be part of; "
            "leave out one of the two",
            field="tenders",
        )
    for index, line in enumerate(basket.lines):
        if line.total is not None:
            check_whole(line.total, basket.currency, field=f"lines[{index}].total")
    for index, charge in enumerate(basket.charges):
        check_paid(charge.total, basket.currency, field=f"charges[{index}].total")


def price_of_line(line: WantedLine) -> Decimal:
    """The price of a line that was asked for at one, or offered one."""
    assert line.unit_price is not None, f"the line of {line.sku} was not offered at a price"
    return line.unit_price


def _total(line: WantedLine, offer: Listing, currency: str) -> Decimal:
    if line.total is not None:
        return line.total
    return rounded(priced(price_of_line(line), line.quantity, offer), MINOR_UNITS[currency])


def _shipped_already(known: Shipment, order: Order, parcel: Parcel) -> Done[Shipment]:
    units: dict[str, int] = {}
    for line_id, quantity in parcel.units:
        units[line_id] = units.get(line_id, 0) + quantity
    if _shipment(known.id, order, parcel, units) != known:
        raise Conflict(
            f"shipment {known.id} of order {known.order_id} has the reference "
            f"{known.reference} and other contents; a reference names one shipment",
            field="reference",
        )
    return Done(known, already=True)


def _shipment(shipment_id: str, order: Order, parcel: Parcel, units: dict[str, int]) -> Shipment:
    lines = tuple(
        ShipmentLine(line_id, quantity, parcel.weights.get(line_id, 0), *stated(parcel.stated, line_id))
        for line_id, quantity in units.items()
    )
    return Shipment(
        shipment_id, order.id, parcel.reference, parcel.carrier, parcel.tracking,
        parcel.shipped_at_us, lines, order.store, tuple(parcel.substitutes),
        tuple(ShipmentLine(*one) for one in parcel.closed),
    )  # fmt: skip
