"""The marketplace: listings, orders, cancellations, returns, and the payments of orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from ..documents.amendment import Amendment, PartAnswer
from ..documents.cancellation import Cancellation
from ..documents.customer import Customer
from ..documents.invoice import Bill, PartnerUnits, Payment
from ..documents.order import Order
from ..documents.price import PriceEntry
from ..documents.product import Product
from ..documents.returns import Return
from ..documents.shipment import Shipment, Units
from ..money import money_text
from ..times import text_with_offset
from . import marketplace_amendments as amended
from . import marketplace_wire as wire
from .bulk import NotTaken
from .calling import Caller
from .marketplace_cancellations import CancellationRows, WireCancellation
from .marketplace_money import PaymentPage, WirePayment, invoiced_lines
from .marketplace_prices import prices_body
from .marketplace_returns import ReturnRows, WireReturn
from .marketplace_shipments import PartnerSizes, SentShipments, shipped_lines
from .paging import while_there_is_more
from .substitutes import for_marketplace
from .webhooks import Webhook, subscribed

PAGE = 200
ZONE = "Europe/London"
RowsT = TypeVar(
    "RowsT",
    wire.OrderRows, wire.BuyerRows, wire.ListingRows, CancellationRows, ReturnRows, amended.AmendmentRows,
    PaymentPage,
)  # fmt: skip


class Marketplace:
    """What the engine asks and tells the marketplace."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def order(self, order_key: str) -> Order:
        """An order as it stands."""
        path, store = _address(order_key)
        return (await self._caller.ask(path, wire.WireOrder, store)).canonical()

    async def buyer(self, buyer_id: str) -> Customer:
        """A customer as it stands."""
        return (await self._caller.ask(f"/buyers/{buyer_id}", wire.WireBuyer)).canonical()

    async def cancellation(self, cancellation_id: str) -> Cancellation:
        """A cancellation as it stands."""
        path = f"/cancellations/{cancellation_id}"
        return (await self._caller.ask(path, WireCancellation)).canonical()

    async def amendment(self, amendment_id: str) -> Amendment:
        """An amendment as it stands."""
        path = f"/amendments/{amendment_id}"
        return (await self._caller.ask(path, amended.WireAmendment)).canonical()

    async def return_(self, return_id: str) -> Return:
        """A return as it stands."""
        return (await self._caller.ask(f"/returns/{return_id}", WireReturn)).canonical()

    async def payment(self, payment_id: str) -> Payment:
        """A payment as it stands."""
        return (await self._caller.ask(f"/payments/{payment_id}", WirePayment)).canonical()

    async def find_shipment(self, order_key: str, reference: str) -> str | None:
        """The shipment that was told under this reference."""
        path, store = _address(order_key, "shipments")
        told = await self._caller.ask(path, SentShipments, store)
        return next((sent.id for sent in told.shipments if sent.reference == reference), None)

    async def confirm_shipment(self, order_key: str, shipment: Shipment, partner: PartnerSizes) -> str:
        """Tell what has left, by the shop's lines, in the buyer's own units too; returns the shop's id."""
        body = {
            "reference": shipment.id,
            "carrier": shipment.carrier,
            "tracking": shipment.tracking,
            "shippedAt": text_with_offset(shipment.shipped_at_us, ZONE),
            "lines": shipped_lines(shipment.lines, partner),
            **({"closed": _units(shipment.closed)} if shipment.closed else {}),
            **for_marketplace(shipment.substitutes),
        }
        path, store = _address(order_key, "shipments")
        key = f"shipment/{order_key}/{shipment.id}"
        return (await self._caller.tell(path, body, wire.Made, key=key, query=store)).id

    async def upload_invoice(
        self, order_key: str, bill: Bill, date: str, coin: Decimal, lines: Sequence[PartnerUnits] = ()
    ) -> str:
        """Show an invoice to the buyer, with its lines in the buyer's own units; returns the copy's id."""
        body: dict[str, Any] = {
            "number": bill.number,
            "date": date,
            "net": money_text(bill.net, coin),
            "tax": money_text(bill.tax, coin),
            "total": money_text(bill.total, coin),
        }
        if lines:
            body["lines"] = invoiced_lines(lines)
        path, store = _address(order_key, "invoices")
        key = f"invoice/{order_key}/{bill.number}"
        return (await self._caller.tell(path, body, wire.Made, key=key, query=store)).id

    async def answer_cancellation(self, cancellation_id: str, accepted: Sequence[tuple[str, int]]) -> None:
        """Say how many units of each line were taken back."""
        body = {"lines": [{"lineId": line, "accepted": count} for line, count in accepted]}
        path = f"/cancellations/{cancellation_id}/answer"
        await self._caller.instruct(path, body, key=f"answer/{cancellation_id}")

    async def cancel(self, order_key: str, reference: str, reason: str, units: Mapping[str, int]) -> str:
        """Take units off an order that will not come; returns the marketplace's number for it."""
        lines = [{"lineId": line, "quantity": count} for line, count in units.items()]
        path, store = _address(order_key, "cancellations")
        body, key = (
            {"reference": reference, "reason": reason, "lines": lines},
            f"cancel/{order_key}/{reference}",
        )
        return (await self._caller.tell(path, body, wire.Made, key=key, query=store)).id

    async def answer_amendment(self, amendment_id: str, answers: Sequence[PartAnswer]) -> None:
        """Say how much of each part is accepted."""
        body = {"parts": [answer.model_dump() for answer in answers]}
        path = f"/amendments/{amendment_id}/answer"
        await self._caller.instruct(path, body, key=f"answer/{amendment_id}")

    async def authorise_return(self, return_id: str, rma: str) -> None:
        """Let the buyer send goods back under the seller's number."""
        path = f"/returns/{return_id}/authorisation"
        await self._caller.instruct(path, {"rma": rma}, key=f"authorisation/{return_id}")

    async def receive_return(
        self, return_id: str, received: Mapping[str, int], sellable: Mapping[str, int] | None = None
    ) -> None:
        """Say how many units of each line came back, and of an exchange how many can be sold again."""
        rows = [{"lineId": line, "received": count} for line, count in received.items()]
        if sellable is not None:
            rows = [{**row, "sellable": sellable[line]} for row, line in zip(rows, received, strict=True)]
        body = {"lines": rows}
        path = f"/returns/{return_id}/receipt"
        await self._caller.instruct(path, body, key=f"receipt/{return_id}")

    async def capture(self, payment_id: str, reference: str, amount: Decimal, coin: Decimal) -> str:
        """Take money that was authorised, told in its coins; returns the entry's id."""
        return await self._move_money(payment_id, "captures", reference, money_text(amount, coin))

    async def void(self, payment_id: str, reference: str, amount: Decimal, coin: Decimal) -> str:
        """Give up money that was authorised, told in its coins; returns the entry's id."""
        return await self._move_money(payment_id, "voids", reference, money_text(amount, coin))

    async def refund(
        self, payment_id: str, reference: str, amount: Decimal, coin: Decimal, *, return_id: str
    ) -> str:
        """Pay money back for a return, told in its coins; returns the entry's id."""
        return await self._move_money(payment_id, "refunds", reference, money_text(amount, coin), return_id)

    async def credit_return(self, return_id: str, reference: str) -> None:
        """Say that what came back was credited on the buyer's account."""
        path, key = f"/returns/{return_id}/credit", f"credit/{return_id}"
        await self._caller.instruct(path, {"reference": reference}, key=key)

    async def _move_money(
        self, payment_id: str, kind: str, reference: str, money: str, return_id: str = ""
    ) -> str:
        body = {"reference": reference, "amount": money}
        if return_id:
            body["returnId"] = return_id
        path, key = f"/payments/{payment_id}/{kind}", f"{kind}/{payment_id}/{reference}"
        return (await self._caller.tell(path, body, wire.Made, key=key)).id

    async def list_products(self, products: Sequence[Product], rate: Decimal) -> dict[str, NotTaken]:
        """Create or update listings; returns why items were refused, by item.

        No idempotency key: some items may be refused, and the same ones asked again have to be
        answered anew.
        """
        listings = [wire.listing_body(product, rate) for product in products]
        answer = await self._caller.tell("/listings/bulk", {"listings": listings}, wire.Items)
        return wire.refusals(answer.results, [product.sku for product in products])

    async def publish_prices(self, prices: Mapping[str, Sequence[PriceEntry]]) -> dict[str, NotTaken]:
        """Replace the prices of listings besides their own; returns why items were refused, by item."""
        rows = [prices_body(sku, entries, ZONE) for sku, entries in prices.items()]
        answer = await self._caller.tell("/prices/bulk", {"listings": rows}, wire.Items)
        return wire.refusals(answer.results, list(prices))

    async def put_in_group(self, buyer_id: str, group: str) -> None:
        """Say which group's prices a buyer has."""
        await self._caller.instruct(f"/buyers/{buyer_id}/group", {"group": group})

    async def publish_stock(self, stock: Sequence[tuple[str, int]]) -> dict[str, NotTaken]:
        """Set the quantities on sale; returns why items were refused, by item."""
        rows = [{"sku": sku, "quantity": quantity} for sku, quantity in stock]
        answer = await self._caller.tell("/listings/stock", {"stock": rows}, wire.Items)
        return wire.refusals(answer.results, [sku for sku, _ in stock])

    async def orders_since(self, since_us: int) -> list[wire.OrderRow]:
        """The orders that changed at this instant or later."""
        pages = await self._pages("/orders", wire.OrderRows, since_us)
        return [row for page in pages for row in page.orders]

    async def buyers_since(self, since_us: int) -> list[wire.BuyerRow]:
        """The buyers that changed at this instant or later."""
        pages = await self._pages("/buyers", wire.BuyerRows, since_us)
        return [row for page in pages for row in page.buyers]

    async def listings_since(self, since_us: int) -> list[wire.ListingRow]:
        """The listings that changed at this instant or later."""
        pages = await self._pages("/listings", wire.ListingRows, since_us)
        return [row for page in pages for row in page.listings]

    async def payments_since(self, since_us: int) -> list[Payment]:
        """The payments that changed at this instant or later."""
        pages = await self._pages("/payments", PaymentPage, since_us)
        return [row.canonical() for page in pages for row in page.payments]

    async def cancellations_since(self, since_us: int) -> list[wire.WishRow]:
        """The cancellations that changed at this instant or later."""
        pages = await self._pages("/cancellations", CancellationRows, since_us)
        return [row for page in pages for row in page.cancellations]

    async def amendments_since(self, since_us: int) -> list[wire.WishRow]:
        """The amendments that changed at this instant or later."""
        pages = await self._pages("/amendments", amended.AmendmentRows, since_us)
        return [row for page in pages for row in page.amendments]

    async def returns_since(self, since_us: int) -> list[wire.WishRow]:
        """The returns that changed at this instant or later."""
        pages = await self._pages("/returns", ReturnRows, since_us)
        return [row for page in pages for row in page.returns]

    async def subscribe(self, url: str, topics: Sequence[str]) -> Webhook:
        """Have events of these topics delivered to a URL."""
        return await subscribed(self._caller, url, topics)

    async def _pages(self, path: str, form: type[RowsT], since_us: int) -> list[RowsT]:
        query: dict[str, str | int] = {"limit": PAGE}
        if since_us > 0:
            query["updatedAfter"] = text_with_offset(since_us, ZONE)

        async def read(token: str) -> tuple[list[RowsT], str]:
            page = await self._caller.ask(path, form, {**query, "nextToken": token} if token else query)
            return [page], page.next_token

        pages, _ = await while_there_is_more(read, "", f"marketplace {path}")
        return pages


def _address(order_key: str, *more: str) -> tuple[str, dict[str, str]]:
    """The path of an order and the query that says whose: stores may give the same number."""
    store, _, order_id = order_key.rpartition("/")
    return "/".join(["/orders", order_id, *more]), {"store": store}


def _units(lines: Sequence[Units]) -> list[dict[str, str | int]]:
    return [{"lineId": units.line, "quantity": units.quantity} for units in lines]
