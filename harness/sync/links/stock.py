"""Stock: whoever promises it (OMS, else ERP) to the marketplace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..decide import kits
from ..decide.stock import kits_to_publish, to_publish
from ..errors import Missing
from ..queue import Habits
from ..run import Run
from ..store import Store
from ..vendors.bulk import NotTaken
from ..work import Applied, Arrival
from .base import BatchLink, Result
from .items import LISTED, Items, item_lane


def arrivals_of(skus: Iterable[str]) -> list[Arrival]:
    """Word of items whose stock changed, each once."""
    return [Arrival(Stock.name, sku, lane=item_lane(sku)) for sku in dict.fromkeys(skus)]


def sold_of(sku: str) -> str:
    """Under what is remembered how many units of an item an order sold that is not placed yet."""
    return f"sold of {sku}"


class Stock(BatchLink):
    """Publishes what is available now, whatever it was when the word of it came."""

    name = "stock"
    habits = Habits(once=False, batch=500, derived=True)

    async def carry_together(self, runs: Sequence[Run]) -> list[Result]:
        """Publish the stock of items that are listed; the others wait for that."""
        skus = [run.key for run in runs]
        store = runs[0].store
        listed = store.known_of(LISTED, skus)
        offers = self.offers(store, skus)
        stock = [(sku, offers[sku]) for sku in skus if sku in listed]
        refused = await self.around.marketplace.publish_stock(stock) if stock else {}
        self._kits_follow(store, runs)
        return [self._result(run, listed, refused) for run in runs]

    def offers(self, store: Store, skus: Sequence[str]) -> dict[str, int]:
        """What buyers may be offered of each item: of a kit, what its components make."""
        made_of = store.refs_of([kits.components_of(sku) for sku in skus])
        parts = {sku: made_of.get(kits.components_of(sku), {}) for sku in skus}
        asked = dict.fromkeys([*skus, *(part for those in parts.values() for part in those)])
        available = store.available(list(asked))
        sold = store.sum_of_set_aside("orders", [sold_of(sku) for sku in asked])
        offers = {
            sku: self._offer(available.get(sku, {}), sold.get(sold_of(sku), 0)) for sku in asked
        }  # fmt: skip
        for kit, those in parts.items():
            if those:
                offers[kit] = kits_to_publish((offers[part], int(count)) for part, count in those.items())
        return offers

    def _kits_follow(self, store: Store, runs: Sequence[Run]) -> None:
        """Where the stock of a component changed, so did that of the kits with it."""
        known = store.refs_of([kits.kits_with(run.key) for run in runs])
        for run in runs:
            for arrival in arrivals_of(known.get(kits.kits_with(run.key), {})):
                run.then(arrival)

    def _offer(self, available: Mapping[str, int], sold: int) -> int:
        """What buyers may be offered but for what is sold; without an OMS all is shipped from one site."""
        settings = self.settings
        serving = available if settings.has_oms else [settings.site]
        return to_publish([available.get(site, 0) for site in serving], settings.safety_stock + sold)

    def _result(self, run: Run, listed: set[str], refused: Mapping[str, NotTaken]) -> Result:
        if run.key not in listed:
            return Missing(
                f"item {run.key} is not listed yet", link=Items.name, key=run.key,
                lane=item_lane(run.key),
            )  # fmt: skip
        if run.key in refused:
            return refused[run.key]
        return Applied(run.key)
