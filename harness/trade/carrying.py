"""Carries the documents of a file through the systems: people act, the connector does the rest."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from ordergate.simulators.kernel.clock import DAY_US, instant

from ..actors.buyer import Buyer
from ..actors.hands import RefusedByWorld
from ..actors.orders import LineWish, PlacedOrder, Quote
from ..world.world import World
from .asking import FINEST, Credited, Requests, SoldLine, add, charge
from .classes import PENNY, RowClass, impossible
from .control import Control
from .documents import SourceDocument, TradeFile
from .matching import Match, SaleBook
from .refusals import Refusals
from .replenishment import Planner
from .rows import GUEST, NOTHING, SourceRow
from .tally import Tally
from .warehouse_day import WarehouseDay, shifts_between

ZONE: Final = ZoneInfo("Europe/London")
HOME: Final = "United Kingdom"
NO_EARLIER_SALE: Final = "no earlier sale"
_SELLERS = ("A. Clarke", "B. Osei", "C. Varga")


class Carrier:
    """One run of ``ordergate trade``.

    ``tax_rate`` is that of the home country; elsewhere it is 0. ``repeat`` is the line that runs the
    same trade again. What a system refuses is noted in ``refusals``, and the trade goes on.
    """

    def __init__(
        self,
        world: World,
        trade: TradeFile,
        tally: Tally,
        control: Control,
        *,
        tax_rate: Decimal,
        repeat: str = "",
    ) -> None:
        self.world = world
        self.trade = trade
        self.tally = tally
        self.control = control
        self.tax_rate = tax_rate
        self.buyers: dict[str, Buyer] = {}
        self.sold: dict[str, SoldLine] = {}
        self.orders: dict[str, tuple[PlacedOrder, SourceDocument]] = {}
        self.refused: set[str] = set()
        self.credited: list[Credited] = []
        self.refusals = Refusals(repeat)
        self._customers: set[str] = set()
        self._never_customers: set[str] = set()
        self._book = SaleBook()
        chance = world.data.chance
        self.planner = Planner(chance)
        self.warehouse = WarehouseDay(world, self.planner, chance, self.refusals)
        self._chance = chance
        self._asked: list[tuple[PlacedOrder, str, Buyer]] = []
        self.started_us = world.port.now_us()

    def carry(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Carry every document; ``progress`` is told how many rows each had."""
        self._opens()
        now_us = self.world.port.now_us()
        for document in self.trade.documents:
            at_us = instant(document.at.replace(tzinfo=ZONE))
            self._works_until(now_us, at_us)
            now_us = max(now_us, at_us)
            self._carries(document)
            progress(len(document.rows))
        for unreadable in self.trade.unreadable:
            self.tally.unreadable(unreadable)
            progress(1)
        self._finishes()

    def _opens(self) -> None:
        """List every item that is traded, with the opening stock of the rule."""
        items: dict[str, tuple[str, Decimal]] = {}
        for document in self.trade.documents:
            for row, row_class in document.lines():
                if row_class in _STOCKED and row.item not in items:
                    price = self.trade.list_prices.get(row.item, Decimal(0))
                    items[row.item] = (row.description[:200] or row.item, price)
        with self.refusals.noted():
            self.world.merchandiser.lists(items)
        self._settles()
        self.warehouse.receives(self.planner.opening(list(items)))
        self._settles()

    def _settles(self) -> None:
        with self.refusals.noted():
            self.world.settle()

    def _works_until(self, start_us: int, end_us: int) -> None:
        for shift in shifts_between(start_us, end_us):
            self.world.port.run_until(shift.at_us)
            self._follows_up()
            self.warehouse.works(shift)
        self.world.port.run_until(end_us)

    def _finishes(self) -> None:
        """Work on until everything has shipped and come back; new goods come for what is waited for."""
        for _ in range(_CLOSING_DAYS):
            start_us = self.world.port.now_us()
            self.warehouse.receives(self.warehouse.shortfall())
            self._works_until(start_us, start_us + DAY_US)
            if not self.warehouse.shortfall() and not self._open():
                break
        self._settles()
        self._follows_up()
        self._settles()

    def _open(self) -> bool:
        """Whether anything is still to ship, to be answered or to come back."""
        if self._asked or self.warehouse.waiting_returns:
            return True
        orders = self.world.books.table("oms", "orders").values()
        return any(line.open for order in orders for line in order.lines)

    def _carries(self, document: SourceDocument) -> None:
        if document.is_credit:
            self._credits(document)
            return
        lines: list[tuple[SourceRow, RowClass]] = []
        for row, row_class in document.lines():
            reason = impossible(row, row_class)
            if reason is not None:
                self.tally.quarantined(row, reason)
                self.refused.add(row.key)
            elif row_class in _BOOKED_AT_ONCE:
                with self.refusals.noted():
                    self._books(row, row_class)
            else:
                lines.append((row, row_class))
        if lines:
            with self.refusals.noted():
                self._orders(document, lines)

    def _books(self, row: SourceRow, row_class: RowClass) -> None:
        if row_class is RowClass.LEDGER:
            self._posts(row)
        else:
            self._adjusts(row)

    def _posts(self, row: SourceRow) -> None:
        self.world.accountant.posts(
            row.item, row.amount, text=row.description[:200] or row.item, reference=row.key
        )
        self.tally.applied(row)

    def _adjusts(self, row: SourceRow) -> None:
        """Book a count; when units are missed that are not there, they are counted up first."""
        stock = self.world.books.table("wms", "stock").get(f"{row.item}@MAIN")
        free = stock.free if stock is not None else 0
        if free + row.quantity < 0:
            self.world.receiver.adjusts(
                {row.item: -row.quantity - free}, reason="count-up before an adjustment",
                reference=row.key,
            )  # fmt: skip
        self.world.receiver.adjusts(
            {row.item: row.quantity}, reason=row.description[:100] or "stock adjustment",
            reference=row.key,
        )  # fmt: skip
        self.tally.applied(row)

    def _rate(self, country: str) -> Decimal:
        return self.tax_rate if country == HOME else Decimal(0)

    def _buyer(self, document: SourceDocument) -> Buyer:
        buyer = self.buyers.get(document.customer)
        if buyer is None:
            profile = self.world.data.buyer(document.country)
            if document.customer == GUEST:
                profile["company"] = "Guest account"
            buyer = Buyer(self.world, profile)
            buyer.registers()
            self.buyers[document.customer] = buyer
        return buyer

    def _orders(self, document: SourceDocument, lines: list[tuple[SourceRow, RowClass]]) -> None:
        buyer = self._buyer(document)
        rate = self._rate(document.country)
        goods = [(row, self._wish(row, rate)) for row, kind in lines if kind in _GOODS]
        charges = [charge(row, kind, rate) for row, kind in lines if kind not in _GOODS]
        self._agrees(buyer, [(row, wish.quote) for row, wish in goods if wish.quote is not None])
        ship_to = {**buyer.profile["address"], "country": document.country}
        try:
            placed = buyer.orders(
                [wish for _, wish in goods], charges=charges, reference=document.number,
                ship_to=ship_to,
            )  # fmt: skip
        except RefusedByWorld as refused:
            for row, _ in lines:
                self.tally.quarantined(row, f"refused: {refused.problem.get('title')}")
                self.refused.add(row.key)
            return
        self.orders[placed.key] = (placed, document)
        today = self.world.port.now_us() // DAY_US
        for (row, _), line in zip(goods, placed.lines, strict=True):
            self.sold[row.key] = SoldLine(row, placed, line.id)
            self.planner.sold(row.item, row.quantity, today)
            if row.unit_price:
                self._book.sold(row.key, document.customer, row.item, row.unit_price, row.quantity)

    def _wish(self, row: SourceRow, rate: Decimal) -> LineWish:
        unit = row.unit_price * (1 + rate)
        total = (row.amount * (1 + rate)).quantize(PENNY, rounding=ROUND_HALF_UP)
        quote = None
        if row.unit_price != self.trade.list_prices.get(row.item, Decimal(0)):
            seller = _SELLERS[row.number % len(_SELLERS)]
            approver = _SELLERS[(row.number + 1) % len(_SELLERS)]
            quote = Quote(f"Q{row.number}", seller, approver, "price agreed with the customer")
        return LineWish(
            row.item, row.quantity, unit.quantize(FINEST, rounding=ROUND_HALF_UP), total, rate,
            row.key, quote,
        )  # fmt: skip

    def _waits_for_customer(self, buyer: Buyer) -> None:
        """The accountant books on an account that the ERP knows; a new one takes a moment."""
        while buyer.id not in self._customers:
            rows = self.world.books.table("erp", "customers").values()
            self._customers = {customer.external_ref for customer in rows}
            if buyer.id in self._customers:
                return
            if buyer.id in self._never_customers or not self.world.wait_until_changed():
                self._never_customers.add(buyer.id)
                detail = f"buyer {buyer.id} never became a customer of the erp"
                raise RefusedByWorld("accountant", f"credit buyer {buyer.id}", {"detail": detail})

    def _agrees(self, buyer: Buyer, quoted: list[tuple[SourceRow, Quote]]) -> None:
        if quoted:
            self.world.merchandiser.agrees_each(
                buyer.id, [(quote, row.item, row.unit_price) for row, quote in quoted]
            )

    def _credits(self, document: SourceDocument) -> None:
        asked: dict[str, Requests] = {}
        for row, row_class in document.lines():
            with self.refusals.noted():
                self._credits_row(row, row_class, document, asked)
        for key, requests in asked.items():
            self._sends(key, requests, self._buyer(document))

    def _credits_row(
        self, row: SourceRow, row_class: RowClass, document: SourceDocument, asked: dict[str, Requests]
    ) -> None:
        reason = impossible(row, row_class)
        if reason is not None:
            self.tally.quarantined(row, reason)
        elif row_class is RowClass.LEDGER:
            self._posts(row)
        elif row_class is RowClass.CREDIT_WITHOUT_GOODS:
            self._credits_without_goods(row, document)
        else:
            self._gives_back(row, document, asked)

    def _credits_without_goods(self, row: SourceRow, document: SourceDocument) -> None:
        """The accountant credits an amount that no sale is looked up for."""
        text = row.description or row.item
        self._credit_memo(row, document, "no_goods", -row.amount, text=text)
        self.tally.applied(row)

    def _credit_memo(
        self,
        row: SourceRow,
        document: SourceDocument,
        kind: str,
        net: Decimal,
        *,
        text: str,
        part: str = "",
    ) -> None:
        buyer = self._buyer(document)
        self._waits_for_customer(buyer)
        rate = self._rate(document.country)
        tax = (net * rate).quantize(PENNY, rounding=ROUND_HALF_UP)
        line = {
            "kind": kind, "net": format(net, "f"), "tax": format(tax, "f"), "text": text[:200],
            "reference": row.key,
        }  # fmt: skip
        self.world.accountant.credits(
            [line], external_ref=f"{row.key}{part}", reason=text[:200],
            customer_ref=buyer.id,
        )  # fmt: skip

    def _gives_back(self, row: SourceRow, document: SourceDocument, asked: dict[str, Requests]) -> None:
        found = self._book.credit(document.customer, row.item, row.unit_price, -row.quantity)
        if found.unmatched:
            self.tally.quarantined(row, NO_EARLIER_SALE, found.unmatched)
        for number, match in enumerate(found.matches):
            memo = self._takes_back(row, document, match, asked, part=f"/{number}")
            self.credited.append(Credited(row, match.line_ref, match.quantity, memo))

    def _takes_back(
        self,
        row: SourceRow,
        document: SourceDocument,
        match: Match,
        asked: dict[str, Requests],
        *,
        part: str,
    ) -> Decimal:
        """Cancel what has not shipped, send back what has; a dearer credit is a memo of its own.

        Returns what the memo credits.
        """
        sold = self.sold[match.line_ref]
        requests = asked.setdefault(sold.order.key, Requests())
        to_cancel = min(match.quantity, self._not_shipped(sold))
        to_return = match.quantity - to_cancel
        difference = row.unit_price - match.price_paid
        if to_cancel:
            sold.cancelled += to_cancel
            add(requests.cancellations, sold.line_id, to_cancel, row.key)
        if to_return:
            sold.returned += to_return
            agreed = self._agreed(row, sold, to_return) if difference < 0 else None
            add(requests.returns, sold.line_id, to_return, row.key, agreed)
        extra_units = to_cancel + (to_return if difference > 0 else 0)
        if not difference or not extra_units:
            return NOTHING
        memo = difference * extra_units
        self._credit_memo(
            row, document, "price_difference", memo, text="credited at another price", part=part
        )
        return memo

    def _agreed(self, row: SourceRow, sold: SoldLine, units: int) -> Decimal:
        rate = self._rate(sold.country)
        gross = row.unit_price * units * (1 + rate)
        return gross.quantize(PENNY, rounding=ROUND_HALF_UP)

    def _not_shipped(self, sold: SoldLine) -> int:
        line = self._shop_line(sold.order, sold.line_id)
        return int(line.quantity - line.shipped - sold.cancelled)

    def _shop_line(self, order: PlacedOrder, line_id: str) -> Any:
        document = self.world.books.cases[order.key].one("marketplace", "orders")
        return next(line for line in document.lines if line.id == line_id)

    def _sends(self, key: str, requests: Requests, buyer: Buyer) -> None:
        order = self.orders[key][0]
        for rows in requests.cancellations:
            with self.refusals.noted():
                number = buyer.cancels_lines(order, rows, reason="credited by the seller")
                self._asked.append((order, number, buyer))
        for rows in requests.returns:
            self._announces(order, rows, buyer)

    def _announces(self, order: PlacedOrder, rows: list[dict[str, Any]], buyer: Buyer) -> None:
        with self.refusals.noted():
            buyer.returns_lines(order, [{**row, "reason": "credited by the seller"} for row in rows])
            self.warehouse.waiting_returns[order.key] = None

    def _follows_up(self) -> None:
        """Send back what a cancellation came too late for."""
        waiting, self._asked = self._asked, []
        for order, number, buyer in waiting:
            answer = self.world.books.table("marketplace", "cancellations")[number]
            if answer.state == "requested":
                self._asked.append((order, number, buyer))
                continue
            late: list[list[dict[str, Any]]] = []
            for line in answer.lines:
                if line.accepted < line.quantity:
                    add(late, line.line_id, line.quantity - line.accepted, line.reference)
            for rows in late:
                self._announces(order, rows, buyer)


_CLOSING_DAYS = 60
_BOOKED_AT_ONCE = (RowClass.LEDGER, RowClass.STOCK_ADJUSTMENT)
_STOCKED = (RowClass.GOODS_SALE, RowClass.FREE_GOODS_LINE, RowClass.STOCK_ADJUSTMENT)
_GOODS = (RowClass.GOODS_SALE, RowClass.FREE_GOODS_LINE)
