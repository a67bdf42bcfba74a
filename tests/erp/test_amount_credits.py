from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.erp.company import Company, goods


def credit(company: Company, order: str, *amounts: tuple[str, str], **more: Any) -> Any:
    told = [{"Net": net, "Tax": tax, "Text": "by hand"} for net, tax in amounts]
    body = {"ExternalRef": "refund_1", "Order": order, "Reason": "by hand", "Amounts": told, **more}
    return company.partner("POST", "/CreditMemos/Amounts", body)


def test_an_amount_is_credited_without_goods(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers_and_bills(order, 10)
    answer = credit(company, order, ("10.00", "2.00"), ("3.00", "0"))
    assert (answer.status, answer["Total"]) == (201, "15.00")
    memo = company.erp.credit_memos.get(answer["Number"])
    assert [(line.kind, line.quantity, line.net) for line in memo.lines] == [
        ("no_goods", 0, Decimal("10.00")), ("no_goods", 0, Decimal("3.00")),
    ]  # fmt: skip
    assert company.line(order).credited == 0


def test_an_amount_is_credited_once_under_its_reference(company: Company) -> None:
    order = company.orders(goods(10))
    first = credit(company, order, ("10.00", "2.00"))
    again = credit(company, order, ("10.00", "2.00"))
    assert (again.status, again["Number"], again["Already"]) == (200, first["Number"], True)
    assert credit(company, order, ("9.00", "1.80")).status == 409
