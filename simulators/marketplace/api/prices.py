"""URLs of published prices, and of the groups whose prices buyers have."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from ...kernel.fields import Body, Currency, Identifier, PriceText, Quantity, places
from ...kernel.pricing import PriceKind
from ...kernel.tables import Row
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import ListingPrices, PriceEntry
from .forms import LISTING_QUERY, Desk, Moment, Reference, View, instant_us, money
from .stock import ResultList, answer_each

_BULK_MAX = 500
_ENTRIES_MAX = 5000


class PriceBody(Body, frozen=True, rename="camel"):
    """A unit price with tax for lines of at least ``minQuantity`` eaches; ``validUntil`` is just too late.

    ``priceWithoutTax`` is what stores offer whose prices are without tax, and buyers who pay none;
    without it nothing is offered there. Prices of one currency are never offered in another.
    """

    kind: PriceKind
    price: PriceText
    min_quantity: Quantity = 1
    buyer_id: Reference = ""
    group: Reference = ""
    valid_from: Moment | UnsetType = UNSET
    valid_until: Moment | UnsetType = UNSET
    currency: Currency = "GBP"
    price_without_tax: PriceText | UnsetType = UNSET


class PricesOfListing(Body, frozen=True, rename="camel"):
    """All prices of a listing besides its own; an empty list takes those away that there are."""

    sku: Identifier
    prices: Annotated[tuple[PriceBody, ...], Meta(max_length=_ENTRIES_MAX)]


class PublishedPrices(Body, frozen=True, rename="camel"):
    """Prices to publish; each listing stands for itself."""

    listings: Annotated[list[Raw], Meta(max_length=_BULK_MAX)]


class GroupOfBuyer(Body, frozen=True):
    """The group whose prices a buyer has; empty for none."""

    group: Reference


class AskedPrice(Body, frozen=True):
    """So many of a listing, counted as it is sold, for a buyer who asks in a store what one costs."""

    buyer_id: Identifier
    sku: Identifier
    quantity: Quantity
    currency: Currency | UnsetType = UNSET
    store: Reference = ""


class OfferedView(View, frozen=True, rename=None):
    """What one costs now, and the kind of price that this is."""

    unit_price: str
    source: str


class PriceView(View, frozen=True):
    """A published price."""

    kind: str
    price: str
    min_quantity: int
    currency: str
    buyer_id: str | UnsetType = UNSET
    group: str | UnsetType = UNSET
    valid_from: str | UnsetType = UNSET
    valid_until: str | UnsetType = UNSET
    price_without_tax: str | UnsetType = UNSET


class ListingPricesView(View, frozen=True):
    """The prices of a listing besides its own."""

    sku: str
    prices: list[PriceView]
    updated_at: str


class ListingPricesPage(View, frozen=True):
    """The prices of some listings, oldest change first."""

    prices: list[ListingPricesView]
    next_token: str | UnsetType = UNSET


class GroupView(View, frozen=True):
    """A buyer, and the group that it is in."""

    buyer_id: str
    group: str


_prices_decoder = msgspec.json.Decoder(PricesOfListing)


class PriceDesk(Desk):
    """Answers about prices."""

    def operations(self) -> list[Operation]:
        """What connectors and buyers can ask about prices."""
        return [
            Operation("list_prices", "GET", "/prices", self.listed, reply=ListingPricesPage,
                      query=LISTING_QUERY, summary="Prices of listings changed since a time."),
            Operation("read_prices", "GET", "/prices/{sku}", self.read, reply=ListingPricesView,
                      summary="The prices of one listing besides its own."),
            Operation("publish_prices", "POST", "/prices/bulk", self.publish, PublishedPrices,
                      reply=ResultList, each=PricesOfListing,
                      summary="Replace the prices of listings, up to 500."),
            Operation("put_in_group", "POST", "/buyers/{id}/group", self.put_in_group, GroupOfBuyer,
                      reply=GroupView, summary="Say which group's prices a buyer has."),
            Operation("ask_price", "POST", "/_world/prices", self.ask, AskedPrice, reply=OfferedView,
                      surface=Surface.WORLD, summary="A buyer asks what one of so many costs now."),
        ]  # fmt: skip

    def listed(self, call: Call) -> Reply:
        """GET /prices."""
        return Reply(self.page(self.service.prices, call, self._prices))

    def read(self, call: Call) -> Reply:
        """GET /prices/{sku}."""
        return Reply(self._prices(self.service.prices.row(call.path["sku"])))

    def publish(self, call: Call) -> Reply:
        """POST /prices/bulk."""
        body: PublishedPrices = call.body

        def put(item: PricesOfListing) -> None:
            self.service.publish_prices(item.sku, tuple(_entry(one) for one in item.prices))

        return answer_each(body.listings, _prices_decoder, put)

    def put_in_group(self, call: Call) -> Reply:
        """POST /buyers/{id}/group."""
        member = self.service.put_in_group(call.path["id"], call.body.group)
        return Reply(GroupView(member.buyer_id, member.group))

    def ask(self, call: Call) -> Reply:
        """POST /_world/prices."""
        body: AskedPrice = call.body
        buyer = self.service.buyers.get(body.buyer_id)
        listing = self.service.listings.get(body.sku)
        eaches = body.quantity * listing.terms.size
        currency = self.service.currency_of(body.store, "" if body.currency is UNSET else body.currency)
        who = self.service.priced_in(body.store, buyer, currency)
        offered = self.service.price_of(listing, eaches, who, "currency")
        return Reply(OfferedView(places(offered.price, 4), offered.source))

    def _prices(self, row: Row[ListingPrices]) -> ListingPricesView:
        held = row.document
        return ListingPricesView(held.sku, [self._price(one) for one in held.entries], self.time(row.at_us))

    def _price(self, entry: PriceEntry) -> PriceView:
        return PriceView(
            entry.kind.value, places(entry.price, 4), entry.min_quantity, entry.currency,
            entry.buyer_id or UNSET, entry.group or UNSET,
            self.time(entry.from_us) if entry.from_us else UNSET,
            self.time(entry.until_us) if entry.until_us else UNSET,
            UNSET if entry.net is None else places(entry.net, 4),
        )  # fmt: skip


def _entry(body: PriceBody) -> PriceEntry:
    return PriceEntry(
        body.kind, money(body.price), body.min_quantity, body.buyer_id, body.group,
        0 if body.valid_from is UNSET else instant_us(body.valid_from, "valid_from"),
        0 if body.valid_until is UNSET else instant_us(body.valid_until, "valid_until"),
        body.currency,
        None if body.price_without_tax is UNSET else money(body.price_without_tax),
    )  # fmt: skip
