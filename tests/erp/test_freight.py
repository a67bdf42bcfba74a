"""Freight by the policy erp.freight_billing: whole on the first invoice, or pro rata over all of them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ordergate.simulators.erp.model import Charge, OrderLine, OrderState, PriceSource, SalesOrder
from ordergate.simulators.erp.service.freight import billed, shared_freight
from tests.erp.company import Company, freight, goods


def test_a_delivery_bears_its_share_and_an_invoice_without_goods_the_rest(company: Company) -> None:
    company.system.context.policies = {"erp.freight_billing": "pro_rata"}
    number = company.orders(goods(8, "10.00"), Charges=[freight()])
    first = company.delivers_and_bills(number, 3)["Number"]
    assert [(one.net, one.tax) for one in company.erp.invoices.get(first).charges] == [
        (Decimal("3.75"), Decimal("0.75"))
    ]
    shown = company.partner("GET", f"/SalesOrders/{number}")["Charges"][0]
    assert (shown["ProRata"], shown["BilledNet"], shown["Invoiced"]) == (True, "3.75", "")
    rest = company.partner("POST", "/Invoices", {"Order": number, "Charges": [1]})
    assert rest["Total"] == "7.50"
    assert company.order(number).charges[0].invoiced == rest["Number"]


def test_freight_is_billed_as_it_was_agreed_when_the_order_was_booked(company: Company) -> None:
    number = company.orders(goods(8, "10.00"), Charges=[freight()])
    company.system.context.policies = {"erp.freight_billing": "pro_rata"}
    delivery = company.delivers(number, 3)["Number"]
    assert len(company.erp.invoices.get(company.bills(delivery, 1)["Number"]).charges) == 1
    assert "ProRata" not in company.partner("GET", f"/SalesOrders/{number}")["Charges"][0]


def _line(number: int, quantity: int, net: int) -> OrderLine:
    return OrderLine(
        number * 10, str(number), "MUG", quantity, Decimal(1), Decimal(net), Decimal("0.20"), Decimal(0), "",
        PriceSource.CAPTURED,
    )  # fmt: skip


PARTS = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 500), st.integers(0, 40)), min_size=1, max_size=5
)


@settings(max_examples=200, deadline=None)
@given(PARTS, st.integers(1, 10_000), st.integers(1, 6))
def test_shares_of_freight_close_however_the_goods_are_split(
    parts: list[tuple[int, int, int]], pennies: int, steps: int
) -> None:
    net = Decimal(pennies).scaleb(-2)
    charge = Charge(1, "freight", "POST", "", net, Decimal(0), Decimal(0), "", pro_rata=True)
    lines = tuple(_line(no, quantity, net) for no, (quantity, net, _) in enumerate(parts, start=1))
    order = SalesOrder("1", "m/1", "1", "", "GBP", "MAIN", {}, lines, (charge,), OrderState.OPEN)
    sums = []
    for step in range(1, steps + 1):
        lines = tuple(
            replace(line, cancelled=cut, delivered=done, invoiced=done)
            for line, (quantity, _, most) in zip(order.lines, parts, strict=True)
            for cut in [min(most, quantity)]
            for done in [(quantity - cut) * step // steps]
        )
        bills = shared_freight(order, lines)
        sums += [bill.net for bill in bills]
        charges = tuple(billed(one, bills[0] if bills else None, str(step)) for one in order.charges)
        order = replace(order, lines=lines, charges=charges)
    assert sum(sums) == charge.net
    assert all(one >= 0 for one in sums)
