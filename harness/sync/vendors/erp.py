"""The ERP: customers, sales orders, deliveries, invoices, returns, credit, payments, stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from ..currencies import minor_unit
from ..decide.taxes import split_each
from ..documents.amendment import Header
from ..documents.customer import BookedCustomer, Customer
from ..documents.hold import Hold
from ..documents.inventory import Level, Movement
from ..documents.invoice import Bill, CreditAmount, CreditLine, EntryKind, PartnerUnits, PaymentEntry
from ..documents.order import Order, OrderLine, Review, SalesOrder
from ..documents.price import PriceRule
from ..documents.product import Product
from ..documents.returns import FoundLine, Inspection
from ..documents.shipment import Delivery, Shipment, Substitute, Units
from ..money import money_text
from ..times import text_of_second
from . import erp_wire as wire
from .bulk import NotTaken, not_taken
from .calling import Caller
from .erp_credits import amount_body
from .erp_deliveries import WireDelivery, sent_body, units_body
from .erp_items import WireItem
from .erp_prices import CustomerGroupRow, PriceRuleRow, WirePriceRule
from .erp_returns import WireReturn
from .erp_stock import MovementRow, WireMovement, WireStock, movement_body
from .paging import from_the_end
from .substitutes import for_erp

PAGE = 200
RowT = TypeVar("RowT")


class Erp:
    """What the engine asks and tells the ERP."""

    def __init__(self, caller: Caller, *, site: str, zone: str, tax_rounding: str = "line") -> None:
        self._caller = caller
        self._site = site
        self._zone = zone
        self._tax_rounding = tax_rounding

    async def find_customer(self, customer_id: str) -> BookedCustomer | None:
        """The customer that came from this account of the marketplace."""
        found = await self._find("Customers", wire.Page[wire.WireCustomer], customer_id)
        return found.canonical() if found else None

    async def open_customer(self, customer: Customer, payer: str = "") -> str:
        """Open an account, paid for by another if a payer is named; returns the ERP's number for it."""
        body, key = wire.customer_body(customer, payer), f"customer/{customer.id}"
        return (await self._caller.tell("/Customers", body, wire.Made, key=key)).number

    async def change_customer(self, number: str, changes: dict[str, str], *, version: int) -> None:
        """Change fields of a customer, if it still is what the change was decided on."""
        path = f"/Customers/{number}"
        await self._caller.tell(path, changes, wire.Made, method="PATCH", version=version)

    async def book_order(self, order: Order, customer: str, payer: str) -> wire.MadeOrder:
        """Book an order for who buys and who pays; returns its number and those of its lines and charges."""
        body = wire.order_body(order, customer, site=self._site, zone=self._zone, rounding=self._tax_rounding)
        body["Payer"] = payer
        key = f"order/{order.key}"
        return await self._caller.tell("/SalesOrders", body, wire.MadeOrder, key=key)

    async def find_order(self, order_key: str) -> SalesOrder | None:
        """The sales order that came from this order of a store."""
        found = await self._find("SalesOrders", wire.Page[wire.WireOrder], order_key)
        return found.canonical() if found else None

    async def order(self, number: str) -> SalesOrder:
        """A sales order as it stands."""
        return (await self._caller.ask(f"/SalesOrders/{number}", wire.WireOrder)).canonical()

    async def add_lines(
        self, number: str, reference: str, order: Order, lines: Sequence[OrderLine], *, may_hold: bool
    ) -> wire.MadeOrder:
        """Add lines to a sales order that is open; returns their numbers, and what it waits for then."""
        parts = split_each(lines, order.coin, self._tax_rounding)
        rows = [{**wire.line_body(line, parts[line.id], order), "Amends": line.amends} for line in lines]
        body: dict[str, Any] = {"ExternalRef": reference, "Lines": rows}
        if not may_hold:
            body["MayHold"] = False
        return await self._amend(number, reference, body)

    async def hold(self, number: str) -> Hold:
        """A hold as it stands."""
        return (await self._caller.ask(f"/Holds/{number}", wire.WireHold)).canonical()

    async def review(self, number: str, review: Review) -> None:
        """Say what was found out about a sales order; the same again changes nothing."""
        cleared = review.status == "cleared"
        body = {"Cleared": cleared, "By": review.decided_by, "Reason": review.decision}
        await self._caller.tell(f"/SalesOrders/{number}/Reviews", body, wire.Made)

    async def holds_since(self, since_us: int) -> list[Hold]:
        """The holds that changed at this second or later."""
        rows = await self._rows("Holds", wire.Page[wire.WireHold], since_us)
        return [row.canonical() for row in rows]

    async def redirect(self, number: str, reference: str, wanted: Header) -> None:
        """Have a sales order go elsewhere, or on another day, of which nothing has left."""
        body: dict[str, Any] = {"ExternalRef": reference}
        if wanted.ship_to is not None:
            body["ShipTo"] = wanted.ship_to
        if wanted.requested_date is not None:
            body["RequestedDate"] = wanted.requested_date
        await self._amend(number, reference, body)

    async def _amend(self, number: str, reference: str, body: dict[str, Any]) -> wire.MadeOrder:
        path, key = f"/SalesOrders/{number}/Amendments", f"amend/{reference}"
        return await self._caller.tell(path, body, wire.MadeOrder, key=key)

    async def cancel(self, number: str, reference: str, lines: tuple[Units, ...]) -> None:
        """Cancel units of a sales order that were not delivered; more than these are refused."""
        body = {"ExternalRef": reference, "Lines": units_body(lines)}
        path, key = f"/SalesOrders/{number}/Cancellations", f"cancel/{reference}"
        await self._caller.tell(path, body, wire.Made, key=key)

    async def deliver(self, number: str, shipment: Shipment, *, date: str) -> str:
        """Book a shipment, its units by the ERP's own lines; returns the delivery's number."""
        body = {
            "Order": number,
            "ExternalRef": shipment.id,
            "Site": shipment.site,
            "Date": date,
            "Tracking": shipment.tracking,
            "Lines": sent_body(shipment.lines),
            **({"Closed": units_body(shipment.closed)} if shipment.closed else {}),
            **for_erp(shipment.substitutes),
        }
        key = f"delivery/{shipment.id}"
        return (await self._caller.tell("/Deliveries", body, wire.Made, key=key)).number

    async def find_delivery(self, reference: str) -> str | None:
        """The delivery that was booked for a shipment."""
        found = await self._find("Deliveries", wire.Page[WireDelivery], reference)
        return found.number if found else None

    async def delivery(self, number: str) -> Delivery:
        """A delivery as it stands."""
        return (await self._caller.ask(f"/Deliveries/{number}", WireDelivery)).canonical()

    async def invoice(self, number: str) -> Bill:
        """An invoice."""
        return (await self._caller.ask(f"/Invoices/{number}", wire.MadeBill)).canonical()

    async def invoiced_in_partner_units(self, number: str, names: Mapping[int, str]) -> list[PartnerUnits]:
        """What an invoice bills in units of the buyer's own, by the names of its lines."""
        invoice = await self._caller.ask(f"/Invoices/{number}", wire.WireInvoice)
        return [
            PartnerUnits(
                line=names[line.line_no], quantity=line.quantity, unit=line.partner_unit,
                stated=line.partner_quantity,
            )
            for line in invoice.lines
            if line.partner_unit
        ]  # fmt: skip

    async def bill_delivery(self, delivery: str, charges: Sequence[int], *, date: str) -> Bill:
        """Write the invoice of a delivery, with charges of its order."""
        body = {"Delivery": delivery, "Charges": list(charges), "Date": date}
        return await self._bill("/Invoices", body, f"invoice/{delivery}")

    async def bill_charges(self, order: str, charges: Sequence[int], *, date: str) -> Bill:
        """Write an invoice of nothing but charges."""
        body = {"Order": order, "Charges": list(charges), "Date": date}
        return await self._bill("/Invoices", body, f"charges/{order}")

    async def announce_return(
        self,
        number: str,
        reference: str,
        lines: tuple[Units, ...],
        substitutes: Sequence[Substitute] = (),
    ) -> str:
        """Announce a return of an order; returns the return's number."""
        body = {
            "ExternalRef": reference, "Order": number, "Lines": units_body(lines),
            **for_erp(substitutes),
        }  # fmt: skip
        key = f"return/{reference}"
        return (await self._caller.tell("/Returns", body, wire.Made, key=key)).number

    async def find_return(self, reference: str) -> str | None:
        """The return that was announced for this return of the marketplace."""
        found = await self._find("Returns", wire.Page[WireReturn], reference)
        return found.number if found else None

    async def return_(self, number: str) -> Inspection:
        """A return as it stands."""
        return (await self._caller.ask(f"/Returns/{number}", WireReturn)).canonical()

    async def receive_return(self, number: str, lines: Sequence[FoundLine]) -> None:
        """Say what was found in a return."""
        body = {
            "Lines": [
                {
                    "LineNo": int(line.line),
                    "Sellable": line.sellable,
                    "Damaged": line.damaged,
                    "Inspect": line.inspect,
                }
                for line in lines
            ]
        }
        path, key = f"/Returns/{number}/Receipts", f"receipt/{number}"
        await self._caller.tell(path, body, wire.Made, key=key)

    async def credit(
        self, number: str, reference: str, reason: str, lines: Sequence[CreditLine], *, kept: bool = False
    ) -> Bill:
        """Write the credit memo of a return, or of units that the customer has ``kept``."""
        body: dict[str, Any] = {
            "ExternalRef": reference,
            "Order": number,
            "Reason": reason,
            "Lines": [wire.credit_line_body(line) for line in lines],
        }
        if kept:
            body["NotReturned"] = True
        return await self._bill("/CreditMemos", body, f"credit/{reference}")

    async def credit_amounts(
        self, number: str, reference: str, reason: str, amounts: Sequence[CreditAmount]
    ) -> Bill:
        """Write a credit memo of amounts that stand for no goods."""
        body = {
            "ExternalRef": reference,
            "Order": number,
            "Reason": reason,
            "Amounts": [amount_body(amount) for amount in amounts],
        }
        return await self._bill("/CreditMemos/Amounts", body, f"credit/{reference}")

    async def find_credit(self, reference: str) -> Bill | None:
        """The credit memo that was written for a return."""
        found = await self._find("CreditMemos", wire.Page[wire.MadeBill], reference)
        return found.canonical() if found else None

    async def pay(self, number: str, entry: PaymentEntry, currency: str) -> str:
        """Book money that moved; returns the payment's number."""
        body = {
            "ExternalRef": entry.id,
            "Kind": "receipt" if entry.kind is EntryKind.RECEIPT else "refund",
            "Order": number,
            "Amount": money_text(entry.amount, minor_unit(currency)),
            "Currency": currency,
        }
        if entry.method != "card":
            body["Method"] = entry.method
        key = f"payment/{entry.id}"
        return (await self._caller.tell("/Payments", body, wire.Made, key=key)).number

    async def find_payment(self, reference: str) -> str | None:
        """The payment that was booked for an entry of the payment provider."""
        found = await self._find("Payments", wire.Page[wire.Made], reference)
        return found.number if found else None

    async def book_movements(self, movements: Sequence[Movement]) -> dict[str, NotTaken]:
        """Book movements of goods; returns why some were refused, by reference.

        No idempotency key: some may be refused, and the same ones asked again have to be answered
        anew; each carries its reference.
        """
        body = {"Movements": [movement_body(movement) for movement in movements]}
        answer = await self._caller.tell("/StockMovements/Bulk", body, wire.Results)
        told = {result.external_ref or "": (result.status, result.detail or "") for result in answer.results}
        return not_taken(told, [movement.reference for movement in movements])

    async def movement(self, number: str) -> Movement:
        """A movement of goods."""
        return (await self._caller.ask(f"/StockMovements/{number}", WireMovement)).canonical()

    async def products_since(self, since_us: int) -> list[Product]:
        """The items that changed at this second or later."""
        rows = await self._rows("Items", wire.Page[WireItem], since_us)
        return [row.canonical() for row in rows]

    async def product(self, sku: str) -> Product:
        """An item as it stands now."""
        item = await self._caller.ask(f"/Items/{quote(sku, safe='')}", WireItem)
        return item.canonical()

    async def prices_of(self, sku: str) -> tuple[Product, list[PriceRule]]:
        """An item with its list price, and all rules that there are for it."""
        item = await self._caller.ask(f"/Items/{quote(sku, safe='')}", WireItem)
        rows = await self._rows("PriceRules", wire.Page[WirePriceRule], 0, {"Item": sku})
        return item.canonical(), [row.canonical(item) for row in rows]

    async def price_rules_since(self, since_us: int) -> list[PriceRuleRow]:
        """The price rules that changed at this second or later."""
        return await self._rows("PriceRules", wire.Page[PriceRuleRow], since_us)

    async def groups_since(self, since_us: int) -> list[CustomerGroupRow]:
        """The customers that changed at this second or later, with the groups that they are in."""
        return await self._rows("Customers", wire.Page[CustomerGroupRow], since_us)

    async def levels_since(self, since_us: int) -> list[Level]:
        """The stock that changed at this second or later."""
        rows = await self._rows("Stock", wire.Page[WireStock], since_us)
        return [row.canonical() for row in rows]

    async def movements_since(self, since_us: int) -> list[MovementRow]:
        """The movements of goods booked at this second or later."""
        return await self._rows("StockMovements", wire.Page[MovementRow], since_us)

    async def deliveries_since(self, since_us: int) -> list[Delivery]:
        """The deliveries that changed at this second or later."""
        rows = await self._rows("Deliveries", wire.Page[WireDelivery], since_us)
        return [row.canonical() for row in rows]

    async def returns_since(self, since_us: int) -> list[wire.NumberRow]:
        """The returns that changed at this second or later."""
        return await self._rows("Returns", wire.Page[wire.NumberRow], since_us)

    async def _find(self, kind: str, form: type[wire.Page[RowT]], reference: str) -> RowT | None:
        page = await self._caller.ask(f"/{kind}", form, {"ExternalRef": reference})
        return page.value[0] if page.value else None

    async def _bill(self, path: str, body: dict[str, Any], key: str) -> Bill:
        return (await self._caller.tell(path, body, wire.MadeBill, key=key)).canonical()

    async def _rows(
        self, kind: str, form: type[wire.Page[RowT]], since_us: int, named: Mapping[str, str] | None = None
    ) -> list[RowT]:
        since: dict[str, str | int] = {"Limit": PAGE, **(named or {})}
        if since_us > 0:
            since["ChangedSince"] = text_of_second(since_us)

        async def read(number: int) -> tuple[list[RowT], int]:
            page = await self._caller.ask(f"/{kind}", form, {**since, "Offset": (number - 1) * PAGE})
            return page.value, -(-page.count // PAGE)

        return await from_the_end(read, f"erp /{kind}")
