"""The OMS: promises stock, splits orders over sites, and keeps what waits for stock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..documents.amendment import Header
from ..documents.cancellation import CancelledOrder
from ..documents.inventory import Level, Movement
from ..documents.order import Order, OrderLine, SalesOrder
from ..documents.product import Product
from ..documents.returns import AnnouncedReturn, FoundLine
from ..documents.shipment import Fulfilment, Shipment, Substitute, Units
from ..money import ten_thousandths
from ..times import text_in_utc
from . import oms_wire as wire
from .bulk import NotTaken
from .calling import Caller
from .marketplace_wire import refusals
from .paging import while_there_is_more
from .substitutes import for_oms
from .webhooks import Webhook, subscribed

PAGE = 200


class Oms:
    """What the engine asks and tells the OMS."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def place(self, order: Order, holds: Sequence[str] = ()) -> wire.Placed:
        """Hand over an order, with what it waits for; returns its id, and which sites were asked to ship."""
        body = wire.order_body(order) | ({"holds": list(holds)} if holds else {})
        return await self._caller.tell("/orders", body, wire.Placed, key=f"order/{order.key}")

    async def hold(self, number: str, hold: str) -> None:
        """Stop an order that no warehouse works on."""
        await self._caller.instruct(f"/orders/{number}/holds", {"hold": hold})

    async def release(self, number: str, hold: str) -> None:
        """Take a hold off; after the last one the order is allocated."""
        await self._caller.tell(f"/orders/{number}/holds/{hold}", {}, wire.Made, method="DELETE")

    async def find_order(self, store: str, order_id: str) -> SalesOrder | None:
        """The order that came from this order of a store."""
        query: dict[str, str | int] = {"external_id": order_id, "channel": store}
        found = (await self._caller.ask("/orders", wire.Orders, query)).orders
        for order in found:
            if order.external_id == order_id and order.channel == store:
                return order.canonical()
        return None

    async def order(self, number: str) -> SalesOrder:
        """An order as it stands."""
        return (await self._caller.ask(f"/orders/{number}", wire.WireOrder)).canonical()

    async def amend(self, number: str, reference: str, order: Order, lines: Sequence[OrderLine]) -> None:
        """Add lines to an order that is open; the same again under the reference changes nothing."""
        rows = [{**wire.line_body(line, order.coin), "amends": line.amends} for line in lines]
        body = {"reference": reference, "lines": rows}
        await self._caller.instruct(f"/orders/{number}/amendments", body, key=f"amend/{reference}")

    async def redirect(self, number: str, reference: str, wanted: Header) -> None:
        """Have an order go elsewhere, or on another day."""
        body = {"reference": reference, **wanted.model_dump(exclude_none=True)}
        await self._caller.instruct(f"/orders/{number}/amendments", body, key=f"amend/{reference}")

    async def fulfilment(self, fulfilment_id: str) -> Fulfilment:
        """What one site is to ship for one order."""
        path = f"/fulfilments/{fulfilment_id}"
        return (await self._caller.ask(path, wire.WireFulfilment)).canonical()

    async def accept(self, fulfilment_id: str, warehouse_ref: str) -> dict[int, int]:
        """Say that the warehouse took the work; returns the units of each line it need not do.

        No idempotency key: what was cancelled may change until the acceptance is known.
        """
        path = f"/fulfilments/{fulfilment_id}/acceptance"
        answer = await self._caller.tell(path, {"warehouse_ref": warehouse_ref}, wire.Accepted)
        return {line.line_id: line.quantity for line in answer.cancelled}

    async def ship(self, fulfilment_id: str, shipment: Shipment) -> str:
        """Say what has left; returns the OMS's id for it."""
        body = {
            "reference": shipment.id,
            "tracking": shipment.tracking,
            "shipped_at": text_in_utc(shipment.shipped_at_us),
            "lines": [_sent(units) for units in shipment.lines],
            **({"closed": _units(shipment.closed)} if shipment.closed else {}),
            **for_oms(shipment.substitutes),
        }
        path = f"/fulfilments/{fulfilment_id}/shipments"
        return str((await self._caller.tell(path, body, wire.Made, key=f"ship/{shipment.id}")).id)

    async def shorten(self, fulfilment_id: str, reference: str, lines: Sequence[Units]) -> None:
        """Say what a site cannot deliver."""
        path = f"/fulfilments/{fulfilment_id}/shortages"
        body = {"reference": reference, "lines": _units(lines)}
        await self._caller.instruct(path, body, key=f"short/{reference}")

    async def cancel(self, number: str, reference: str, lines: Sequence[Units]) -> CancelledOrder:
        """Take back what can be had back; what a site accepted, it has to be asked for.

        No idempotency key: asking again under the same reference tells how it stands now.
        """
        body = {"reference": reference, "lines": _units(lines)}
        path = f"/orders/{number}/cancellations"
        return (await self._caller.tell(path, body, wire.WireCancelled)).canonical()

    async def cancellation(self, reference: str) -> CancelledOrder:
        """How a cancellation stands."""
        return (await self._caller.ask(f"/cancellations/{reference}", wire.WireCancelled)).canonical()

    async def cancellations_after(self, cursor: str) -> tuple[list[wire.WireCancelled], str]:
        """The cancellations that changed after a cursor, and the next cursor."""

        async def read(mark: str) -> tuple[list[wire.WireCancelled], str]:
            page = await self._caller.ask("/cancellations", wire.CancellationRows, _from(mark))
            return page.cancellations, page.next_cursor or ""

        return await while_there_is_more(read, cursor, "oms /cancellations")

    async def settle_cancellation(
        self, fulfilment_id: int, reference: str, answers: Sequence[tuple[int, int, int]]
    ) -> None:
        """Say what a site gave back, as (line, asked, granted)."""
        body = {
            "cancellation_ref": reference,
            "lines": [
                {"line_id": line, "quantity": asked, "granted": granted} for line, asked, granted in answers
            ],
        }
        path = f"/fulfilments/{fulfilment_id}/cancellations"
        key = f"cancel/{fulfilment_id}/{reference}"
        await self._caller.instruct(path, body, key=key)

    async def announce_return(
        self,
        number: str,
        external_id: str,
        lines: Sequence[Units],
        substitutes: Sequence[Substitute] = (),
    ) -> AnnouncedReturn:
        """Announce a return of an order."""
        body = {
            "order_id": int(number), "external_id": external_id, "lines": _units(lines),
            **for_oms(substitutes),
        }  # fmt: skip
        made = await self._caller.tell("/returns", body, wire.MadeReturn, key=f"return/{external_id}")
        return AnnouncedReturn(id=made.id, order_id=int(number), external_id=external_id, site=made.site)

    async def return_(self, number: str) -> AnnouncedReturn:
        """A return as it stands."""
        return (await self._caller.ask(f"/returns/{number}", wire.WireReturn)).canonical()

    async def receive_return(self, number: str, reference: str, lines: Sequence[FoundLine]) -> None:
        """Say what was found in a return."""
        body = {
            "reference": reference,
            "lines": [
                {
                    "line_id": int(line.line),
                    "sellable": line.sellable,
                    "damaged": line.damaged,
                    "inspect": line.inspect,
                }
                for line in lines
            ],
        }
        path = f"/returns/{number}/receipts"
        await self._caller.instruct(path, body, key=f"receipt/{reference}")

    async def keep_products(self, products: Sequence[Product]) -> dict[str, NotTaken]:
        """Create or update items; returns why items were refused, by item."""
        items = [
            {
                "sku": product.sku,
                "title": product.title,
                "price_e4": ten_thousandths(product.price.net),
                "active": product.active,
            }
            for product in products
        ]
        answer = await self._caller.tell("/items/bulk", {"items": items}, wire.Items)
        return refusals(answer.results, [product.sku for product in products])

    async def move_stock(self, movements: Sequence[Movement]) -> dict[str, NotTaken]:
        """Book movements of goods, one for each line; returns why some were refused, by reference."""
        rows: list[dict[str, Any]] = []
        owners: dict[str, str] = {}
        for movement in movements:
            for number, line in enumerate(movement.lines, start=1):
                reference = f"{movement.reference}-{number}"
                owners[reference] = movement.reference
                rows.append(
                    {
                        "reference": reference,
                        "sku": line.sku,
                        "site": movement.site,
                        "quantity": line.quantity,
                        "unavailable": line.blocked,
                        "reason": movement.reason,
                    }
                )
        answer = await self._caller.tell("/stock-movements/bulk", {"movements": rows}, wire.Moves)
        refused = refusals(answer.as_items(), list(owners))
        return {owners[reference]: reason for reference, reason in refused.items()}

    async def levels_after(self, cursor: str) -> tuple[list[Level], str]:
        """The stock that changed after a cursor, and the next cursor."""

        async def read(mark: str) -> tuple[list[Level], str]:
            page = await self._caller.ask("/stock", wire.StockRows, _from(mark))
            return [row.canonical() for row in page.stock], page.next_cursor or ""

        return await while_there_is_more(read, cursor, "oms /stock")

    async def items_after(self, cursor: str) -> tuple[list[wire.ItemRow], str]:
        """The items that changed after a cursor, and the next cursor."""

        async def read(mark: str) -> tuple[list[wire.ItemRow], str]:
            page = await self._caller.ask("/items", wire.ItemRows, _from(mark))
            return page.items, page.next_cursor or ""

        return await while_there_is_more(read, cursor, "oms /items")

    async def fulfilments_after(self, cursor: str) -> tuple[list[wire.FulfilmentRow], str]:
        """The fulfilment orders that changed after a cursor, and the next cursor."""

        async def read(mark: str) -> tuple[list[wire.FulfilmentRow], str]:
            page = await self._caller.ask("/fulfilments", wire.FulfilmentRows, _from(mark))
            return page.fulfilments, page.next_cursor or ""

        return await while_there_is_more(read, cursor, "oms /fulfilments")

    async def subscribe(self, url: str, topics: Sequence[str]) -> Webhook:
        """Have events of these topics delivered to a URL."""
        return await subscribed(self._caller, url, topics)


def _from(cursor: str) -> dict[str, str | int]:
    return {"cursor": cursor, "limit": PAGE} if cursor else {"limit": PAGE}


def _sent(units: Units) -> dict[str, int]:
    body = {"line_id": int(units.line), "quantity": units.quantity}
    return body | ({"weight_g": units.weight_g} if units.weight_g else {})


def _units(lines: Sequence[Units]) -> list[dict[str, int]]:
    return [{"line_id": int(units.line), "quantity": units.quantity} for units in lines]
