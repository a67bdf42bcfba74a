"""Which price a buyer is offered, at this instant and for so many units.

Of the prices that apply to a line, the world's precedence says which counts: the most specific one,
where a customer's own price beats that of its parent even if it is dearer
(https://github.com/spree/spree/pull/14661), or the lowest. What counts is the quantity of the line alone,
and what is cancelled later changes no price.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ...kernel.pricing import PRICE_PRECEDENCE, Priced, PriceKind, counting
from ...kernel.problems import Unprocessable
from ..model import GroupMember, Listing, ListingPrices, Order, PriceEntry, TaxMode
from .tables import Tables

LISTED_IN = "GBP"
"""The currency of the prices of listings."""


class PricedFor(NamedTuple):
    """Who is offered a price: the buyer, who pays if somebody else does, in which currency, and how.

    Prices are without tax in ``net``.
    """

    buyer_id: str
    payer_id: str
    currency: str
    net: bool = False


def priced_for(order: Order) -> PricedFor:
    """Who further units of an order are priced for."""
    net = order.tax_mode is TaxMode.EXCLUSIVE or bool(order.tax_exemption)
    return PricedFor(order.buyer_id, order.payer_id, order.currency, net)


class Pricing(Tables):
    """Holds published prices, and offers buyers the one that counts."""

    def publish_prices(self, sku: str, entries: tuple[PriceEntry, ...]) -> ListingPrices:
        """Say which prices a listing has besides its own; they replace those before."""
        if sku not in self.listings:
            raise Unprocessable(f"there is no listing {sku}; offer it first", field="sku")
        for index, entry in enumerate(entries):
            if wrong := _wrong(entry):
                raise Unprocessable(wrong[1], field=f"prices[{index}].{wrong[0]}")
        published = ListingPrices(sku, entries)
        held = self.prices.find(sku)
        return held if held == published else self.prices.put(published)

    def put_in_group(self, buyer_id: str, group: str) -> GroupMember:
        """Say in which group a buyer is; without a name it is in none."""
        if buyer_id not in self.buyers:
            raise Unprocessable(f"there is no buyer {buyer_id}", field="buyer_id")
        member = GroupMember(buyer_id, group)
        held = self.price_groups.find(buyer_id)
        return held if held == member else self.price_groups.put(member)

    def price_of(self, listing: Listing, eaches: int, buyer: PricedFor, field: str) -> Priced:
        """The price that a buyer is offered now for a line of so many eaches, and what makes it.

        The price of the listing has tax in it, and is in pounds: nothing is converted, and where no
        published price says more, there is none.
        """
        listed = None if buyer.net or buyer.currency != LISTED_IN else listing.price
        offered = counting(listed, self._published(listing, eaches, buyer), self._precedence)
        if offered is None:
            how = "without" if buyer.net else "with"
            raise Unprocessable(
                f"the price of listing {listing.sku} is in {LISTED_IN} with tax, and none is published in "
                f"{buyer.currency} {how} tax that holds for {eaches} eaches of buyer {buyer.buyer_id}; name "
                "the price agreed, or have the seller publish one",
                field=field,
            )
        return offered

    def _published(self, listing: Listing, eaches: int, buyer: PricedFor) -> list[tuple[PriceKind, Decimal]]:
        published = self.prices.find(listing.sku)
        if published is None:
            return []
        member = self.price_groups.find(buyer.buyer_id)
        group = "" if member is None else member.group
        now_us = self.context.now_us()
        holding = [
            (entry.kind, entry.net if buyer.net else entry.price)
            for entry in published.entries
            if eaches >= entry.min_quantity and is_for(entry, buyer, group) and counts_at(entry, now_us)
        ]
        return [(kind, price) for kind, price in holding if price is not None]

    @property
    def _precedence(self) -> str:
        return self.context.chosen(PRICE_PRECEDENCE)


def is_for(entry: PriceEntry, buyer: PricedFor, group: str) -> bool:
    """Whether a price is one for a buyer who is in a group, and in the currency of its order."""
    if entry.currency != buyer.currency:
        return False
    match entry.kind:
        case PriceKind.CONTRACT:
            return entry.buyer_id == buyer.buyer_id
        case PriceKind.PARENT:
            return entry.buyer_id in (buyer.buyer_id, buyer.payer_id)
        case PriceKind.GROUP:
            return entry.group == group
    return True


def counts_at(entry: PriceEntry, at_us: int) -> bool:
    """Whether a price has begun, and is not over."""
    return entry.from_us <= at_us and not 0 < entry.until_us <= at_us


def _wrong(entry: PriceEntry) -> tuple[str, str] | None:
    """The field of an entry that cannot stand as it is, and why; None when all can."""
    whose = {PriceKind.CONTRACT: "buyerId", PriceKind.PARENT: "buyerId", PriceKind.GROUP: "group"}
    for name, given in (("buyerId", entry.buyer_id), ("group", entry.group)):
        if bool(given) is not (whose.get(entry.kind) == name):
            needed = whose.get(entry.kind, "neither buyerId nor group")
            return name, f"a {entry.kind} price names {needed}; here {name} is {given!r}"
    if 0 < entry.until_us <= entry.from_us:
        return "validUntil", "a price that ends before it begins never counts; leave it out"
    return None
