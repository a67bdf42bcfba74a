"""Stock and money as tables, for pictures of a world before and after."""

from __future__ import annotations

from dataclasses import dataclass

from ..judge.books import Books

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """What stood in the world at one moment."""

    stock: Rows = ()
    money: Rows = ()


def stock_rows(books: Books, systems: tuple[str, ...]) -> Rows:
    """For each item and site the units on hand in each system, and what is published."""
    holding = [name for name in ("wms", "erp", "oms") if name in systems]
    keys = dict.fromkeys(key for name in holding for key in books.table(name, "stock"))
    listings = books.table("marketplace", "listings")
    rows = []
    for key in keys:
        sku, _, site = str(key).rpartition("@")
        held = [books.table(name, "stock").get(key) for name in holding]
        listing = listings.get(sku)
        on_hand = ["-" if row is None else str(row.on_hand) for row in held]
        rows.append((sku, site, *on_hand, "-" if listing is None else str(listing.quantity)))
    return tuple(rows)


def money_rows(books: Books) -> Rows:
    """For each order its total and what became of the money."""
    rows = []
    for case in books.cases.values():
        order, payment = case.one("marketplace", "orders"), case.one("marketplace", "payments")
        if order is None or payment is None:
            continue
        invoiced = sum(invoice.total for invoice in case.all("erp", "invoices"))
        credited = sum(memo.total for memo in case.all("erp", "credit_memos"))
        amounts = (order.total, payment.authorised, invoiced, credited, payment.captured)
        rows.append((order.id, *(f"{amount:f}" for amount in (*amounts, payment.refunded))))
    return tuple(rows)
