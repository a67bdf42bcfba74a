"""Items, stock and its movements on the wire; each item of a bulk stands or falls alone."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from ...kernel.decoding import decoded
from ...kernel.fields import Body, Identifier, Text
from ...kernel.problems import Refusal
from ...kernel.wire import Call, Operation, Reply
from ..lifecycle import ITEM
from ..model import Item, StockLevel, StockMovement
from ..service import Oms
from .common import PAGING, BulkItems, PriceE4, Wire, named, page

UnitsMoved = Annotated[int, Meta(ge=-10_000_000, le=10_000_000)]


class PutItems(Body, frozen=True):
    """At most 500 items, each of the form of PutItem."""

    items: BulkItems


class PutItem(Body, frozen=True):
    """An item with its list price without tax."""

    sku: Identifier
    title: Text
    price_e4: PriceE4
    active: bool


class MoveStock(Body, frozen=True):
    """At most 500 movements, each of the form of Movement."""

    movements: BulkItems


class Movement(Body, frozen=True):
    """A change of what is on hand, and of how much of it cannot be promised."""

    reference: Identifier
    sku: Identifier
    site: Identifier
    quantity: UnitsMoved
    unavailable: UnitsMoved = 0
    reason: Text = ""


class ItemResult(Wire, frozen=True):
    """``ok`` or ``refused``; the detail says why."""

    sku: str | None
    status: str
    detail: str | None = None


class MovementResult(Wire, frozen=True):
    """``applied``, ``already`` or ``refused``; the detail says why."""

    reference: str | None
    status: str
    detail: str | None = None


class ItemResults(Wire, frozen=True):
    """A result for each item, in the order asked."""

    results: list[ItemResult]


class MovementResults(Wire, frozen=True):
    """A result for each movement, in the order asked."""

    results: list[MovementResult]


class ItemOut(Wire, frozen=True):
    """An item."""

    sku: str
    title: str
    price_e4: int
    active: bool


class ItemsOut(Wire, frozen=True):
    """A page of items in order of change."""

    items: list[ItemOut]
    next_cursor: str | None


class StockOut(Wire, frozen=True):
    """Stock at a site; ``available_total`` is that of all sites."""

    sku: str
    site: str
    on_hand: int
    allocated: int
    unavailable: int
    available: int
    available_total: int


class StockPage(Wire, frozen=True):
    """A page of stock in order of change."""

    stock: list[StockOut]
    next_cursor: str | None


class StockOfItem(Wire, frozen=True):
    """The stock of one item at all sites that ever had some."""

    sku: str
    available_total: int
    stock: list[StockOut]


class StockApi:
    """Parses, asks the service once, renders."""

    def __init__(self, oms: Oms) -> None:
        self._oms = oms
        self._item = msgspec.json.Decoder(PutItem)
        self._movement = msgspec.json.Decoder(Movement)

    def operations(self) -> list[Operation]:
        """What can be asked of items and stock."""
        return [
            Operation("put_items", "POST", "/items/bulk", self._put_items, PutItems, ItemResults,
                      each=PutItem, summary="List items, or change what is known of them."),
            Operation("list_items", "GET", "/items", self._list_items, reply=ItemsOut,
                      query=PAGING, summary="Items in order of change."),
            Operation("get_item", "GET", "/items/{sku}", self._get_item, reply=ItemOut,
                      summary="One item."),
            Operation("move_stock", "POST", "/stock-movements/bulk", self._move, MoveStock,
                      MovementResults, each=Movement, summary="Book movements of stock, each once."),
            Operation("list_stock", "GET", "/stock", self._list_stock, reply=StockPage,
                      query=PAGING, summary="Stock in order of change."),
            Operation("get_stock", "GET", "/stock/{sku}", self._get_stock, reply=StockOfItem,
                      summary="The stock of one item."),
        ]  # fmt: skip

    def _put_items(self, call: Call) -> Reply:
        asked: PutItems = call.body
        return Reply(ItemResults([self._put_item(raw) for raw in asked.items]))

    def _put_item(self, raw: msgspec.Raw) -> ItemResult:
        try:
            item: PutItem = decoded(self._item, bytes(raw))
        except Refusal as refusal:
            return ItemResult(named(raw, "sku"), "refused", refusal.detail)
        self._oms.put_item(item.sku, item.title, item.price_e4, active=item.active)
        return ItemResult(item.sku, "ok")

    def _list_items(self, call: Call) -> Reply:
        found = page(call, self._oms.items)
        return Reply(ItemsOut([_item_out(row.document) for row in found.rows], found.following))

    def _get_item(self, call: Call) -> Reply:
        return Reply(_item_out(self._oms.items.get(call.path["sku"])))

    def _move(self, call: Call) -> Reply:
        asked: MoveStock = call.body
        read = [self._read_movement(raw) for raw in asked.movements]
        outcomes = iter(self._oms.move_stock([m for m in read if isinstance(m, StockMovement)]))
        results = [
            _movement_result(each.reference, next(outcomes)) if isinstance(each, StockMovement) else each
            for each in read
        ]
        return Reply(MovementResults(results))

    def _read_movement(self, raw: msgspec.Raw) -> StockMovement | MovementResult:
        try:
            told: Movement = decoded(self._movement, bytes(raw))
        except Refusal as refusal:
            return MovementResult(named(raw, "reference"), "refused", refusal.detail)
        return StockMovement(
            told.reference, told.sku, told.site, told.quantity, told.unavailable, told.reason
        )

    def _list_stock(self, call: Call) -> Reply:
        found = page(call, self._oms.stock)
        stock = [self._stock_out(row.document) for row in found.rows]
        return Reply(StockPage(stock, found.following))

    def _get_stock(self, call: Call) -> Reply:
        sku = call.path["sku"]
        stock = [self._stock_out(level) for level in self._oms.levels_of(sku)]
        return Reply(StockOfItem(sku, self._oms.available_total(sku), stock))

    def _stock_out(self, level: StockLevel) -> StockOut:
        return StockOut(
            level.sku, level.site, level.on_hand, level.allocated, level.unavailable,
            level.available, self._oms.available_total(level.sku),
        )  # fmt: skip


def _item_out(item: Item) -> ItemOut:
    return ItemOut(item.sku, item.title, item.price_e4, item.state is ITEM.start)


def _movement_result(reference: str, outcome: str | Refusal) -> MovementResult:
    if isinstance(outcome, Refusal):
        return MovementResult(reference, "refused", outcome.detail)
    return MovementResult(reference, outcome)
