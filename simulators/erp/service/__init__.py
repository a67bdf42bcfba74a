"""What the ERP can do, without HTTP; each part of the company is a class of its own."""

from __future__ import annotations

from ...kernel.system import Context
from .amendments import Amending
from .authority import Authority
from .bank import Bank
from .billing import Billing
from .books import Books
from .credit import Crediting
from .customers import CustomerAccounts
from .deliveries import Dispatch
from .exchange import Exchange
from .exposure import CreditControl
from .gate import Gate
from .holds import HoldDesk
from .ledger import Ledger
from .orders import Sales
from .payments import Cash
from .price_rules import PriceRules
from .prices import Prices
from .returns import ReturnsDesk
from .stock import Warehouse
from .substitutes import Substitution
from .taxes import Taxes


class Erp:
    """The company: its tables, and the people who work on them.

    ``sites`` are where stock is kept, the first one by default; ``zone`` is where its days begin.
    """

    def __init__(
        self,
        context: Context,
        *,
        sites: tuple[str, ...] = ("MAIN",),
        zone: str = "Europe/London",
    ) -> None:
        books = Books(context, sites, zone)
        self.items = books.items
        self.customers = books.customers
        self.agreements = books.agreements
        self.stock = books.stock
        self.stock_movements = books.stock_movements
        self.orders = books.orders
        self.cancellations = books.cancellations
        self.amendments = books.amendments
        self.deliveries = books.deliveries
        self.invoices = books.invoices
        self.credit_memos = books.credit_memos
        self.returns = books.returns
        self.payments = books.payments
        self.ledger = books.ledger
        self.sellers = books.sellers
        self.holds = books.holds
        self.price_rules = books.price_rules
        self.country_taxes = books.country_taxes
        self.exchange_rates = books.exchange_rates

        self.prices = Prices(books)
        self.price_rules_desk = PriceRules(books, self.prices)
        self.accounts = CustomerAccounts(books)
        self.warehouse = Warehouse(books)
        self.authority = Authority(books)
        self.hold_desk = HoldDesk(books, self.authority)
        self.credit_control = CreditControl(books)
        gate = Gate(books, self.hold_desk, self.authority, self.credit_control)
        self.sales = Sales(books, self.warehouse, self.price_rules_desk, gate)
        self.taxes = Taxes(books)
        self.exchange = Exchange(books)
        self.substitution = Substitution(books)
        self.amending = Amending(books, self.warehouse, self.sales, gate)
        self.dispatch = Dispatch(books, self.warehouse, self.substitution, self.credit_control)
        self.returns_desk = ReturnsDesk(books, self.warehouse)
        self.accounting = Ledger(books)
        self.billing = Billing(books, self.accounting, self.substitution)
        self.crediting = Crediting(books, self.accounting, self.warehouse, self.substitution)
        self.cash = Cash(books, self.accounting)
        self.bank = Bank(books, self.accounting, self.credit_control, self.hold_desk)
