"""Whatever happens in whatever order: no unit is lost, doubled, or promised twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ordergate.simulators.wms.lifecycle import roll_up
from tests.wms.stand import Answer, Stand, a_return, an_order

SKUS = st.sampled_from(["MUG", "CUP"])
SITES = st.sampled_from(["LON", "HUL"])
CONDITIONS = st.sampled_from(["sellable", "damaged", "inspect"])
FEW = st.integers(1, 6)
PLACE = st.integers(0, 5)
ORDERED = st.lists(st.tuples(SKUS, FEW), min_size=1, max_size=3)
ASKED = st.lists(st.tuples(st.integers(1, 3), FEW), min_size=1, max_size=2)


class Warehouse(RuleBasedStateMachine):
    """Requests of any kind, most of them possible; the books are checked after each one."""

    def __init__(self) -> None:
        super().__init__()
        self.stand = Stand()
        self.waited_before: dict[tuple[str, str], int] = {}

    def teardown(self) -> None:
        self.stand.close()

    @rule(site=SITES, sku=SKUS, condition=CONDITIONS, quantity=FEW)
    def goods_come_in(self, site: str, sku: str, condition: str, quantity: int) -> None:
        line = {"sku": sku, "condition": condition, "quantity": quantity}
        self.post("/_world/receipts", {"site": site, "lines": [line]}, (201,))

    @rule(site=SITES, sku=SKUS, condition=CONDITIONS, quantity=st.integers(-6, 6))
    def somebody_counts(self, site: str, sku: str, condition: str, quantity: int) -> None:
        line = {"sku": sku, "condition": condition, "quantity": quantity}
        body = {"site": site, "reason": "count", "lines": [line]}
        self.post("/_world/adjustments", body, (201, 422))

    @rule(site=SITES, lines=ORDERED)
    def an_order_arrives(self, site: str, lines: list[tuple[str, int]]) -> None:
        order = an_order(f"F{len(self.stand.wms.outbounds)}", *lines) | {"site": site}
        self.post("/outbounds", order, (201,))

    @rule(place=PLACE, asked=ASKED, reference=st.sampled_from(["C1", "C2"]))
    def an_order_is_cancelled(self, place: int, asked: list[tuple[int, int]], reference: str) -> None:
        body = {"cancellation_ref": reference, "lines": self.lines(asked)}
        self.on_order(place, "/outbounds/{}/cancellations", body)

    @rule(place=PLACE, asked=ASKED, step=st.sampled_from(["picks", "packs", "shortages"]))
    def some_units_are_worked_on(self, place: int, asked: list[tuple[int, int]], step: str) -> None:
        self.on_order(place, "/_world/outbounds/{}/" + step, {"lines": self.lines(asked)})

    @rule(
        place=PLACE,
        step=st.sampled_from(["picks", "packs", "shipments", "dispatch"]),
    )
    def all_units_are_worked_on(self, place: int, step: str) -> None:
        self.on_order(place, "/_world/outbounds/{}/" + step, {})

    @rule(
        place=PLACE,
        asked=ASKED,
        step=st.sampled_from(["shipments", "dispatch"]),
        parcels=st.integers(1, 3),
    )
    def some_units_leave(self, place: int, asked: list[tuple[int, int]], step: str, parcels: int) -> None:
        body = {"lines": self.lines(asked), "parcels": parcels}
        self.on_order(place, "/_world/outbounds/{}/" + step, body)

    @rule(site=SITES, lines=ORDERED)
    def a_return_is_announced(self, site: str, lines: list[tuple[str, int]]) -> None:
        body = a_return(f"RMA{len(self.stand.wms.inbound_returns)}", *lines) | {"site": site}
        self.post("/inbound-returns", body, (201,))

    @rule(place=PLACE, cut=st.integers(0, 6), condition=CONDITIONS)
    def a_return_is_inspected(self, place: int, cut: int, condition: str) -> None:
        keys = self.stand.wms.inbound_returns.keys()
        if not keys:
            return
        inbound = self.stand.wms.inbound_returns.get(keys[place % len(keys)])
        lines = []
        for line in inbound.lines:
            arrived = min(cut, line.announced)
            lines.append({"line": line.line, condition: arrived, "missing": line.announced - arrived})
        path = f"/_world/inbound-returns/{inbound.id}/inspection"
        self.post(path, {"lines": lines}, (200, 409))

    @invariant()
    def stock_is_the_sum_of_its_movements(self) -> None:
        moved: Counter[tuple[str, str, str]] = Counter()
        for movement in self.stand.wms.movements:
            for line in movement.lines:
                moved[movement.site, line.sku, line.condition] += line.quantity
        held: Counter[tuple[str, str, str]] = Counter()
        for stock in self.stand.wms.stock:
            held[stock.site, stock.sku, "sellable"] += stock.sellable
            held[stock.site, stock.sku, "damaged"] += stock.damaged
            held[stock.site, stock.sku, "inspect"] += stock.inspect
            assert stock.on_hand == stock.sellable + stock.damaged + stock.inspect
            assert min(stock.sellable, stock.damaged, stock.inspect) >= 0
        assert +held == +moved
        assert all(quantity >= 0 for quantity in moved.values())

    @invariant()
    def what_is_promised_is_what_lines_were_promised(self) -> None:
        promised: Counter[tuple[str, str]] = Counter()
        for outbound in self.stand.wms.outbounds:
            for line in outbound.lines:
                promised[outbound.site, line.sku] += line.allocated
        allocated: Counter[tuple[str, str]] = Counter()
        for stock in self.stand.wms.stock:
            allocated[stock.site, stock.sku] += stock.allocated
            assert 0 <= stock.allocated <= stock.sellable
        assert +allocated == +promised

    @invariant()
    def every_line_adds_up(self) -> None:
        for outbound in self.stand.wms.outbounds:
            assert outbound.state is roll_up(outbound.lines)
            for line in outbound.lines:
                done = line.shipped + line.short + line.cancelled
                assert line.quantity == done + line.open
                assert line.open == line.allocated + line.waiting
                assert line.quantity >= line.picked >= line.packed >= line.shipped >= 0
                assert min(line.open, line.waiting, line.short, line.cancelled) >= 0
                assert line.in_hand <= line.allocated

    @invariant()
    def what_waits_is_in_the_queue_and_nothing_else(self) -> None:
        waiting = {
            (outbound.id, position): line.waiting
            for outbound in self.stand.wms.outbounds
            for position, line in enumerate(outbound.lines)
            if line.waiting
        }
        queued = {
            (row.outbound_id, row.position): row.quantity for row in self.stand.wms.waiting if row.quantity
        }
        assert queued == waiting
        for stock in self.stand.wms.stock:
            queue = self.stand.wms.waiting.by("stock", stock.key)
            assert {row.stock_key for row in queue} <= {stock.key}
            assert [row.outbound_id for row in queue] == sorted(row.outbound_id for row in queue)

    @invariant()
    def shipments_hold_what_lines_say_was_shipped(self) -> None:
        left: Counter[tuple[str, str]] = Counter()
        labels = []
        for shipment in self.stand.wms.shipments:
            for parcel in shipment.parcels:
                labels += [parcel.sscc, parcel.tracking]
                for line in parcel.lines:
                    left[shipment.outbound_id, line.line] += line.quantity
        shipped: Counter[tuple[str, str]] = Counter()
        for outbound in self.stand.wms.outbounds:
            for each in outbound.lines:
                shipped[outbound.id, each.line] += each.shipped
        assert +left == +shipped
        assert len(labels) == len(set(labels))

    @staticmethod
    def lines(asked: list[tuple[int, int]]) -> list[dict[str, Any]]:
        return [{"line": str(line), "quantity": quantity} for line, quantity in asked]

    def on_order(self, place: int, path: str, body: dict[str, Any]) -> None:
        keys = self.stand.wms.outbounds.keys()
        if keys:
            self.post(path.format(keys[place % len(keys)]), body, (200, 201, 409, 422))

    def post(self, path: str, body: object, statuses: tuple[int, ...]) -> None:
        send = self.stand.person if path.startswith("/_world") else self.stand.ask
        before = self.stand.documents()
        answer: Answer = send("POST", path, body)
        assert answer.status in statuses, answer.body
        if answer.status >= 400:
            assert self.stand.documents() == before


TestWarehouse = Warehouse.TestCase
TestWarehouse.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
