"""Discounts in the ERP: a line names what was taken off, invoices and credits take it off share by share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.erp.company import Company, goods


def _reduced(**more: Any) -> dict[str, Any]:
    """3 x 100 less 10 %."""
    return goods(3, "100.00") | {"Net": "270.00", "Tax": "54.00", "Discount": "30.00"} | more


def test_units_are_billed_and_credited_less_their_share(company: Company) -> None:
    number = company.orders(_reduced(HeaderDiscount="20.00"))
    invoices = [company.delivers_and_bills(number, count)["Number"] for count in (1, 2)]
    lines = [company.erp.invoices.get(one).lines[0] for one in invoices]
    assert [line.net for line in lines] == [Decimal(90), Decimal(180)]
    assert [line.discount for line in lines] == [Decimal(10), Decimal(20)]
    memo = company.credits(number, {"LineNo": 10, "Quantity": 2})["Number"]
    [back] = company.erp.credit_memos.get(memo).lines
    assert (back.net, back.discount) == (Decimal(180), Decimal(20))


def test_a_line_shows_its_discount_only_where_it_has_one(company: Company) -> None:
    number = company.orders(_reduced(HeaderDiscount="20.00"), goods(1, ExternalLine="10000000000002"))
    reduced, plain = company.partner("GET", f"/SalesOrders/{number}")["Lines"]
    assert (reduced["Discount"], reduced["HeaderDiscount"]) == ("30.00", "20.00")
    assert not {"Discount", "HeaderDiscount"} & set(plain)


def test_a_net_amount_and_its_discount_come_to_the_price(company: Company) -> None:
    answer = company.partner("POST", "/SalesOrders", company.order_body(_reduced(Discount="20.00")))
    assert (answer.status, answer["field"]) == (422, "Lines[0].Net")
    assert answer["detail"] == "3 x 100.00 is 300, not 270.00 after a discount of 20.00"


def test_no_share_is_greater_than_the_discount(company: Company) -> None:
    answer = company.partner("POST", "/SalesOrders", company.order_body(_reduced(HeaderDiscount="30.01")))
    assert (answer.status, answer["field"]) == (422, "Lines[0].HeaderDiscount")


def test_the_same_order_with_another_discount_is_refused(company: Company) -> None:
    first, other = (
        company.order_body(_reduced(HeaderDiscount=share), ExternalRef="main/1")
        for share in ("20.00", "10.00")
    )
    assert company.partner("POST", "/SalesOrders", first).status == 201
    assert company.partner("POST", "/SalesOrders", other).status == 409
