"""Movements of goods that no order caused: warehouse to ERP, and ERP to OMS."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..decide.stock import rule_for
from ..documents.inventory import Movement
from ..errors import Missing
from ..queue import Habits
from ..run import Run
from ..work import Applied, Ignored
from .base import BatchLink, Result
from .items import LISTED, Items, item_lane


class WarehouseMovements(BatchLink):
    """Books in the ERP what came in at the warehouse and what a count found."""

    name = "warehouse-movements"
    habits = Habits(batch=50, serial=True)

    async def carry_together(self, runs: Sequence[Run]) -> list[Result]:
        """Book them in one request, in order of arrival."""
        movements = [await self.around.wms.movement(run.key) for run in runs]
        told = [movement for movement in movements if rule_for(movement.kind) is None]
        refused = await self.around.erp.book_movements(told) if told else {}
        results: list[Result] = []
        for movement in movements:
            rule = rule_for(movement.kind)
            if rule is not None:
                results.append(Ignored(rule))
            else:
                results.append(refused.get(movement.reference) or Applied(movement.reference))
        return results


class ErpMovements(BatchLink):
    """Books in the OMS what was booked in the ERP."""

    name = "erp-movements"
    habits = Habits(batch=50, serial=True)

    async def carry_together(self, runs: Sequence[Run]) -> list[Result]:
        """Book them in one request, in order of arrival; items that the OMS does not know go first."""
        movements = [await self.around.erp.movement(run.key) for run in runs]
        skus = dict.fromkeys(line.sku for movement in movements for line in movement.lines)
        listed = runs[0].store.known_of(LISTED, list(skus))
        waiting = [_unlisted(movement, listed) for movement in movements]
        ready = [movement for movement, wait in zip(movements, waiting, strict=True) if wait is None]
        refused = await self.around.oms.move_stock(ready) if ready else {}
        return [
            wait or refused.get(run.key) or Applied(run.key) for run, wait in zip(runs, waiting, strict=True)
        ]


def _unlisted(movement: Movement, listed: Collection[str]) -> Missing | None:
    """The first item of a movement that has not reached the OMS yet, as what has to come first."""
    for line in movement.lines:
        if line.sku not in listed:
            return Missing(
                f"item {line.sku} is not in the oms yet", link=Items.name, key=line.sku,
                lane=item_lane(line.sku),
            )  # fmt: skip
    return None
