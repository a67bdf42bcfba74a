"""Who pays, where it is not who bought: parts of I03, I04, I16 and I21."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ...findings import Finding
from ..across import LineAcross
from ..arithmetic import e4, money
from ..books import Case
from ..currencies import in_pounds
from ..found import found, order_value, value_of
from ..scope import Scope

_BILLED = ("orders", "invoices", "credit_memos", "payments")


def i03_payer(case: Case, scope: Scope) -> Iterator[Finding]:
    """Order, invoices, credit memos and payments are the payer's whom the shop's order has, all of them."""
    order = case.one("marketplace", "orders")
    if order is None:
        return
    right = order.payer_id or order.buyer_id
    for table in _BILLED:
        for document in case.all("erp", table):
            said = _account(scope, document.payer or document.customer)
            if (document.payer or order.payer_id) and said != right:
                yield found(
                    "I03",
                    f"the payer of {table[:-1].replace('_', ' ')} {document.number} of order {order.id} is "
                    f"{said or 'nobody'} in the erp, not {right}",
                    systems=("erp",), documents=[document.number, order.id], case=case,
                    at_risk_e4=order_value(case), said=said, right=right,
                )  # fmt: skip


def i04_payers(scope: Scope) -> Iterator[Finding]:
    """A customer of the ERP is paid for by whom the shop's account names."""
    buyers = scope.books.table("marketplace", "buyers")
    for customer in scope.books.table("erp", "customers").values():
        buyer = buyers.get(customer.external_ref)
        if buyer is None or scope.accounts.excused("customer", buyer.id):
            continue
        said = _account(scope, customer.payer)
        if said != buyer.payer_id:
            yield found(
                "I04",
                f"customer {buyer.id} is paid for by {said or 'itself'} in the erp; the shop owns that "
                f"and says {buyer.payer_id or 'itself'}",
                systems=("erp",), documents=[buyer.id], said=said, right=buyer.payer_id,
            )  # fmt: skip


def i21_open_items(scope: Scope) -> Iterator[Finding]:
    """What the ledger says a payer owes is invoices - credit memos - payments - discounts + refunds."""
    table = scope.books.table
    if not any(customer.payer for customer in table("erp", "customers").values()):
        return
    owed: dict[str, int] = defaultdict(int)
    for invoice in table("erp", "invoices").values():
        owed[invoice.payer or invoice.customer] += in_pounds(invoice.total, invoice.exchange_rate)
    for memo in table("erp", "credit_memos").values():
        owed[memo.payer or memo.customer] -= in_pounds(memo.total, memo.exchange_rate)
    for payment in table("erp", "payments").values():
        way = 1 if payment.kind == "refund" else -1
        for one in payment.allocations:
            invoice = table("erp", "invoices")[one.invoice]
            owed[payment.customer] -= in_pounds(one.discount, invoice.exchange_rate)
        owed[payment.payer or payment.customer] += way * in_pounds(payment.amount, payment.exchange_rate)
    posted: dict[str, int] = defaultdict(int)
    for entry in table("erp", "ledger").values():
        if entry.document and entry.account == "receivables":
            posted[entry.customer] += e4(entry.amount)
    for number in dict.fromkeys([*owed, *posted]):
        if owed[number] != posted[number]:
            yield found(
                "I21",
                f"customer {number} has to pay {money(owed[number])} by its documents, and the ledger says "
                f"{money(posted[number])}",
                systems=("erp",), documents=[number], at_risk_e4=owed[number] - posted[number],
                documents_say=money(owed[number]), ledger_says=money(posted[number]),
            )  # fmt: skip


def i16_granted_to_another(case: Case, line: LineAcross, agreement: Any) -> Iterator[Finding]:
    """An agreement explains a price for the buyer whom it was granted to, and for those it pays for."""
    order = case.one("marketplace", "orders")
    if agreement is None or agreement.customer_ref in (order.buyer_id, order.payer_id):
        return
    yield found(
        "I16",
        f"line {line.shop.id} (item {line.shop.sku}) of buyer {order.buyer_id} has its price by agreement "
        f"{agreement.number}, which was granted to {agreement.customer_ref}",
        systems=("erp",), documents=[line.shop.id, agreement.number], case=case,
        at_risk_e4=value_of(line.shop, line.shop.quantity), granted_to=agreement.customer_ref,
    )  # fmt: skip


def gives_way(case: Case, line: LineAcross, scope: Scope) -> bool:
    """Whether a line's quote is of the payer, and the buyer has an agreement of its own for the item."""
    order = case.one("marketplace", "orders")
    granted = {
        (agreed.quote_id, agreed.customer_ref)
        for agreed in scope.books.table("erp", "agreements").values()
        if agreed.item == line.shop.sku
    }
    own = any(customer == order.buyer_id for _, customer in granted)
    return bool(order.payer_id) and own and (line.shop.quote.id, order.payer_id) in granted


def _account(scope: Scope, number: str) -> str:
    """The shop's account of a customer; empty when there is none."""
    customer = scope.books.table("erp", "customers").get(number)
    return "" if customer is None else str(customer.external_ref)
