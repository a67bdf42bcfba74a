"""What stands in the systems, said the way a scenario expects it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from ..errors import UsageError
from ..judge.across import goods_of, lines_across
from ..judge.books import PARENTS, Books, Case
from ..judge.substitutes import substitutes_across

_KEEPS_STOCK = ("wms", "oms", "erp")
_SHIPS = {
    "wms": ("wms", "outbounds"), "oms": ("oms", "orders"), "erp": ("erp", "orders"),
    "invoices": ("erp", "orders"), "marketplace": ("marketplace", "orders"),
}  # fmt: skip


class OrderView:
    """One order across all systems."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def documents(self, system: str, table: str) -> list[Any]:
        """The documents of one kind about this order; UsageError when no system keeps such."""
        if (system, table) not in PARENTS:
            there_are = ", ".join(f"{name} {kind}" for name, kind in PARENTS)
            raise UsageError(f"there are no {table} of orders in the {system}; there are: {there_are}")
        return self.case.all(system, table)

    def states(self) -> dict[str, str]:
        """The header state in each system that holds the order."""
        names = ("marketplace", "oms", "erp")
        held = {name: self.case.one(name, "orders") for name in names}
        return {name: str(order.state) for name, order in held.items() if order is not None}

    def shipped(self) -> dict[str, int]:
        """Units shipped by SKU, as the buyer sees it."""
        return self._summed("shipped")

    def cancelled(self) -> dict[str, int]:
        """Units cancelled by SKU, as the buyer sees it."""
        return self._summed("cancelled")

    def wanted(self) -> dict[str, int]:
        """Units that the buyer wants by SKU: ordered, and not cancelled."""
        units: dict[str, int] = defaultdict(int)
        for line in self.case.one("marketplace", "orders").lines:
            units[line.sku] += line.quantity - line.cancelled
        return {sku: number for sku, number in units.items() if number}

    def holds(self) -> dict[str, str]:
        """Where each hold of the ERP's stands, by its kind; the last one of a kind counts."""
        return {str(hold.kind): str(hold.state) for hold in self.case.all("erp", "holds")}

    def amendments(self) -> list[str]:
        """What became of each wish to have the order changed, the first one first."""
        return [str(amendment.state) for amendment in self.case.all("marketplace", "amendments")]

    def returned(self) -> dict[str, int]:
        """Units returned by SKU, as the buyer sees it."""
        return self._summed("returned")

    def shipped_goods(self) -> dict[str, int]:
        """Units shipped by SKU, of kits those of their components."""
        return self._summed("shipped", goods=True)

    def returned_goods(self) -> dict[str, int]:
        """Units returned by SKU, of kits those of their components."""
        return self._summed("returned", goods=True)

    def cancelled_goods(self) -> dict[str, int]:
        """Units cancelled by SKU, of kits those of their components."""
        return self._summed("cancelled", goods=True)

    def backordered(self) -> dict[str, int]:
        """Units on backorder by SKU: in the OMS, or open in the ERP where there is none."""
        units: dict[str, int] = defaultdict(int)
        for line in lines_across(self.case):
            if line.oms is not None:
                units[line.shop.sku] += line.oms.backordered
            elif line.erp is not None:
                units[line.shop.sku] += line.erp.open
        return {sku: number for sku, number in units.items() if number}

    def promised(self) -> dict[str, int]:
        """Units set aside by SKU, in OMS or warehouse; with neither, all that are open in the ERP."""
        units: dict[str, int] = defaultdict(int)
        outbounds = self.case.all("wms", "outbounds")
        for line in lines_across(self.case):
            if line.oms is not None:
                units[line.shop.sku] += line.oms.allocated
            elif line.erp is not None and not outbounds:
                units[line.shop.sku] += line.erp.open
        if self.case.one("oms", "orders") is None:
            for outbound in outbounds:
                for asked in outbound.lines:
                    units[asked.sku] += asked.allocated
        return {sku: number for sku, number in units.items() if number}

    def substitutes(self) -> dict[str, dict[tuple[str, str], tuple[int, int]]]:
        """By system, what shipped for what: (ordered, shipped) with the units of each."""
        shop = self.case.one("marketplace", "orders")
        skus = {line.id: line.sku for line in shop.lines}
        return {
            system: {(skus[line], sku): units for (line, sku), units in sent.items()}
            for system, sent in substitutes_across(self.case).items()
            if self.case.one(*_SHIPS[system]) is not None
        }

    def invoices(self) -> list[Decimal]:
        """The totals of the ERP's invoices, tax included, in order."""
        return [invoice.total for invoice in self.case.all("erp", "invoices")]

    def credits(self) -> list[Decimal]:
        """The totals of the ERP's credit memos, tax included, in order."""
        return [memo.total for memo in self.case.all("erp", "credit_memos")]

    def captured(self) -> Decimal:
        """What the payment provider took; nothing of an order on account."""
        return self._paid("captured")

    def refunded(self) -> Decimal:
        """What the payment provider gave back."""
        return self._paid("refunded")

    def refused_refunds(self) -> list[tuple[str, Decimal, Decimal]]:
        """Refunds of more than was left: who asked for one, how much it was, and what was left."""
        payments = self.case.all("marketplace", "payments")
        return [(one.asked_by, one.amount, one.left) for payment in payments for one in payment.refused]

    def cash(self) -> Decimal:
        """What moved on the card: captures less refunds, without what goods settled for goods."""
        payments = self.case.all("marketplace", "payments")
        taken = [entry.amount for one in payments for entry in one.captures if entry.method == "card"]
        given = [entry.amount for one in payments for entry in one.refunds if entry.method == "card"]
        return sum(taken, Decimal(0)) - sum(given, Decimal(0))

    def booked(self, method: str) -> dict[str, Decimal]:
        """What the ERP booked by a method, by kind: receipts and refunds."""
        amounts: dict[str, Decimal] = defaultdict(Decimal)
        for payment in self.case.all("erp", "payments"):
            if payment.method == method:
                amounts[str(payment.kind)] += payment.amount
        return dict(amounts)

    def voided(self) -> Decimal:
        """What the payment provider released without taking it."""
        return self._paid("voided")

    def total(self) -> Decimal:
        """What the buyer agreed to pay."""
        return Decimal(self.case.one("marketplace", "orders").total)

    def _paid(self, field: str) -> Decimal:
        amounts = [getattr(payment, field) for payment in self.case.all("marketplace", "payments")]
        return sum(amounts, Decimal(0))

    def _summed(self, field: str, *, goods: bool = False) -> dict[str, int]:
        units: dict[str, int] = defaultdict(int)
        order = self.case.one("marketplace", "orders")
        for line in goods_of(order) if goods else order.lines:
            units[line.sku] += getattr(line, field)
        return {sku: number for sku, number in units.items() if number}


class StockView:
    """The stock of one item at one site, across all systems."""

    def __init__(self, books: Books, sku: str, site: str) -> None:
        self._books = books
        self._sku = sku
        self._key = f"{sku}@{site}"

    def on_hand(self) -> dict[str, int]:
        """Units on hand in each system that holds stock."""
        held = {name: self.row(name) for name in ("wms", "erp", "oms")}
        return {name: row.on_hand for name, row in held.items() if row is not None}

    def row(self, system: str) -> Any:
        """The stock document of one system, or None; UsageError for a system that keeps no stock."""
        if system not in _KEEPS_STOCK:
            raise UsageError(f"there is no stock in {system}; there is in: {', '.join(_KEEPS_STOCK)}")
        return self._books.table(system, "stock").get(self._key)

    def published(self) -> int | None:
        """What buyers see, or None when the item is not listed."""
        listing = self._books.table("marketplace", "listings").get(self._sku)
        return None if listing is None else int(listing.quantity)
