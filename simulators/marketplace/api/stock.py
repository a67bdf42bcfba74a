"""URLs of listings: prices and published stock, many at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType
from msgspec.structs import replace

from ...kernel.decoding import decoded
from ...kernel.fields import BasisPoints, Body, Count, Grams, Identifier, PriceText, Quantity, Text, places
from ...kernel.problems import Refusal
from ...kernel.tables import Row
from ...kernel.units import BASE, UnitCode, WholeOrFraction, exact
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import BY_THE_EACH, Listing, ListingState, PartnerUnit, Terms
from .forms import LISTING_QUERY, Desk, View, money
from .kits import ListedComponent, OfferedComponents, listed, offered

ItemT = TypeVar("ItemT")

_BULK_MAX = 500


class PartnerUnitBody(Body, frozen=True, rename="camel"):
    """What buyers call a unit, and how many eaches one holds."""

    name: UnitCode
    size: WholeOrFraction


class Offer(Body, frozen=True, rename="camel"):
    """A listing as the seller wants it.

    The price is for one ``unit`` of ``unitSize`` eaches; ``minimum``, ``multiple`` and ``maximum``
    say how many of them an order takes. Without them it is sold by the each, in any number.
    With ``components`` it is a kit. ``overBp``
    and ``underBp`` are how much more or less than ordered may be delivered, in hundredths of a percent.
    With ``weightG``, the nominal weight of an each, the price is for one kilogram. Buyers may
    order by ``partnerUnits`` too; prices and limits stay those of the unit.
    """

    sku: Identifier
    title: Text
    price: PriceText
    active: bool
    unit: UnitCode = BASE
    unit_size: Quantity = 1
    minimum: Quantity = 1
    multiple: Quantity = 1
    maximum: Quantity | None = None
    components: OfferedComponents = ()
    over_bp: BasisPoints = 0
    under_bp: BasisPoints = 0
    weight_g: Grams = 0
    weight_tolerance_bp: BasisPoints = 0
    partner_units: Annotated[tuple[PartnerUnitBody, ...], Meta(max_length=20)] = ()


class OfferByHand(Body, frozen=True):
    """A listing that somebody enters in the shop itself."""

    sku: Identifier
    title: Text
    price: PriceText
    quantity: Count = 0


class PublishedStock(Body, frozen=True, rename="camel"):
    """How many units of a listing buyers can see."""

    sku: Identifier
    quantity: Count


class Offers(Body, frozen=True, rename="camel"):
    """Listings to create or change; each stands for itself."""

    listings: Annotated[list[Raw], Meta(max_length=_BULK_MAX)]


class PublishedStocks(Body, frozen=True, rename="camel"):
    """Quantities to publish; each stands for itself."""

    stock: Annotated[list[Raw], Meta(max_length=_BULK_MAX)]


class ItemResult(View, frozen=True):
    """What became of one item: ``ok``, or ``refused`` and why."""

    sku: str | None
    status: str
    detail: str | UnsetType = UNSET


class ResultList(View, frozen=True):
    """What became of each item, in the order of the request."""

    results: list[ItemResult]


class ListingView(View, frozen=True):
    """A listing; ``quantity`` counts eaches, ``unitsAvailable`` the whole units that they make."""

    sku: str
    title: str
    price: str
    quantity: int
    active: bool
    updated_at: str
    unit: str | UnsetType = UNSET
    unit_size: int | UnsetType = UNSET
    units_available: int | UnsetType = UNSET
    minimum: int | UnsetType = UNSET
    multiple: int | UnsetType = UNSET
    maximum: int | UnsetType = UNSET
    components: list[ListedComponent] | UnsetType = UNSET
    over_bp: int | UnsetType = UNSET
    under_bp: int | UnsetType = UNSET
    weight_g: int | UnsetType = UNSET
    weight_tolerance_bp: int | UnsetType = UNSET
    partner_units: tuple[PartnerUnit, ...] | UnsetType = UNSET


class ListingPage(View, frozen=True):
    """Some listings, oldest change first."""

    listings: list[ListingView]
    next_token: str | UnsetType = UNSET


_offer_decoder = msgspec.json.Decoder(Offer)
_stock_decoder = msgspec.json.Decoder(PublishedStock)


class ListingDesk(Desk):
    """Answers about listings."""

    def operations(self) -> list[Operation]:
        """What connectors can ask about listings."""
        return [
            Operation("list_listings", "GET", "/listings", self.listed, reply=ListingPage,
                      query=LISTING_QUERY, summary="Listings changed since a time."),
            Operation("read_listing", "GET", "/listings/{sku}", self.read, reply=ListingView,
                      summary="One listing."),
            Operation("offer_listings", "POST", "/listings/bulk", self.offer, Offers,
                      reply=ResultList, each=Offer, summary="Create or change listings, up to 500."),
            Operation("publish_stock", "POST", "/listings/stock", self.publish, PublishedStocks,
                      reply=ResultList, each=PublishedStock, summary="Publish quantities, up to 500."),
            Operation("offer_by_hand", "POST", "/_world/listings", self.offer_by_hand, OfferByHand,
                      reply=ListingView, surface=Surface.WORLD, success=201,
                      summary="Somebody enters a listing in the shop itself."),
        ]  # fmt: skip

    def listed(self, call: Call) -> Reply:
        """GET /listings."""
        return Reply(self.page(self.service.listings, call, self._listing))

    def read(self, call: Call) -> Reply:
        """GET /listings/{sku}."""
        return Reply(self._listing(self.service.listings.row(call.path["sku"])))

    def offer(self, call: Call) -> Reply:
        """POST /listings/bulk."""
        body: Offers = call.body

        def put(item: Offer) -> None:
            price = money(item.price)
            names = tuple(PartnerUnit(one.name, str(exact(one.size))) for one in item.partner_units)
            terms = Terms(
                item.unit, item.unit_size, item.minimum, item.multiple, item.maximum or 0,
                item.over_bp, item.under_bp, item.weight_g, item.weight_tolerance_bp, names,
            )  # fmt: skip
            self.service.offer(
                item.sku, title=item.title, price=price, active=item.active, terms=terms,
                components=offered(item.components),
            )  # fmt: skip

        return answer_each(body.listings, _offer_decoder, put)

    def offer_by_hand(self, call: Call) -> Reply:
        """POST /_world/listings."""
        body: OfferByHand = call.body
        self.service.offer(body.sku, title=body.title, price=money(body.price), active=True)
        self.service.publish_stock(body.sku, body.quantity)
        return Reply(self._listing(self.service.listings.row(body.sku)), 201)

    def publish(self, call: Call) -> Reply:
        """POST /listings/stock."""
        body: PublishedStocks = call.body

        def put(item: PublishedStock) -> None:
            self.service.publish_stock(item.sku, item.quantity)

        return answer_each(body.stock, _stock_decoder, put)

    def _listing(self, row: Row[Listing]) -> ListingView:
        listing = row.document
        view = ListingView(
            listing.sku, listing.title, places(listing.price, 4), listing.quantity,
            listing.state is ListingState.ACTIVE, self.time(row.at_us),
        )  # fmt: skip
        if listing.components:
            view = replace(view, components=listed(listing.components))
        return view if listing.terms == BY_THE_EACH else replace(view, **_told(listing))


def _told(listing: Listing) -> dict[str, Any]:
    """How a listing is sold that is not simply sold by the each."""
    terms = listing.terms
    return {
        "unit": terms.unit, "unit_size": terms.size, "units_available": listing.quantity // terms.size,
        "minimum": terms.minimum, "multiple": terms.multiple, "maximum": terms.maximum or UNSET,
        "over_bp": terms.over_bp or UNSET, "under_bp": terms.under_bp or UNSET,
        "weight_g": terms.weight_g or UNSET, "weight_tolerance_bp": terms.weight_tolerance_bp or UNSET,
        "partner_units": terms.partner_units or UNSET,
    }  # fmt: skip


def answer_each(
    items: Sequence[Raw], decoder: msgspec.json.Decoder[ItemT], put: Callable[[ItemT], None]
) -> Reply:
    """Every item on its own: one that is wrong is refused, and the others take effect."""
    results = []
    for raw in items:
        sku = None
        try:
            item: Any = decoded(decoder, bytes(raw))
            sku = item.sku
            put(item)
        except Refusal as refusal:
            results.append(ItemResult(sku or _sku_of(raw), "refused", refusal.detail))
        else:
            results.append(ItemResult(sku, "ok"))
    return Reply(ResultList(results))


def _sku_of(raw: Raw) -> str | None:
    """The item code that a broken item names, if it does name one."""
    try:
        item = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    sku = item.get("sku") if isinstance(item, dict) else None
    return sku if isinstance(sku, str) else None
