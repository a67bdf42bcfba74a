"""The tables of the marketplace, which all its families of documents share."""

from __future__ import annotations

from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from msgspec.structs import replace

from ...kernel.problems import Conflict, NotFound
from ...kernel.system import Context
from ...kernel.tables import Table
from ..lifecycle import ORDER, OrderMove, roll_up
from ..model import (
    Amendment,
    Buyer,
    Cancellation,
    GroupMember,
    InvoiceCopy,
    Listing,
    ListingPrices,
    Order,
    OrderLine,
    Payment,
    Return,
    Shipment,
    Store,
    order_key,
)
from .numbers import Numbers

DocT = TypeVar("DocT")


class Done(NamedTuple, Generic[DocT]):
    """A document as it stands after a request, and whether an earlier request had done it all."""

    document: DocT
    already: bool = False


class Tables:
    """What the marketplace holds."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.numbers = Numbers(context)
        table = context.store.table
        by_id = attrgetter("id")
        self.listings: Table[Listing] = table("listings", attrgetter("sku"))
        self.buyers: Table[Buyer] = table("buyers", by_id)
        self.orders: Table[Order] = table("orders", attrgetter("key"))
        self.shipments: Table[Shipment] = table("shipments", by_id)
        self.invoices: Table[InvoiceCopy] = table("invoices", by_id)
        self.cancellations: Table[Cancellation] = table("cancellations", by_id)
        self.returns: Table[Return] = table("returns", by_id)
        self.payments: Table[Payment] = table("payments", by_id)
        self.buyers.indexed("payer", lambda buyer: buyer.payer_id or None)
        self.stores: Table[Store] = table("stores", by_id)
        self.amendments: Table[Amendment] = table("amendments", by_id)
        self.prices: Table[ListingPrices] = table("prices", attrgetter("sku"))
        self.price_groups: Table[GroupMember] = table("price_groups", attrgetter("buyer_id"))
        self.orders.indexed("number", by_id)
        by_order = attrgetter("store", "order_id")
        self.shipments.indexed("order", by_order)
        self.shipments.indexed("reference", attrgetter("store", "order_id", "reference"))
        self.invoices.indexed("number", attrgetter("number"))
        self.cancellations.indexed("order", by_order)
        self.returns.indexed("order", by_order)
        self.amendments.indexed("order", by_order)

    def order_key(self, order_id: str, store: str = "") -> str:
        """The key of an order by its number; the store has to be named if several gave that number."""
        if store:
            return order_key(store, order_id)
        stores = [order.store for order in self.orders.by("number", order_id)]
        if not stores:
            raise NotFound(f"there is no {order_id} among the orders")
        if len(stores) > 1:
            raise Conflict(
                f"there is an order {order_id} in each of the stores {', '.join(stores)}; "
                f"say which one is meant, such as ?store={stores[0]}",
                field="store",
            )
        return order_key(stores[0], order_id)


def moved(order: Order, lines: tuple[OrderLine, ...], *, shipping: bool) -> Order:
    """The order with these lines, after the move that shipping or cancelling them was."""
    rest = not any(goods.open for line in lines for goods in line.goods)
    if shipping:
        move = OrderMove.SHIP_REST if rest else OrderMove.SHIP_PART
    else:
        move = OrderMove.CANCEL_REST if rest else OrderMove.CANCEL_PART
    state = ORDER.after(order.state, move, of=order.id)
    assert state is roll_up(lines), f"order {order.id} is {state}, its lines say {roll_up(lines)}"
    return replace(order, lines=lines, state=state)
