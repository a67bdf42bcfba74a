"""Amendments: further lines of a sales order, and another address or day while nothing has left."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.erp.company import Answer, Company, goods


def amends(company: Company, order: str, reference: str, **more: Any) -> Answer:
    version = more.pop("version", None)
    headers = {} if version is None else {"if-match": f'"{version}"'}
    body = {"ExternalRef": reference, **more}
    return company.partner("POST", f"/SalesOrders/{order}/Amendments", body, headers=headers)


def test_a_further_line_is_promised_and_stands_behind_the_others(company: Company) -> None:
    company.lists("MUG", stock=10)
    order = company.orders(goods(6), goods(2))
    answer = amends(company, order, "MA-1", Lines=[goods(3, ExternalLine="9", Amends="1")])
    assert answer.status == 201
    assert answer.body == {"Number": order, "Version": 2, "State": "open", "LineNos": [30]}
    new = company.order(order).lines[2]
    assert (new.quantity, new.net, new.amends) == (3, Decimal("7.65"), "1")
    assert company.stock().committed == 11


def test_a_further_line_is_delivered_and_billed_as_any_other(company: Company) -> None:
    company.lists("MUG", stock=20)
    order = company.orders(goods(6))
    company.delivers_and_bills(order, 2)
    amends(company, order, "MA-1", Lines=[goods(3, ExternalLine="9")])
    company.delivers_and_bills(order, 4, 3)
    assert company.order(order).state == "closed"
    assert company.order(order).lines[1].invoiced == 3


def test_an_address_and_a_day_change_while_nothing_has_left(company: Company) -> None:
    order = company.orders(goods(6))
    amends(company, order, "MA-1", ShipTo={"city": "Hull"}, RequestedDate="2011-07-01")
    shown = company.partner("GET", f"/SalesOrders/{order}")
    assert (shown["ShipTo"], shown["RequestedDate"]) == ({"city": "Hull"}, "2011-07-01")


def test_the_same_amendment_again_is_the_same_and_another_content_is_a_conflict(company: Company) -> None:
    order = company.orders(goods(6))
    amends(company, order, "MA-1", Lines=[goods(3, ExternalLine="9")])
    before = company.documents()
    again = amends(company, order, "MA-1", Lines=[goods(3, ExternalLine="9")])
    assert (again.status, again["LineNos"], again["Already"]) == (200, [20], True)
    assert amends(company, order, "MA-1", Lines=[goods(2, ExternalLine="9")]).status == 409
    assert company.documents() == before


def test_a_stale_version_amends_nothing(company: Company) -> None:
    order = company.orders(goods(6))
    company.cancels(order, 1)
    assert amends(company, order, "MA-1", Lines=[goods(3, ExternalLine="9")], version=1).status == 412
    assert amends(company, order, "MA-1", Lines=[goods(3, ExternalLine="9")], version=2).status == 201


def test_what_cannot_be_amended_is_refused_and_nothing_changes(company: Company) -> None:
    company.lists("MUG", stock=20)
    order, done = company.orders(goods(6)), company.orders(goods(1))
    company.delivers(order, 2)
    company.delivers(done, 1)
    before = company.documents()
    name = company.order(order).lines[0].external_line
    assert amends(company, done, "MA-1", Lines=[goods(1, ExternalLine="9")]).status == 409
    assert amends(company, order, "MA-2", ShipTo={"city": "Hull"}).status == 409
    assert amends(company, order, "MA-3").status == 422
    assert amends(company, order, "MA-4", Lines=[goods(1, ExternalLine=name)]).status == 422
    assert amends(company, order, "MA-5", Lines=[goods(1, item="NONE", ExternalLine="9")]).status == 422
    assert amends(company, "0100009999", "MA-6", RequestedDate="2011-07-01").status == 404
    assert company.documents() == before
