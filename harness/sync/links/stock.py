"""Stock: whoever promises it (OMS, else ERP) to the marketplace."""

from __future__ import annotations

from collections.abc import Sequence

from ..decide.stock import to_publish
from ..documents.inventory import Level
from ..errors import Missing
from ..queue import Habits
from ..run import Run
from ..work import Applied, Arrival, TurnedAway
from .base import BatchLink, Result
from .items import LISTED, Items, item_lane


def arrivals_of(levels: Sequence[Level]) -> list[Arrival]:
    """Word of items whose stock changed, each once."""
    skus = dict.fromkeys(level.sku for level in levels)
    return [Arrival(Stock.name, sku, lane=item_lane(sku)) for sku in skus]


class Stock(BatchLink):
    """Publishes what is available now, whatever it was when the word of it came."""

    name = "stock"
    habits = Habits(once=False, batch=500)

    async def carry_together(self, runs: Sequence[Run]) -> list[Result]:
        """Publish the stock of items that are listed; the others wait for that."""
        listed = {run.key for run in runs if run.known(LISTED, run.key) is not None}
        stock = [(run.key, to_publish(run.store.available(run.key))) for run in runs if run.key in listed]
        refused = await self.around.marketplace.publish_stock(stock) if stock else {}
        return [self._result(run, listed, refused) for run in runs]

    def _result(self, run: Run, listed: set[str], refused: dict[str, str]) -> Result:
        if run.key not in listed:
            return Missing(
                f"item {run.key} is not listed yet", link=Items.name, key=run.key,
                lane=item_lane(run.key),
            )  # fmt: skip
        if run.key in refused:
            return TurnedAway(refused[run.key])
        return Applied(run.key)
