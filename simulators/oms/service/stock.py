"""Items, and stock as other systems report that it moved."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ...kernel.problems import Conflict, NotFound, Refusal, Unprocessable
from ..lifecycle import ITEM, ItemMove
from ..model import Item, ItemState, StockLevel, StockMovement
from .allocation import all_free, serve_waiting
from .posting import Posting
from .tables import Tables


class Stockkeeping(Tables):
    """Keeps the books of stock."""

    def put_item(self, sku: str, title: str, price_e4: int, *, active: bool) -> Item:
        """List an item, or change what is known of it."""
        held = self.items.find(sku)
        state = ITEM.start if held is None else held.state
        if active != (state is ItemState.ACTIVE):
            state = ITEM.after(state, ItemMove.RESUME if active else ItemMove.DISCONTINUE, of=sku)
        return self.items.put(Item(sku, title, price_e4, state))

    def move_stock(self, movements: Sequence[StockMovement]) -> list[str | Refusal]:
        """Apply movements, each once, and serve those who wait; says what became of each."""
        posting = Posting(self)
        applied: dict[str, StockMovement] = {}
        outcomes: list[str | Refusal] = []
        for movement in movements:
            held = applied.get(movement.reference) or self.stock_movements.find(movement.reference)
            try:
                if held is not None:
                    outcomes.append(_the_same(held, movement))
                    continue
                posting.change_level(self._moved(posting, movement))
            except Refusal as refusal:
                outcomes.append(refusal)
                continue
            applied[movement.reference] = movement
            outcomes.append("applied")
        skus = dict.fromkeys(movement.sku for movement in applied.values())
        serve_waiting(posting, self, all_free(posting, self, skus))
        for movement in applied.values():
            self.stock_movements.put(movement)
        posting.book()
        return outcomes

    def levels_of(self, sku: str) -> list[StockLevel]:
        """The stock of an item at all sites that ever had some."""
        if sku not in self.items:
            raise NotFound(f"there is no item {sku}")
        return self.stock.by("sku", sku)

    def available_total(self, sku: str) -> int:
        """What can be promised of an item at all sites together."""
        return sum(level.available for level in self.stock.by("sku", sku))

    def _moved(self, posting: Posting, movement: StockMovement) -> StockLevel:
        if movement.sku not in self.items:
            raise Unprocessable(f"there is no item {movement.sku}; add it at POST /items/bulk")
        if movement.site not in self.sites:
            sites = ", ".join(self.sites)
            raise Unprocessable(f"there is no site {movement.site}; there are: {sites}")
        if not movement.quantity and not movement.unavailable:
            raise Unprocessable("quantity and unavailable are both 0; nothing would move")
        level = posting.level(movement.sku, movement.site)
        # A movement is a fact that another system reports, and reports come in any order: on hand
        # may be below 0 until the receipt before it is heard of, as Shopify lets available be, and
        # units can be cleared of which the return is heard only later.
        return replace(
            level,
            on_hand=level.on_hand + movement.quantity,
            unavailable=level.unavailable + movement.unavailable,
        )


def _the_same(held: StockMovement, movement: StockMovement) -> str:
    if held != movement:
        raise Conflict(
            f"movement {held.reference} was applied with other content: {held.quantity} on hand "
            f"and {held.unavailable} unavailable of {held.sku} at {held.site}"
        )
    return "already"
