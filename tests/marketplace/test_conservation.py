"""Whatever buyers and seller do in whatever order, no unit is lost and none appears."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.marketplace.lifecycle import ORDER, roll_up
from ordergate.simulators.marketplace.model import (
    CancellationState,
    Order,
    OrderState,
    ReturnState,
)
from tests.marketplace.shop import Answer, Placed, Shop, units_of

UNITS = st.tuples(*[st.integers(0, 4)] * 3)
WAITING = (ReturnState.REQUESTED, ReturnState.AUTHORISED)
LEADS_TO = {state: set(moves.values()) for state, moves in ORDER.table.items()}


class Trade(RuleBasedStateMachine):
    """One order of three lines, and everything that can happen to its units."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop()
        self.order: Placed = self.shop.buys(3, 5, 4)
        self.parcels = 0
        self.versions: list[Order] = [self.shop.order(self.order)]
        self.shop.store.listen(self._watch)

    def teardown(self) -> None:
        self.shop.close()

    def _watch(self, changes: list[Change]) -> None:
        held = self.shop.order(self.order)
        if held is not self.versions[-1]:
            self.versions.append(held)

    @initialize()
    def money_is_there(self) -> None:
        total = self.shop.payment(self.order).authorised
        self.shop.pays(self.order, "captures", "all", f"{total}")

    @rule(units=UNITS)
    def ship(self, units: tuple[int, ...]) -> None:
        lines = self.shop.order(self.order).lines
        possible = any(units) and all(u <= line.open for u, line in zip(units, lines, strict=True))
        self.parcels += 1
        answer = self.shop.ships(self.order, *units, reference=f"WS{self.parcels}")
        assert answer.status == (201 if possible else 422 if any(units) else 400)

    @rule(units=UNITS)
    def ask_to_cancel(self, units: tuple[int, ...]) -> None:
        lines = units_of(self.order, units, "line_id", "quantity")
        body = {"reason": "", "lines": lines}
        self._tried(self.shop.world("POST", f"/orders/{self.order.id}/cancellations", body))

    @rule(data=st.data())
    @precondition(lambda self: self._open_cancellations())
    def answer(self, data: st.DataObject) -> None:
        asked = self.shop.service.cancellations.get(data.draw(st.sampled_from(self._open_cancellations())))
        lines = [
            {"lineId": line.line_id, "accepted": data.draw(st.integers(0, line.quantity))}
            for line in asked.lines
        ]
        path = f"/cancellations/{asked.id}/answer"
        self._tried(self.shop.partner("POST", path, {"lines": lines}))

    @rule(units=UNITS)
    def announce_return(self, units: tuple[int, ...]) -> None:
        body = {"lines": units_of(self.order, units, "line_id", "quantity", reason="")}
        self._tried(self.shop.world("POST", f"/orders/{self.order.id}/returns", body))

    @rule(data=st.data(), step=st.sampled_from(["authorise", "receive", "refuse", "refund"]))
    @precondition(lambda self: len(self.shop.service.returns) > 0)
    def go_on_with_return(self, data: st.DataObject, step: str) -> None:
        asked = self.shop.service.returns.get(data.draw(st.sampled_from(self.shop.service.returns.keys())))
        path = f"/returns/{asked.id}"
        if step == "authorise":
            self._tried(self.shop.partner("POST", f"{path}/authorisation", {"rma": "7"}))
        elif step == "refuse":
            self._tried(self.shop.partner("POST", f"{path}/refusal", {"reason": "worn"}))
        elif step == "refund":
            self._tried(self.shop.pays(self.order, "refunds", asked.id, "0.5", returnId=str(asked.id)))
        else:
            lines = [
                {"lineId": line.line_id, "received": data.draw(st.integers(0, line.quantity))}
                for line in asked.lines
            ]
            self._tried(self.shop.partner("POST", f"{path}/receipt", {"lines": lines}))

    def _tried(self, answer: Answer) -> None:
        assert answer.status in (200, 201, 400, 409, 422), answer

    def _open_cancellations(self) -> list[str]:
        return [
            asked.id
            for asked in self.shop.service.cancellations
            if asked.state is CancellationState.REQUESTED
        ]

    @invariant()
    def units_are_conserved(self) -> None:
        order, service = self.shop.order(self.order), self.shop.service
        assert [line.quantity for line in order.lines] == [3, 5, 4]
        for line in order.lines:
            shipments = [s for shipment in service.shipments for s in shipment.lines]
            cancelled = [c for asked in service.cancellations for c in asked.lines]
            returns = [r for asked in service.returns for r in asked.lines]
            assert line.shipped == sum(s.quantity for s in shipments if s.line_id == line.id)
            assert line.cancelled == sum(c.accepted for c in cancelled if c.line_id == line.id)
            assert line.returned == sum(r.received for r in returns if r.line_id == line.id)
            assert line.shipped + line.cancelled + line.open == line.quantity
            assert line.open >= 0
            assert 0 <= line.returned <= line.shipped

    @invariant()
    def nobody_announces_more_than_was_shipped(self) -> None:
        for line in self.shop.order(self.order).lines:
            announced = sum(
                each.quantity
                for asked in self.shop.service.returns
                if asked.state in WAITING
                for each in asked.lines
                if each.line_id == line.id
            )
            assert announced + line.returned <= line.shipped

    @invariant()
    def the_state_is_the_roll_up_and_came_by_legal_moves(self) -> None:
        assert self.versions[0].state is OrderState.UNSHIPPED
        for before, after in pairwise(self.versions):
            units_moved = [line.open for line in before.lines] != [line.open for line in after.lines]
            assert after.state in LEADS_TO[before.state] if units_moved else {before.state}
            assert after.state is roll_up(after.lines)

    @invariant()
    def refunds_stay_within_captures(self) -> None:
        payment = self.shop.payment(self.order)
        assert Decimal(0) <= payment.refunded <= payment.captured == payment.authorised


Trade.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestTrade = Trade.TestCase
