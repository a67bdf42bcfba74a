"""Invoices, credit memos, and money that went either way."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..evidence.money import DocumentName, MethodSum, MoneyStep, Sums
from ..judge.balance import transferred
from ..judge.books import Books, Case, Kind
from .lines import said

PROVIDER = "payment provider"
_SHOWN = 4
"""How much of the number of a gift card is shown: whoever has all of it can spend it."""


def bills(case: Case, books: Books) -> Iterator[MoneyStep]:
    """Each invoice and credit memo, with what stands behind it."""
    copies = {one.number: one for one in case.all("marketplace", "invoices")}
    for invoice in case.all("erp", "invoices"):
        copy = copies.get(invoice.number)
        told = [DocumentName("marketplace", f"invoice {copy.id}")] if copy is not None else []
        names = (DocumentName("erp", f"invoice {invoice.number}"), *told)
        total = invoice.total
        yield MoneyStep(
            at_us=books.born_us[Kind("erp", "invoices"), invoice.number], who="erp",
            text="; ".join(_invoice(invoice, copy)), documents=names, changed=Sums(invoiced=total),
        )  # fmt: skip
    for memo in case.all("erp", "credit_memos"):
        reason = f" ({memo.reason})" if memo.reason else ""
        settled = "".join(
            f"; settles {x.amount} of invoice {x.invoice}" for x in said(memo, "allocations", ())
        )
        yield MoneyStep(
            at_us=books.born_us[Kind("erp", "credit_memos"), memo.number], who="erp",
            text=f"credited: {memo.net} + {memo.tax} tax{reason}{_kept(memo)}{settled}",
            documents=(DocumentName("erp", f"credit memo {memo.number}"),),
            changed=Sums(credited=memo.total),
        )  # fmt: skip


def _kept(memo: Any) -> str:
    """What was kept for restocking, of what the goods are worth."""
    kept = -sum((line.net + line.tax for line in memo.lines if line.kind == "restocking_fee"), Decimal(0))
    return f"; {kept} kept for restocking" if kept else ""


def _invoice(invoice: Any, copy: Any) -> Iterator[str]:
    yield f"invoiced: {invoice.net} + {invoice.tax} tax, dated {invoice.date}"
    if said(invoice, "due_date"):
        yield f"due {invoice.due_date}"
    if said(invoice, "discount_date"):
        off = f"{Decimal(invoice.discount_bp) / 100:f} %"
        yield f"{off} off if paid by {invoice.discount_date}"
    charges = sum((one.net + one.tax for one in invoice.charges), Decimal(0))
    if charges:
        yield f"{charges} of it for charges"
    if invoice.reduction:
        yield f"{invoice.reduction} less, because another item shipped"
    if copy is None:
        yield "the marketplace has no copy"
    elif copy.total != invoice.total:
        yield f"the marketplace's copy says {copy.total}"


def money(case: Case, books: Books) -> Iterator[MoneyStep]:
    """What the payment provider held, took, gave back and gave up, and what the ERP booked without it."""
    order, payment = case.one("marketplace", "orders"), case.one("marketplace", "payments")
    booked = {one.external_ref: one for one in case.all("erp", "payments")}
    if payment is not None:
        yield from _held(order, payment, books)
        for entry in payment.captures:
            yield _entry(entry, "taken", Sums(paid=entry.amount), booked.pop(entry.id, None))
        for entry in payment.refunds:
            yield _entry(entry, "given back", Sums(refunded=entry.amount), booked.pop(entry.id, None))
        for refused in payment.refused:
            yield MoneyStep(
                at_us=refused.at_us, who=PROVIDER, changed=Sums(),
                text=f"{refused.amount} not given back to {refused.asked_by}: {refused.left} is left",
                documents=(DocumentName("marketplace", refused.id),),
            )  # fmt: skip
        for entry in payment.taken_back:
            undone = Sums(refunded=-entry.amount)
            yield _entry(entry, "not settled in goods after all", undone, booked.pop(entry.id, None))
        for entry in payment.voids:
            yield _entry(entry, "no longer held", Sums(), None)
    for transfer, settled in transferred(case, books):
        yield MoneyStep(
            at_us=books.moments.born_us("erp", "payments", transfer.number) or 0, who="bank",
            text=f"{settled.amount} of a transfer of {transfer.amount} settles invoice {settled.invoice}"
            + _left_over(transfer),
            documents=(DocumentName("erp", f"payment {transfer.number}"),), method=str(transfer.method),
            changed=Sums(paid=settled.amount),
        )  # fmt: skip
        if settled.discount:
            yield MoneyStep(
                at_us=books.moments.born_us("erp", "payments", transfer.number) or 0, who="erp",
                text=f"{settled.discount} off invoice {settled.invoice} for early payment, "
                f"{settled.discount_tax} of it tax",
                documents=(DocumentName("erp", f"payment {transfer.number}"),),
                changed=Sums(credited=settled.discount),
            )  # fmt: skip
    yield from _by_name(order, books)
    for one in booked.values():
        receipt = one.kind == "receipt"
        yield MoneyStep(
            at_us=books.moments.born_us("erp", "payments", one.number) or 0, who="erp",
            text=f"{one.amount} {'received' if receipt else 'given back'}, not by the payment provider",
            documents=(DocumentName("erp", f"payment {one.number}"),), method=str(one.method),
            changed=Sums(paid=one.amount) if receipt else Sums(refunded=one.amount),
        )  # fmt: skip


def _left_over(transfer: Any) -> str:
    """What of a transfer settles nothing; a transfer for a named order has a line of its own."""
    return "" if said(transfer, "order_ref") else _stays(transfer)


def _stays(transfer: Any) -> str:
    left = said(transfer, "unapplied", Decimal(0))
    return f"; {left} of it settle no invoice and stay on the account" if left else ""


def on_account(case: Case, books: Books) -> Decimal:
    """What was transferred for an order, or to settle its invoices, and settles nothing."""
    order = case.one("marketplace", "orders")
    transfers = {transfer.number: transfer for transfer, _ in transferred(case, books)}
    for one in books.table("erp", "payments").values():
        if said(one, "order_ref") == f"{order.store}/{order.id}":
            transfers[one.number] = one
    return sum((said(one, "unapplied", Decimal(0)) for one in transfers.values()), Decimal(0))


def _by_name(order: Any, books: Books) -> Iterator[MoneyStep]:
    """What payers transferred for this order by name, and what of it stays on their account."""
    for one in books.table("erp", "payments").values():
        if said(one, "order_ref") == f"{order.store}/{order.id}":
            yield MoneyStep(
                at_us=books.moments.born_us("erp", "payments", one.number) or 0, who="bank",
                text=f"{one.amount} {one.currency} transferred for this order" + _stays(one),
                documents=(DocumentName("erp", f"payment {one.number}"),), method=str(one.method),
            )  # fmt: skip


def _held(order: Any, payment: Any, books: Books) -> Iterator[MoneyStep]:
    """What was authorised when the order was placed, and what was added later."""
    documents = (DocumentName("marketplace", f"payment {payment.id}"),)
    (_, first), *later = books.moments.authorised(payment.id) or [(0, payment.authorised)]
    text = ", ".join((f"{first} authorised", *_tenders(order, payment, first)))
    yield MoneyStep(at_us=order.placed_at_us, who=PROVIDER, text=text, documents=documents)
    before = first
    for at_us, now in later:
        what = "more" if now > before else "less"
        text = f"{abs(now - before)} {what} authorised, {now} in all"
        yield MoneyStep(at_us=at_us, who=PROVIDER, text=text, documents=documents)
        before = now


def _tenders(order: Any, payment: Any, authorised: Decimal) -> Iterator[str]:
    tolerated = any(line.over_bp or line.weight_tolerance_bp for line in order.lines)
    if authorised > order.total and tolerated:
        yield f"{authorised - order.total} of it for what may be sent or weigh above the order"
    if payment.exchange:
        yield f"{payment.exchange} of it to be settled by goods"
    for tender in payment.tenders:
        method = str(tender.method).replace("_", " ")
        yield f"{tender.amount} of it by the {method} that ends in {tender.reference[-_SHOWN:]}"


def _entry(entry: Any, what: str, changed: Sums, booked: Any) -> MoneyStep:
    missing = ", not in the erp" if booked is None and changed != Sums() else ""
    names = [DocumentName("marketplace", entry.id)]
    if booked is not None:
        names.append(DocumentName("erp", f"payment {booked.number}"))
    return MoneyStep(
        at_us=entry.at_us, who=PROVIDER, text=f"{entry.amount} {what}{missing}", documents=tuple(names),
        method=str(entry.method), changed=changed,
    )  # fmt: skip


def by_method(steps: list[MoneyStep]) -> tuple[MethodSum, ...]:
    """What was paid and given back, apart for each method."""
    sums: dict[str, Sums] = {}
    for step in steps:
        if step.changed.paid or step.changed.refunded:
            sums[step.method] = sums.get(step.method, Sums()) + step.changed
    return tuple(
        MethodSum(method=method, paid=one.paid, refunded=one.refunded) for method, one in sums.items()
    )
