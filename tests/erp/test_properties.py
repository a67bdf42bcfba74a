"""Whatever happens to orders, units and money are conserved.

A random trade is carried through one ERP; after every step the books are added up again, from the
documents alone and with exact fractions.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ordergate.simulators.erp.lifecycle import ORDER
from ordergate.simulators.erp.model import OrderLine, SalesOrder
from tests.erp.company import Company, freight, goods

ITEMS = ["MUG", "TEE", "CUP"]
PRICES = st.integers(0, 99_999).map(lambda e2: f"{e2 // 100}.{e2 % 100:02d}") | st.integers(1, 999_999).map(
    lambda e4: f"{e4 // 10_000}.{e4 % 10_000:04d}"
)
RATES = st.sampled_from(["0.00", "0.05", "0.175", "0.20"])


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    quantity = draw(st.integers(3, 12) | st.sampled_from([1, 97, 1000]))
    price, rate = draw(PRICES), draw(RATES)
    line = goods(quantity, price, draw(st.sampled_from(ITEMS)), TaxRate=rate)
    tax = (Decimal(line["Net"]) * Decimal(rate)).quantize(Decimal("0.01"))
    return {**line, "Tax": str(tax)}


orders = st.lists(lines(), min_size=1, max_size=3)
WHAT = ["deliver"] * 5 + ["bill"] * 5 + ["credit"] * 3 + ["announce"] * 3 + ["receive"] * 2
WHAT += ["cancel", "charges", "pay", "refund"]
steps = st.lists(
    st.tuples(
        st.sampled_from(WHAT),
        st.integers(0, 8),
        st.integers(1, 4) | st.integers(1, 1001),
        st.sampled_from([False, False, False, True]),
    ),
    min_size=20,
    max_size=80,
)


class Trade:
    """One company with some orders, to which things happen."""

    def __init__(self, company: Company, drafts: list[list[dict[str, Any]]]) -> None:
        self.company = company
        for item in ITEMS:
            company.lists(item, "1.00", stock=500)
        self.orders = [
            company.orders(*draft, Charges=[freight("1.0025", "0.2005")]) for draft in [*drafts, []]
        ]
        self.unbilled: list[str] = []
        self.announced: list[str] = []

    def do(self, step: tuple[str, int, int, bool]) -> None:
        """Let one thing happen to one order; what is refused has to leave everything as it was."""
        what, which, number, whole = step
        order = self.company.order(self.orders[which % len(self.orders)])
        before = self.company.documents()
        act: Callable[[SalesOrder, int, bool], int] = getattr(self, f"_{what}")
        if act(order, number, whole) >= 400:
            assert self.company.documents() == before

    def _deliver(self, order: SalesOrder, number: int, whole: bool) -> int:
        answer = self.company.delivers(order.number, *picked(order, number, whole, lambda line: line.open))
        if answer.status == 201:
            self.unbilled.append(answer["Number"])
        return answer.status

    def _bill(self, order: SalesOrder, number: int, whole: bool) -> int:
        if not self.unbilled:
            return 0
        delivery = self.unbilled.pop(number % len(self.unbilled))
        charges = [1] if whole else []
        return self.company.bills(delivery, *charges).status

    def _charges(self, order: SalesOrder, number: int, whole: bool) -> int:
        body = {"Order": order.number, "Charges": [1]}
        return self.company.partner("POST", "/Invoices", body).status

    def _cancel(self, order: SalesOrder, number: int, whole: bool) -> int:
        units = picked(order, number, whole, lambda line: line.open)
        return self.company.cancels(order.number, *units).status

    def _announce(self, order: SalesOrder, number: int, whole: bool) -> int:
        units = picked(order, number, whole, lambda line: line.delivered - line.returned)
        answer = self.company.announces(order.number, *units)
        if answer.status == 201:
            self.announced.append(answer["Number"])
        return answer.status

    def _receive(self, order: SalesOrder, number: int, whole: bool) -> int:
        if not self.announced:
            return 0
        held = self.company.erp.returns.get(self.announced.pop(number % len(self.announced)))
        lines = [
            {"LineNo": line.line_no, "Sellable": line.quantity - number % (line.quantity + 1),
             "Damaged": number % (line.quantity + 1) if whole else 0}
            for line in held.lines
        ]  # fmt: skip
        return self.company.partner("POST", f"/Returns/{held.number}/Receipts", {"Lines": lines}).status

    def _credit(self, order: SalesOrder, number: int, whole: bool) -> int:
        wanted = picked(order, number, whole, lambda line: line.invoiced - line.credited)
        agreed = {} if whole else {"AgreedNet": "0.99", "AgreedTax": "0.20"}
        rows = [
            {"LineNo": line.line_no, "Quantity": quantity, **agreed}
            for line, quantity in zip(order.lines, wanted, strict=True)
            if quantity
        ]
        return self.company.credits(order.number, *rows).status

    def _pay(self, order: SalesOrder, number: int, whole: bool) -> int:
        return self.company.pays(order.number, f"{number}.{number % 100:02d}").status

    def _refund(self, order: SalesOrder, number: int, whole: bool) -> int:
        return self.company.pays(order.number, f"{number}.0001", "refund").status


def picked(order: SalesOrder, number: int, whole: bool, left: Callable[[OrderLine], int]) -> list[int]:
    """Units of the lines of an order: all that is left, or a number that may be too many."""
    if whole and any(map(left, order.lines)):
        return [left(line) for line in order.lines]
    return [min(number, left(line) + (number % 3 == 0)) for line in order.lines]


def part(total: Decimal, units: int, of: int) -> Decimal:
    """What some units of a line are worth: the nearest penny, halves up."""
    if units == of:
        return total
    pennies = Fraction(total) * 100 * units / of
    return Decimal(math.floor(pennies + Fraction(1, 2))) / 100


def check_units(company: Company) -> None:
    for order in company.erp.orders:
        for line in order.lines:
            assert 0 <= line.credited <= line.invoiced <= line.delivered
            assert 0 <= line.returned <= line.delivered
            assert line.cancelled >= 0
            assert line.open == line.quantity - line.delivered - line.cancelled >= 0


def check_stock(company: Company) -> None:
    on_hand, blocked, committed = Counter[str](), Counter[str](), Counter[str]()
    for movement in company.erp.stock_movements:
        for moved in movement.lines:
            on_hand[moved.item] += moved.quantity
            blocked[moved.item] += moved.blocked
    for order in company.erp.orders:
        for line in order.lines:
            committed[line.item] += line.open
    for stock in company.erp.stock:
        counted = (on_hand[stock.item], committed[stock.item], blocked[stock.item])
        assert (stock.on_hand, stock.committed, stock.blocked) == counted


def check_shares(company: Company) -> None:
    """Invoices and credits of a line are its shares; so all of them together are the line."""
    for order in company.erp.orders:
        invoices = [one for one in company.erp.invoices if one.order == order.number]
        memos = [one for one in company.erp.credit_memos if one.order == order.number]
        for line in order.lines:
            billed = [row for one in invoices for row in one.lines if row.line_no == line.line_no]
            given = [row for one in memos for row in one.lines if row.line_no == line.line_no]
            goods_given = [row for row in given if row.kind == "goods"]
            for name in ("net", "tax"):
                total = getattr(line, name)
                asked, back = summed(billed, name), summed(goods_given, name)
                assert asked == part(total, line.invoiced, line.quantity)
                assert back == part(total, line.credited, line.quantity)
                assert back <= asked <= total


def summed(rows: Iterable[Any], name: str) -> Decimal:
    return sum((getattr(row, name) for row in rows), Decimal(0))


def check_ledger(company: Company) -> None:
    """What customers owe = invoices - credit memos - receipts + refunds."""
    erp = company.erp
    receipts = [payment for payment in erp.payments if payment.kind == "receipt"]
    refunds = [payment for payment in erp.payments if payment.kind == "refund"]
    owed = summed(erp.invoices, "total") - summed(erp.credit_memos, "total")
    owed += summed(refunds, "amount") - summed(receipts, "amount")
    assert company.receivables() == owed


def check_states(company: Company) -> None:
    for order in company.erp.orders:
        delivered = sum(line.delivered for line in order.lines)
        open_units = sum(line.open for line in order.lines)
        unbilled = delivered - sum(line.invoiced for line in order.lines)
        unbilled += sum(not charge.invoiced for charge in order.charges)
        if order.lines and open_units:
            expected = "partially_delivered" if delivered else "open"
        elif order.lines and not delivered:
            expected = "cancelled"
        elif unbilled:
            expected = "delivered" if order.lines else "open"
        else:
            expected = "closed"
        assert order.state == expected


CHECKS = [check_units, check_stock, check_shares, check_ledger, check_states]


@settings(max_examples=100, deadline=None)
@given(drafts=st.lists(orders, min_size=1, max_size=3), happenings=steps)
def test_units_and_money_are_conserved_whatever_happens(
    drafts: list[list[dict[str, Any]]], happenings: list[tuple[str, int, int, bool]]
) -> None:
    company = Company()
    trade = Trade(company, drafts)
    moves: list[tuple[Any, Any]] = []
    company.store.listen(
        lambda changes: moves.extend(
            (change.before.state, change.after.state)
            for change in changes
            if change.table == "orders" and change.before is not None
        )
    )
    for step in happenings:
        trade.do(step)
        for check in CHECKS:
            check(company)
    assert all(after in {before, *ORDER.table[before].values()} for before, after in moves)
    company.close()


@settings(max_examples=200, deadline=None)
@given(line=lines(), cuts=st.lists(st.integers(1, 1000), max_size=8), data=st.data())
def test_invoices_of_a_whole_line_add_up_to_it_and_credits_give_it_back(
    line: dict[str, Any], cuts: list[int], data: st.DataObject
) -> None:
    company = Company()
    order = company.orders(line)
    bills = [company.delivers_and_bills(order, units) for units in split(line["Quantity"], cuts)]
    assert sum(Decimal(bill["Net"]) for bill in bills) == Decimal(line["Net"])
    assert sum(Decimal(bill["Tax"]) for bill in bills) == Decimal(line["Tax"])
    other = data.draw(st.lists(st.integers(1, 1000), max_size=8))
    for units in split(line["Quantity"], other):
        assert company.credits(order, {"LineNo": 10, "Quantity": units}).status == 201
    assert company.receivables() == 0
    company.close()


def split(quantity: int, cuts: list[int]) -> list[int]:
    """The quantity in parts as large as the cuts, and the rest."""
    parts = []
    for cut in cuts:
        units = min(cut, quantity)
        if units:
            parts.append(units)
        quantity -= units
    return [*parts, quantity] if quantity else parts
