from __future__ import annotations

from typing import Any

from tests.erp.company import Company, goods


def credit(company: Company, order: str, fee_net: str, fee_tax: str) -> Any:
    line = {"LineNo": 10, "Quantity": 2, "Text": "opened", "FeeNet": fee_net, "FeeTax": fee_tax}
    body = {"ExternalRef": "MR-1", "Order": order, "Lines": [line]}
    return company.partner("POST", "/CreditMemos", body)


def test_a_restocking_fee_is_a_line_of_its_own_below_zero(company: Company) -> None:
    order = company.orders(goods(10, "1.00", Net="10.00", Tax="2.00"))
    company.delivers_and_bills(order, 10)
    answer = credit(company, order, "0.50", "0.10")
    assert (answer.status, answer["Total"]) == (201, "1.80")
    memo = company.erp.credit_memos.get(answer["Number"])
    assert [(line.kind, line.quantity, str(line.net), str(line.tax)) for line in memo.lines] == [
        ("goods", 2, "2.00", "0.40"), ("restocking_fee", 0, "-0.50", "-0.10"),
    ]  # fmt: skip


def test_a_memo_with_another_fee_is_another_memo(company: Company) -> None:
    order = company.orders(goods(10, "1.00", Net="10.00", Tax="2.00"))
    company.delivers_and_bills(order, 10)
    credit(company, order, "0.50", "0.10")
    assert credit(company, order, "0.50", "0.10").status == 200
    assert credit(company, order, "0.60", "0.12").status == 409
    assert credit(company, order, "0", "0").status == 409
