"""Open items: I21, what settles an invoice bought on account, and that it is never more than all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ...findings import Finding
from ..arithmetic import e4, money
from ..books import Kind
from ..found import found
from ..scope import Scope


def i21_settled_once(scope: Scope) -> Iterator[Finding]:
    """Credits, transfers and discounts for early payment settle no more of an invoice than it says."""
    table = scope.books.table
    credited, paid = _parts(table("erp", "credit_memos")), _parts(table("erp", "payments"))
    for number in dict.fromkeys([*credited, *paid]):
        invoice = table("erp", "invoices").get(number)
        total = 0 if invoice is None else e4(invoice.total)
        over = credited[number] + paid[number] - total
        if over > 0:
            yield found(
                "I21",
                f"invoice {number} is of {money(total)}, and {money(credited[number])} of it are settled by "
                f"credit memos and {money(paid[number])} by transfers",
                systems=("erp",), documents=[number], at_risk_e4=over, invoiced=money(total),
                credited=money(credited[number]), paid=money(paid[number]),
            )  # fmt: skip


def i21_credits_settle(scope: Scope) -> Iterator[Finding]:
    """A credit memo settles the invoices on account that billed what it credits, the oldest first.

    No more than it gives; and nothing of it stays on the account while there is one before it that is open.
    """
    table = scope.books.table
    on_account: dict[str, list[Any]] = defaultdict(list)
    for invoice in sorted(table("erp", "invoices").values(), key=lambda one: str(one.number)):
        if invoice.due_date:
            on_account[invoice.order].append(invoice)
    if not on_account:
        return
    credited, paid = _parts(table("erp", "credit_memos")), _parts(table("erp", "payments"))
    for memo in table("erp", "credit_memos").values():
        own = [one for one in on_account[memo.order] if _billed(one, memo)]
        is_open = [
            one.number for one in own
            if credited[one.number] + paid[one.number] < e4(one.total) and _came_before(one, memo, scope)
        ]  # fmt: skip
        yield from _wrong(memo, [one.number for one in own], is_open)


def _wrong(memo: Any, own: list[str], is_open: list[str]) -> Iterator[Finding]:
    left = e4(memo.total) - sum(e4(one.amount) for one in memo.allocations)
    settles = [one.invoice for one in memo.allocations]
    strange = [number for number in settles if number not in own]
    if strange:
        text = f"settles invoice {', '.join(strange)}, which did not bill what it credits"
    elif memo.allocations and left < 0:
        text = f"settles {money(-left)} more than it gives"
    elif is_open and (left > 0 or any(number > is_open[0] for number in settles)):
        text = f"leaves invoice {is_open[0]}, which billed what it credits, open"
    else:
        return
    yield found(
        "I21", f"credit memo {memo.number} of {memo.total} {text}",
        systems=("erp",), documents=[memo.number, *settles], at_risk_e4=abs(left) or e4(memo.total),
    )  # fmt: skip


def _parts(documents: Any) -> defaultdict[str, int]:
    """What documents settle of each invoice, discounts included."""
    parts: defaultdict[str, int] = defaultdict(int)
    for document in documents.values():
        for one in document.allocations:
            parts[one.invoice] += e4(one.amount) + e4(one.discount)
    return parts


def _billed(invoice: Any, memo: Any) -> bool:
    """Whether an invoice billed a line that a memo credits; an amount without goods is of any of them."""
    lines = {line.line_no for line in invoice.lines}
    return any(line.line_no == 0 or line.line_no in lines for line in memo.lines)


def _came_before(invoice: Any, memo: Any, scope: Scope) -> bool:
    born_us = scope.books.born_us
    return (
        born_us[Kind("erp", "invoices"), invoice.number] < born_us[Kind("erp", "credit_memos"), memo.number]
    )
