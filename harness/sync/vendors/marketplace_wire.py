"""The marketplace's forms: camelCase, amounts with tax as text, times with the store's offset.

Those of listings, orders and buyers, and what all of them share.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from ..documents.customer import Address, Customer
from ..documents.order import DECIDED, Charge, Order, OrderLine, Override, Review
from ..documents.product import BY_THE_EACH, Product
from ..money import ZERO, gross_price, price_text
from ..times import instant_of
from ..units import BASE, as_told
from .bulk import NotTaken, not_taken


def listing_body(product: Product, rate: Decimal) -> dict[str, Any]:
    """A listing as the marketplace takes it; how it is sold, if it is not simply sold by the each."""
    body: dict[str, Any] = {
        "sku": product.sku,
        "title": product.title,
        "price": price_text(gross_price(product.price.net, rate)),
        "active": product.active,
    }
    terms = product.terms
    if terms != BY_THE_EACH:
        body |= {
            "unit": terms.unit, "unitSize": terms.unit_size, "minimum": terms.minimum,
            "multiple": terms.multiple,
        }  # fmt: skip
        limits = {"maximum": terms.maximum, "overBp": terms.over_bp, "underBp": terms.under_bp}
        limits |= {"weightG": terms.weight_g, "weightToleranceBp": terms.weight_tolerance_bp}
        body |= {name: limit for name, limit in limits.items() if limit}
        if terms.partner_units:
            body["partnerUnits"] = [
                {"name": one.name, "size": as_told(one.size)} for one in terms.partner_units
            ]
    if product.components:
        body["components"] = [
            {"sku": one.sku, "perKit": one.per_kit, "weight": one.weight} for one in product.components
        ]
    return body


class Wire(msgspec.Struct, frozen=True, rename="camel"):
    """A form that is read: what it has beyond the fields known here is passed over."""


class WireAddress(Wire, frozen=True):
    """A postal address."""

    name: str
    line: str
    city: str
    postcode: str
    country: str

    def canonical(self) -> Address:
        """The engine's document."""
        return Address(
            name=self.name, line=self.line, city=self.city, postcode=self.postcode,
            country=self.country,
        )  # fmt: skip


class WireQuote(Wire, frozen=True):
    """Why a price is not the list price."""

    id: str
    seller: str = ""
    approver: str = ""
    reason: str = ""
    expires_on: str = ""

    def canonical(self) -> Override:
        """The engine's document."""
        return Override(
            seller=self.seller, approver=self.approver, reason=self.reason, expires_on=self.expires_on
        )


class WireDiscount(Wire, frozen=True):
    """What was taken off a line, or off the order and so off the line."""

    kind: str
    amount: Decimal


def _sum(discounts: list[WireDiscount], *kinds: str) -> Decimal:
    return sum((one.amount for one in discounts if one.kind in kinds), ZERO)


class WireComponent(Wire, frozen=True):
    """A component of the kits on a line of an order."""

    id: str
    sku: str
    quantity: int
    per_kit: int
    unit_price: Decimal
    total: Decimal
    shipped: int = 0
    cancelled: int = 0
    returned: int = 0
    discounts: list[WireDiscount] = []
    net: Decimal | None = None


class WireLine(Wire, frozen=True):
    """A line of an order."""

    id: str
    sku: str
    quantity: int
    unit_price: Decimal
    total: Decimal
    tax_rate: Decimal
    reference: str = ""
    quote: WireQuote | None = None
    shipped: int = 0
    cancelled: int = 0
    returned: int = 0
    unit: str = BASE
    unit_size: int = 1
    substitutable: bool = False
    components: list[WireComponent] = []
    over_units: int = 0
    under_units: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    partner_unit: str = ""
    partner_size: str = ""
    amends: str = ""
    amendment: str = ""
    discounts: list[WireDiscount] = []
    net: Decimal | None = None

    def canonical(self) -> list[OrderLine]:
        """The engine's documents: one, or for a kit one for each component."""
        return [self._of(component) for component in self.components] or [self._itself()]

    def _of(self, part: WireComponent) -> OrderLine:
        return OrderLine(
            id=part.id, sku=part.sku, quantity=part.quantity, unit_price=part.unit_price,
            total=part.total, tax_rate=self.tax_rate, reference=self.reference,
            shipped=part.shipped, cancelled=part.cancelled, returned=part.returned, kit=self.sku,
            kit_line=self.id, per_kit=part.per_kit, discount=_sum(part.discounts, "line", "header"),
            header_discount=_sum(part.discounts, "header"),
            net=part.net, amendment=self.amendment,
        )  # fmt: skip

    def _itself(self) -> OrderLine:
        return OrderLine(
            id=self.id, sku=self.sku, quantity=self.quantity, unit_price=self.unit_price,
            total=self.total, tax_rate=self.tax_rate, reference=self.reference,
            quote_id=self.quote.id if self.quote else "", shipped=self.shipped,
            cancelled=self.cancelled, returned=self.returned, unit=self.unit,
            unit_size=self.unit_size, substitutable=self.substitutable, over_units=self.over_units,
            under_units=self.under_units,
            weight_g=self.weight_g, weight_tolerance_bp=self.weight_tolerance_bp,
            partner_unit=self.partner_unit,
            partner_size=self.partner_size, amends=self.amends, amendment=self.amendment, net=self.net,
            override=self.quote.canonical() if self.quote else None,
            discount=_sum(self.discounts, "line", "header"),
            header_discount=_sum(self.discounts, "header"),
        )  # fmt: skip


class WireCharge(Wire, frozen=True):
    """A charge of an order."""

    id: str
    kind: str
    code: str
    text: str
    total: Decimal
    tax_rate: Decimal
    reference: str = ""
    net: Decimal | None = None

    def canonical(self) -> Charge:
        """The engine's document."""
        return Charge(
            id=self.id, kind=self.kind, code=self.code, text=self.text, total=self.total,
            tax_rate=self.tax_rate, reference=self.reference, net=self.net,
        )  # fmt: skip


class WireReview(Wire, frozen=True):
    """What is thought of an order that looks like fraud."""

    status: str
    reason: str
    decided_by: str = ""
    decision: str = ""

    def canonical(self) -> Review:
        """The engine's document."""
        return Review(
            status=self.status, reason=self.reason, decided_by=self.decided_by, decision=self.decision
        )


class WireOrder(Wire, frozen=True):
    """An order."""

    id: str
    store: str
    buyer_id: str
    placed_at: str
    currency: str
    ship_to: WireAddress
    payment_id: str
    lines: list[WireLine]
    charges: list[WireCharge]
    payer_id: str = ""
    requested_date: str = ""
    amendments: list[str] = []
    tax_mode: str = "inclusive"
    tax_exemption: str = ""
    payment_terms: str = ""
    review: WireReview | None = None

    def canonical(self) -> Order:
        """The engine's document."""
        return Order(
            store=self.store, id=self.id, buyer_id=self.buyer_id,
            placed_at_us=instant_of(self.placed_at), currency=self.currency,
            ship_to=self.ship_to.canonical(), payment_id=self.payment_id,
            lines=tuple([goods for line in self.lines for goods in line.canonical()]),
            charges=tuple([charge.canonical() for charge in self.charges]),
            payer_id=self.payer_id,
            requested_date=self.requested_date, amendments=tuple(self.amendments),
            tax_mode=self.tax_mode, tax_exemption=self.tax_exemption,
            payment_terms=self.payment_terms,
            review=self.review.canonical() if self.review else None,
        )  # fmt: skip


class WireBuyer(Wire, frozen=True):
    """A buyer."""

    id: str
    company: str
    email: str
    phone: str
    address: WireAddress
    payer_id: str = ""

    def canonical(self) -> Customer:
        """The engine's document."""
        return Customer(
            id=self.id, company=self.company, email=self.email, phone=self.phone,
            address=self.address.canonical(), payer_id=self.payer_id,
        )  # fmt: skip


class Made(Wire, frozen=True):
    """The answer to a creation."""

    id: str


class Item(Wire, frozen=True):
    """What became of one item of a bulk request."""

    sku: str | None
    status: str
    detail: str | None = ""


class Items(Wire, frozen=True):
    """What became of a bulk request."""

    results: list[Item]


class OrderRow(Wire, frozen=True):
    """As much of a listed order as is needed to fetch it."""

    id: str
    store: str
    review: WireReview | None = None

    @property
    def order_key(self) -> str:
        """Its name outside the marketplace."""
        return f"{self.store}/{self.id}"

    @property
    def reviewed(self) -> bool:
        """Whether somebody has cleared or rejected the order."""
        return self.review is not None and self.review.status in DECIDED


class OrderRows(Wire, frozen=True):
    """A page of orders."""

    orders: list[OrderRow]
    next_token: str = ""


class BuyerRow(Wire, frozen=True):
    """As much of a listed buyer as is needed to fetch it."""

    id: str
    updated_at: str


class BuyerRows(Wire, frozen=True):
    """A page of buyers."""

    buyers: list[BuyerRow]
    next_token: str = ""


class ListingRow(Wire, frozen=True):
    """As much of a listing as says whether it is as it was told."""

    sku: str
    title: str
    price: Decimal
    quantity: int
    active: bool
    updated_at: str


class ListingRows(Wire, frozen=True):
    """A page of listings."""

    listings: list[ListingRow]
    next_token: str = ""


class WishRow(Wire, frozen=True):
    """As much of a listed cancellation or return as is needed to fetch it."""

    id: str
    order_id: str
    store: str

    @property
    def order_key(self) -> str:
        """The order that it is about."""
        return f"{self.store}/{self.order_id}"


def refusals(results: list[Item], skus: list[str]) -> dict[str, NotTaken]:
    """The items of a bulk request that were not taken."""
    return not_taken({item.sku or "": (item.status, item.detail or "") for item in results}, skus)
