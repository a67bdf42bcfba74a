"""Listings: what the seller offers, at which price, and how much of it."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ..lifecycle import LISTING, ListingMove
from ..model import BY_THE_EACH, Component, Listing, ListingState, Terms
from .kits import check_components
from .partner_units import check_names
from .tables import Tables


class Offering(Tables):
    """What the seller can do with listings."""

    def offer(
        self,
        sku: str,
        *,
        title: str,
        price: Decimal,
        active: bool,
        terms: Terms | None = None,
        components: tuple[Component, ...] = (),
    ) -> Listing:
        """Put a listing on offer or change it; what was published of its stock stays.

        Without terms it is sold by the each, in any number; with components it is a kit.
        """
        terms = terms or BY_THE_EACH
        check_components(sku, terms, components)
        check_names(sku, terms.partner_units, terms.unit)
        if terms.maximum and terms.maximum < terms.minimum:
            raise Unprocessable(
                f"at least {terms.minimum} and at most {terms.maximum} of {sku} leaves nothing to order",
                field="maximum",
            )
        listing = self.listings.find(sku)
        if listing is None:
            listing = Listing(sku, title, price, quantity=0, state=LISTING.start)
        state = listing.state
        if active and state is ListingState.INACTIVE:
            state = LISTING.after(state, ListingMove.SHOW, of=sku)
        elif not active and state is ListingState.ACTIVE:
            state = LISTING.after(state, ListingMove.HIDE, of=sku)
        return self.listings.put(
            replace(
                listing, title=title, price=price, state=state, terms=terms, components=components
            )
        )  # fmt: skip

    def publish_stock(self, sku: str, quantity: int) -> Listing:
        """Say how many units buyers can see; the number replaces the one before.

        https://shopify.dev/docs/apps/build/inventory-management-apps/manage-quantities-states
        """
        listing = self.listings.find(sku)
        if listing is None:
            raise Unprocessable(f"there is no listing {sku}; offer it first", field="sku")
        return self.listings.put(replace(listing, quantity=quantity))
