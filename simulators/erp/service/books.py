"""The tables of the ERP, its number ranges, and what every part of it looks up."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from ...kernel.clock import business_date
from ...kernel.problems import Conflict, NotFound, Unprocessable
from ...kernel.system import Context
from ...kernel.tables import Table
from ..model import (
    Agreement,
    CountryTaxes,
    CreditMemo,
    Customer,
    Delivery,
    ExchangeRate,
    Hold,
    Invoice,
    Item,
    LedgerEntry,
    OrderAmendment,
    OrderCancellation,
    Payment,
    PriceRule,
    Return,
    SalesOrder,
    Seller,
    Stock,
    StockMovement,
)
from ..policy import DUPLICATES, RECOGNISED

DocT = TypeVar("DocT")

COMPANY_CURRENCY = "GBP"

RANGES = {
    "customer": 1_000_001,
    "agreement": 40_000_001,
    "price rule": 50_000_001,
    "order": 100_000_001,
    "delivery": 200_000_001,
    "invoice": 300_000_001,
    "credit memo": 400_000_001,
    "return": 500_000_001,
    "payment": 600_000_001,
    "stock movement": 700_000_001,
    "hold": 800_000_001,
    "ledger entry": 900_000_001,
}
"""Where the numbers of each kind of document start; no two ranges meet."""


class Made(NamedTuple, Generic[DocT]):
    """A document that was asked for; ``already`` when the same request had made it before."""

    document: DocT
    already: bool = False


class Books:
    """Everything that the company has on file."""

    def __init__(self, context: Context, sites: tuple[str, ...], zone: str) -> None:
        self.context = context
        self.sites = sites
        self.zone = zone
        store = context.store
        number = attrgetter("number")
        self.items: Table[Item] = store.table("items", attrgetter("item"))
        self.customers: Table[Customer] = store.table("customers", number)
        self.agreements: Table[Agreement] = store.table("agreements", number)
        self.stock: Table[Stock] = store.table("stock", attrgetter("key"))
        self.stock_movements: Table[StockMovement] = store.table("stock_movements", number)
        self.orders: Table[SalesOrder] = store.table("orders", number)
        self.cancellations: Table[OrderCancellation] = store.table(
            "cancellations", attrgetter("external_ref")
        )
        self.amendments: Table[OrderAmendment] = store.table("amendments", attrgetter("external_ref"))
        self.deliveries: Table[Delivery] = store.table("deliveries", number)
        self.invoices: Table[Invoice] = store.table("invoices", number)
        self.credit_memos: Table[CreditMemo] = store.table("credit_memos", number)
        self.returns: Table[Return] = store.table("returns", number)
        self.payments: Table[Payment] = store.table("payments", number)
        self.ledger: Table[LedgerEntry] = store.table("ledger", number)
        self.sellers: Table[Seller] = store.table("sellers", attrgetter("name"))
        self.holds: Table[Hold] = store.table("holds", number)
        self.price_rules: Table[PriceRule] = store.table("price_rules", number)
        self.country_taxes: Table[CountryTaxes] = store.table("country_taxes", attrgetter("country"))
        self.exchange_rates: Table[ExchangeRate] = store.table("exchange_rates", attrgetter("key"))
        self._index()

    def _index(self) -> None:
        referred: list[Table[Any]] = [
            self.customers, self.stock_movements, self.orders, self.deliveries,
            self.credit_memos, self.returns, self.payments,
        ]  # fmt: skip
        for table in referred:
            table.indexed("external_ref", _reference)
        self.exchange_rates.indexed("currency", attrgetter("currency"))
        self.agreements.indexed("quote", attrgetter("quote_id", "item"))
        self.agreements.indexed("granted", attrgetter("customer_ref", "item"))
        self.price_rules.indexed("item", attrgetter("item"))
        self.returns.indexed("order", attrgetter("order"))
        self.holds.indexed("order", attrgetter("order"))
        self.orders.indexed("on account", _ordered_on_account)
        self.invoices.indexed("order", attrgetter("order"))
        self.credit_memos.indexed("order", lambda memo: memo.order or None)
        self.invoices.indexed("on account", _on_account)
        self.payments.indexed("on account", _transferred)
        self.credit_memos.indexed("on account", _credited_on_account)
        self.payments.indexed("paid for", lambda payment: payment.order_ref or None)
        self.invoices.indexed("substituted", _substituted)
        self.credit_memos.indexed("substituted", _substituted)
        self.ledger.indexed("open items", lambda entry: entry.customer or None)

    def made_before(self, table: Table[DocT], external_ref: str) -> DocT | None:
        """The document that was asked for before under a reference, where the company recognises it."""
        recognised = self.context.chosen(DUPLICATES) == RECOGNISED
        return referred(table, external_ref) if recognised else None

    def number(self, kind: str) -> str:
        """The next number of a kind of document."""
        return f"{self.context.ids.following(kind, RANGES[kind]):010d}"

    def today(self) -> str:
        """The business date."""
        return business_date(self.context.now_us(), self.zone).isoformat()

    def site(self, name: str | None) -> str:
        """The site of that name, by default the first one."""
        if name is None:
            return self.sites[0]
        if name not in self.sites:
            raise Unprocessable(f"there is no site {name}; there are: {', '.join(self.sites)}", field="site")
        return name

    def require_item(self, item: str, index: int) -> Item:
        """The item that a line of a request names."""
        held = self.items.find(item)
        if held is None:
            raise Unprocessable(
                f"there is no item {item}; see the items for those there are",
                field=f"lines[{index}].item",
            )
        return held

    def order(self, number: str, *, field: str | None = None) -> SalesOrder:
        """A sales order; ``field`` is where the request names it."""
        return existing(self.orders, number, "sales order", field=field)


def existing(table: Table[DocT], key: str, word: str, *, field: str | None = None) -> DocT:
    """The document with a key; an unknown one is refused by name."""
    held = table.find(key)
    if held is None:
        raise NotFound(f"there is no {word} {key}", field=field)
    return held


def referred(table: Table[DocT], external_ref: str) -> DocT | None:
    """The document with an external reference, if there is one."""
    found = table.by("external_ref", external_ref) if external_ref else []
    return found[0] if found else None


def repeated(held: DocT, word: str, external_ref: str, *, same: bool) -> Made[DocT]:
    """The document that is there already, if the request asks for the same again."""
    if same:
        return Made(held, already=True)
    raise Conflict(
        f"{external_ref} is the reference of a {word} with other content; "
        "read that one, or use a reference of its own",
        field="external_ref",
    )


def _substituted(document: Invoice | CreditMemo) -> str | None:
    return document.order if document.substitutes else None


def _ordered_on_account(order: SalesOrder) -> tuple[str, str] | None:
    return (order.bill_to, order.currency) if order.payment_terms else None


def _on_account(invoice: Invoice) -> tuple[str, str] | None:
    return (invoice.payer or invoice.customer, invoice.currency) if invoice.due_date else None


def _credited_on_account(memo: CreditMemo) -> tuple[str, str] | None:
    return (memo.payer or memo.customer, memo.currency) if memo.allocations else None


def _transferred(payment: Payment) -> tuple[str, str] | None:
    return (payment.customer, payment.currency) if payment.method == "bank" else None


def _reference(document: Any) -> str | None:
    return document.external_ref or None
