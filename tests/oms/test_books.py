"""Whatever happens in whatever order, units and reservations add up."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.oms.books import assert_books_balance
from tests.oms.desk import Desk, a_movement, an_order

SKUS = ("MUG", "TEE")
SITES = ("LON", "HUL")
sku = st.sampled_from(SKUS)
site = st.sampled_from(SITES)
few = st.integers(1, 6)
pick = st.integers(0, 30)
shares = st.lists(st.integers(0, 6), min_size=1, max_size=4)


class Trade(RuleBasedStateMachine):
    """Channels, warehouses and people do things; some make sense, some are refused."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(SITES)
        self.made = 0

    @initialize()
    def opens(self) -> None:
        self.desk.lists(*SKUS)

    def teardown(self) -> None:
        self.desk.close()

    def tries(self, path: str, body: object) -> Any:
        """Post, and see that a refusal changed nothing and that doing it again changes nothing."""
        before = self.desk.documents()
        answer = self.desk.post(path, body)
        after = self.desk.documents()
        if answer.status >= 400:
            assert after == before
            return None
        again = self.desk.post(path, body)
        assert again.status == 200
        assert self.desk.documents() == after
        return answer.body

    def reference(self) -> str:
        self.made += 1
        return f"R{self.made}"

    def chosen(self, documents: Any, index: int) -> Any:
        held = list(documents)
        return held[index % len(held)] if held else None

    @rule(sku=sku, site=site, quantity=st.integers(-4, 9), unavailable=st.integers(-2, 2))
    def moves_stock(self, sku: str, site: str, quantity: int, unavailable: int) -> None:
        moved = a_movement(self.reference(), sku, quantity, site=site, unavailable=unavailable)
        self.tries("/stock-movements/bulk", {"movements": [moved]})

    @rule(lines=st.lists(st.tuples(sku, few), min_size=1, max_size=3), held=st.booleans())
    def orders(self, lines: list[tuple[str, int]], held: bool) -> None:
        body = an_order(self.reference(), *lines, holds=["fraud"] if held else [])
        self.tries("/orders", body)

    @rule(index=pick, hold=st.sampled_from(["fraud", "credit"]))
    def holds(self, index: int, hold: str) -> None:
        if order := self.chosen(self.desk.oms.orders, index):
            self.tries(f"/orders/{order.id}/holds", {"hold": hold})

    @rule(index=pick, hold=st.sampled_from(["fraud", "credit"]))
    def releases(self, index: int, hold: str) -> None:
        if order := self.chosen(self.desk.oms.orders, index):
            before = self.desk.documents()
            if self.desk.delete(f"/orders/{order.id}/holds/{hold}").status >= 400:
                assert self.desk.documents() == before

    @rule(index=pick)
    def accepts(self, index: int) -> None:
        if work := self.chosen(self.desk.oms.fulfilments, index):
            path = f"/fulfilments/{work.id}/acceptance"
            self.tries(path, {"warehouse_ref": f"WO{work.id}"})

    @rule(index=pick, shares=shares)
    def ships(self, index: int, shares: list[int]) -> None:
        if work := self.chosen(self.desk.oms.fulfilments, index):
            body = {
                "reference": self.reference(),
                "shipped_at": "2011-03-14T09:00:00Z",
                "lines": some_of(work.lines, shares),
            }
            self.tries(f"/fulfilments/{work.id}/shipments", body)

    @rule(index=pick, shares=shares)
    def misses(self, index: int, shares: list[int]) -> None:
        if work := self.chosen(self.desk.oms.fulfilments, index):
            body = {"reference": self.reference(), "lines": some_of(work.lines, shares)}
            self.tries(f"/fulfilments/{work.id}/shortages", body)

    @rule(index=pick, shares=shares)
    def cancels(self, index: int, shares: list[int]) -> None:
        if order := self.chosen(self.desk.oms.orders, index):
            lines = [
                {"line_id": line.id, "quantity": share}
                for line, share in zip(order.lines, shares, strict=False)
                if share
            ]
            body = {"reference": self.reference(), "lines": lines}
            self.tries(f"/orders/{order.id}/cancellations", body)

    @rule(index=pick, share=st.integers(0, 6))
    def answers(self, index: int, share: int) -> None:
        open_requests = [
            (held.reference, request)
            for held in self.desk.oms.cancellations
            for request in held.requests
            if request.granted is None
        ]
        if chosen := self.chosen(open_requests, index):
            reference, asked = chosen
            line = {"line_id": asked.line_id, "quantity": asked.quantity, "granted": share}
            body = {"cancellation_ref": reference, "lines": [line]}
            self.tries(f"/fulfilments/{asked.fulfilment_id}/cancellations", body)

    @rule(index=pick, shares=shares)
    def announces(self, index: int, shares: list[int]) -> None:
        if order := self.chosen(self.desk.oms.orders, index):
            lines = [
                {"line_id": line.id, "quantity": share}
                for line, share in zip(order.lines, shares, strict=False)
                if share
            ]
            body = {"order_id": order.id, "external_id": self.reference(), "lines": lines}
            self.tries("/returns", body)

    @rule(index=pick, buckets=st.tuples(*[st.integers(0, 2)] * 3))
    def receives(self, index: int, buckets: tuple[int, int, int]) -> None:
        if announced := self.chosen(self.desk.oms.returns, index):
            sellable, damaged, inspect = buckets
            lines = [
                {
                    "line_id": line.line_id,
                    "sellable": sellable,
                    "damaged": damaged,
                    "inspect": inspect,
                }
                for line in announced.lines
            ]
            body = {"reference": f"WR{announced.id}", "lines": lines}
            self.tries(f"/returns/{announced.id}/receipts", body)

    @invariant()
    def balances(self) -> None:
        assert_books_balance(self.desk)


def some_of(lines: Any, shares: list[int]) -> list[dict[str, int]]:
    """Units of some lines; a share above what is open asks for too much."""
    return [
        {"line_id": line.line_id, "quantity": share}
        for line, share in zip(lines, shares, strict=False)
        if share
    ]


Trade.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestTrade = Trade.TestCase
