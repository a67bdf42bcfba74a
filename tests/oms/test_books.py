"""Whatever happens in whatever order, units and reservations add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordergate.simulators.oms.model import FulfilmentState, ReturnState
from tests.oms.books import assert_books_balance
from tests.oms.desk import Desk, a_movement, an_order

SKUS = ("MUG", "TEE")
SITES = ("LON", "HUL")
HOLDS = ("fraud", "credit")


class Trade:
    """Channels, warehouses and people do things; most make sense, some are refused."""

    def __init__(self, chance: Any) -> None:
        self.chance = chance
        self.desk = Desk(SITES)
        self.desk.lists(*SKUS)
        self.references = 0
        self.done: Counter[str] = Counter()

    def number(self, low: int, high: int) -> int:
        return int(self.chance.randint(low, high))

    def one_of(self, candidates: Sequence[Any], others: Sequence[Any] = ()) -> Any:
        """One of the candidates, now and then one of the others; None if there is nothing."""
        pool = others if self.number(0, 9) == 0 and others else candidates
        return pool[self.number(0, len(pool) - 1)] if pool else None

    def reference(self) -> str:
        self.references += 1
        return f"R{self.references}"

    def units(self, open_units: dict[int, int]) -> list[dict[str, int]]:
        """Some units of some lines, now and then more than there are."""
        lines = []
        for line_id, left in open_units.items():
            asked = self.number(0, left + (self.number(0, 19) == 0))
            if asked:
                lines.append({"line_id": line_id, "quantity": asked})
        return lines or [{"line_id": line_id, "quantity": 1} for line_id in list(open_units)[:1]]

    def tries(self, path: str, body: object) -> None:
        """Post: a refusal changes nothing, and what was done is not done twice."""
        before = self.desk.documents()
        answer = self.desk.post(path, body)
        after = self.desk.documents()
        action = path.rstrip("0123456789").rpartition("/")[2]
        self.done[f"{action} {'done' if answer.status < 400 else 'refused'}"] += 1
        if answer.status >= 400:
            assert after == before
            return
        assert self.desk.post(path, body).status == 200
        assert self.desk.documents() == after

    def move_stock(self) -> None:
        sku, site = self.one_of(SKUS), self.one_of(SITES)
        moved = a_movement(
            self.reference(), sku, self.number(-3, 12), site=site, unavailable=self.number(-2, 1)
        )
        self.tries("/stock-movements/bulk", {"movements": [moved]})

    def order(self) -> None:
        lines = [(self.one_of(SKUS), self.number(1, 6)) for _ in range(self.number(1, 3))]
        holds = ["fraud"] if self.number(0, 3) == 0 else []
        self.tries("/orders", an_order(self.reference(), *lines, holds=holds))

    def hold(self) -> None:
        every = list(self.desk.oms.orders)
        if order := self.one_of([order for order in every if order.state == "open"], every):
            self.tries(f"/orders/{order.id}/holds", {"hold": self.one_of(HOLDS)})

    def release(self) -> None:
        every = list(self.desk.oms.orders)
        if order := self.one_of([held for held in every if held.holds], every):
            before = self.desk.documents()
            hold = self.one_of(order.holds, HOLDS)
            answer = self.desk.delete(f"/orders/{order.id}/holds/{hold}")
            self.done[f"release {answer.status}"] += 1
            assert answer.status < 400 or self.desk.documents() == before

    def work_in(self, state: FulfilmentState) -> Any:
        every = list(self.desk.oms.fulfilments)
        return self.one_of([work for work in every if work.state is state], every)

    def accept(self) -> None:
        if work := self.work_in(FulfilmentState.OPEN):
            body = {"warehouse_ref": f"WO{work.id}"}
            self.tries(f"/fulfilments/{work.id}/acceptance", body)

    def ship(self) -> None:
        if work := self.work_in(FulfilmentState.ACCEPTED):
            body = {
                "reference": self.reference(),
                "shipped_at": "2011-03-14T09:00:00Z",
                "lines": self.units({line.line_id: line.open for line in work.lines}),
            }
            self.tries(f"/fulfilments/{work.id}/shipments", body)

    def miss(self) -> None:
        if work := self.work_in(FulfilmentState.ACCEPTED):
            lines = self.units({line.line_id: line.open for line in work.lines})
            body = {"reference": self.reference(), "lines": lines}
            self.tries(f"/fulfilments/{work.id}/shortages", body)

    def cancel(self) -> None:
        every = list(self.desk.oms.orders)
        alive = [order for order in every if any(line.open for line in order.lines)]
        if order := self.one_of(alive, every):
            lines = self.units({line.id: line.open for line in order.lines})
            body = {"reference": self.reference(), "lines": lines}
            self.tries(f"/orders/{order.id}/cancellations", body)

    def answer(self) -> None:
        every = [(held, asked) for held in self.desk.oms.cancellations for asked in held.requests]
        chosen = self.one_of([pair for pair in every if pair[1].granted is None], every)
        if chosen:
            held, asked = chosen
            granted = self.number(0, asked.quantity + (self.number(0, 9) == 0))
            line = {"line_id": asked.line_id, "quantity": asked.quantity, "granted": granted}
            body = {"cancellation_ref": held.reference, "lines": [line]}
            self.tries(f"/fulfilments/{asked.fulfilment_id}/cancellations", body)

    def announce(self) -> None:
        every = list(self.desk.oms.orders)
        shipped = [order for order in every if any(line.shipped for line in order.lines)]
        if order := self.one_of(shipped, every):
            lines = self.units({line.id: line.shipped - line.returned for line in order.lines})
            body = {"order_id": order.id, "external_id": self.reference(), "lines": lines}
            self.tries("/returns", body)

    def receive(self) -> None:
        every = list(self.desk.oms.returns)
        announced = [held for held in every if held.state is ReturnState.AUTHORISED]
        if held := self.one_of(announced, every):
            lines = [self.found(line.line_id, line.quantity) for line in held.lines]
            body = {"reference": f"WR{held.id}", "lines": lines}
            self.tries(f"/returns/{held.id}/receipts", body)

    def found(self, line_id: int, announced: int) -> dict[str, int]:
        sellable = self.number(0, announced)
        damaged = self.number(0, announced - sellable)
        inspect = self.number(0, announced - sellable - damaged + (self.number(0, 9) == 0))
        return {"line_id": line_id, "sellable": sellable, "damaged": damaged, "inspect": inspect}

    def actions(self) -> list[Callable[[], None]]:
        return [
            self.move_stock, self.move_stock, self.order, self.order, self.accept, self.accept,
            self.accept, self.ship, self.ship, self.miss, self.cancel, self.answer, self.answer,
            self.announce, self.announce, self.receive, self.hold, self.release,
        ]  # fmt: skip


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
@given(
    chance=st.randoms(use_true_random=True),
    steps=st.lists(st.integers(0, 17), min_size=60, max_size=100),
)
def test_the_books_balance_after_every_step(chance: Any, steps: list[int]) -> None:
    trade = Trade(chance)
    actions = trade.actions()
    try:
        for step in steps:
            actions[step]()
            assert_books_balance(trade.desk)
    finally:
        trade.desk.close()
