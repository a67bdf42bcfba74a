"""Items and list prices: ERP to OMS and marketplace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..decide import kits
from ..documents.product import BY_THE_EACH, Product
from ..queue import Habits
from ..run import Run
from ..vendors.bulk import NotTaken
from ..work import Applied, Arrival
from .base import BatchLink, Result

LISTED = "listed"
PUBLISHED_PRICES = "published prices"


def item_lane(sku: str) -> str:
    """The lane of an item: it is listed before its stock is published."""
    return f"item:{sku}"


def arrival_of(product: Product) -> Arrival:
    """Word of an item as it stands in the ERP now."""
    return Arrival(
        Items.name, product.sku, version=product.version, lane=item_lane(product.sku),
        payload=product.model_dump_json().encode(),
    )  # fmt: skip


OF_ITEM = "item"
"""In a mark, instead of the number of a price rule: the item itself has news."""


def prices_arrival(sku: str, mark: str = "") -> Arrival:
    """Word that the prices of an item may be others now."""
    return Arrival("prices", sku, mark=mark, lane=item_lane(sku))


class Items(BatchLink):
    """Keeps items and list prices as the ERP has them, and tells warehouses what may replace what."""

    name = "items"
    habits = Habits(once=False, batch=500)
    can_start = False

    async def carry_together(self, runs: Sequence[Run]) -> list[Result]:
        """Tell OMS, marketplace and warehouse of those items that differ from what they were told."""
        products = [Product.model_validate_json(run.payload) for run in runs]
        told = [
            product
            for run, product in zip(runs, products, strict=True)
            if run.known(LISTED, product.sku) != _told_of(product)
        ]
        refused = await self._tell(told) if told else {}
        return [self._outcome(run, product, refused) for run, product in zip(runs, products, strict=True)]

    async def _tell(self, products: list[Product]) -> dict[str, NotTaken]:
        refused: dict[str, NotTaken] = {}
        if self.settings.has_oms:
            refused = await self.around.oms.keep_products(products)
        listed = [product for product in products if product.sku not in refused]
        if listed:
            rate = self.settings.listing_tax_rate
            refused |= await self.around.marketplace.list_products(listed, rate)
        substituted = [product for product in products if product.substitutes]
        if substituted and self.settings.has_wms:
            await self.around.wms.allow_substitutes(substituted)
        return refused

    def _outcome(self, run: Run, product: Product, refused: Mapping[str, NotTaken]) -> Result:
        if product.sku in refused:
            return refused[product.sku]
        run.remember(LISTED, product.sku, _told_of(product))
        for component in product.components:
            run.remember(kits.components_of(product.sku), component.sku, str(component.per_kit))
            run.remember(kits.kits_with(component.sku), product.sku, str(component.per_kit))
        if product.components:
            run.then(Arrival("stock", product.sku, lane=item_lane(product.sku)))
        if run.known(PUBLISHED_PRICES, product.sku) is not None:
            run.then(prices_arrival(product.sku))
        return Applied(product.sku)


def _told_of(product: Product) -> str:
    """What the other systems are told of an item, in one text."""
    told = f"{product.price.net}|{'active' if product.active else 'inactive'}|{product.title}"
    if product.substitutes:
        told += "|" + ",".join(f"{one.ratio} {one.sku}" for one in product.substitutes)
    if product.terms != BY_THE_EACH:
        told = f"{told}|{product.terms.model_dump_json()}"
    return told + "".join(f"|{one.per_kit} x {one.sku} for {one.weight}" for one in product.components)
