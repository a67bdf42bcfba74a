"""The rules that hold after whatever happened, worked out from the documents alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ordergate.simulators.oms.model import OrderState, SalesOrder
from ordergate.simulators.oms.service import Oms
from tests.oms.desk import Desk

Place = tuple[str, str]


def assert_books_balance(desk: Desk) -> None:
    """Every rule, for every document."""
    oms = desk.oms
    assert_stock_is_what_moved(oms)
    assert_reservations_are_what_is_allocated(oms)
    assert_work_and_reservations_agree(oms)
    for order in oms.orders:
        assert_lines_conserve_their_units(oms, order)
        assert_the_header_is_what_the_lines_tell(order)
    assert_cancellations_are_answered_in_full(oms)
    assert_the_wire_shows_buckets_that_add_up(desk)


def assert_stock_is_what_moved(oms: Oms) -> None:
    on_hand: Counter[Place] = Counter()
    unavailable: Counter[Place] = Counter()
    for movement in oms.stock_movements:
        on_hand[movement.sku, movement.site] += movement.quantity
        unavailable[movement.sku, movement.site] += movement.unavailable
    skus = {line.id: line.sku for order in oms.orders for line in order.lines}
    for shipment in oms.shipments:
        site = oms.fulfilments.get(shipment.fulfilment_id).site
        for left in shipment.lines:
            on_hand[skus[left.line_id], site] -= left.quantity
    for announced in oms.returns:
        for came in announced.lines:
            place = (skus[came.line_id], announced.site)
            on_hand[place] += came.sellable + came.damaged + came.inspect
            unavailable[place] += came.damaged + came.inspect
    for level in oms.stock:
        assert level.on_hand == on_hand.pop((level.sku, level.site), 0)
        assert level.unavailable == unavailable[level.sku, level.site]
        assert level.on_hand == level.available + level.allocated + level.unavailable
    assert not any(on_hand.values())


def assert_reservations_are_what_is_allocated(oms: Oms) -> None:
    by_place: Counter[Place] = Counter()
    by_line: Counter[int] = Counter()
    for reservation in oms.reservations:
        for line in reservation.lines:
            by_place[line.sku, reservation.site] += line.held
            by_line[line.line_id] += line.held
    for level in oms.stock:
        assert level.allocated == by_place.pop((level.sku, level.site), 0)
    assert not any(by_place.values())
    for order in oms.orders:
        for sold in order.lines:
            assert sold.allocated == by_line[sold.id] <= sold.open


def assert_work_and_reservations_agree(oms: Oms) -> None:
    """Each reserved unit is consumed by a shipment or released, and that once."""
    shipped: Counter[tuple[int, int]] = Counter()
    for shipment in oms.shipments:
        for left in shipment.lines:
            shipped[shipment.fulfilment_id, left.line_id] += left.quantity
    short: Counter[tuple[int, int]] = Counter()
    for shortage in oms.shortages:
        for missed in shortage.lines:
            short[shortage.fulfilment_id, missed.line_id] += missed.quantity
    for work in oms.fulfilments:
        held = oms.reservations.get(work.id)
        assert (held.order_id, held.site) == (work.order_id, work.site)
        for line, kept in zip(work.lines, held.lines, strict=True):
            place = (work.id, line.line_id)
            assert (kept.line_id, kept.quantity) == (line.line_id, line.quantity)
            assert kept.consumed == line.shipped == shipped[place]
            assert line.short == short[place]
            assert kept.released == line.short + line.cancelled
            assert kept.held == line.open >= 0
            assert min(line.shipped, line.short, line.cancelled) >= 0


def assert_lines_conserve_their_units(oms: Oms, order: SalesOrder) -> None:
    shipped = Counter[int]()
    for shipment in oms.shipments:
        if shipment.order_id == order.id:
            shipped.update({left.line_id: left.quantity for left in shipment.lines})
    cancelled, returned = Counter[int](), Counter[int]()
    for cancellation in oms.cancellations.by("order", order.id):
        cancelled.update({line.line_id: line.cancelled for line in cancellation.lines})
    for announced in oms.returns.by("order", order.id):
        returned.update({line.line_id: line.received for line in announced.lines})
    for line in order.lines:
        parts = (line.shipped, line.allocated, line.backordered, line.unallocated, line.cancelled)
        assert sum(parts) == line.quantity
        assert min(parts) >= 0
        assert line.shipped == shipped[line.id]
        assert line.cancelled == cancelled[line.id]
        assert line.returned == returned[line.id] <= line.shipped
        waiting = oms.backorders.find(line.id)
        assert line.backordered == (0 if waiting is None else waiting.quantity)
        if order.holds:
            assert line.allocated == line.backordered == 0
        else:
            assert line.unallocated == 0


def assert_the_header_is_what_the_lines_tell(order: SalesOrder) -> None:
    shipped = sum(line.shipped for line in order.lines)
    left = sum(line.quantity - line.shipped - line.cancelled for line in order.lines)
    expected = {
        (True, True): OrderState.PARTIALLY_SHIPPED,
        (False, True): OrderState.OPEN,
        (True, False): OrderState.SHIPPED,
        (False, False): OrderState.CANCELLED,
    }
    assert order.state is expected[shipped > 0, left > 0]


def assert_cancellations_are_answered_in_full(oms: Oms) -> None:
    for cancellation in oms.cancellations:
        waiting = Counter[int]()
        for request in cancellation.requests:
            if request.granted is None:
                waiting[request.line_id] += request.quantity
        for line in cancellation.lines:
            assert line.pending == waiting[line.line_id]
            assert min(line.cancelled, line.refused, line.pending) >= 0


def assert_the_wire_shows_buckets_that_add_up(desk: Desk) -> None:
    for row in shown_stock(desk):
        assert row["on_hand"] == row["available"] + row["allocated"] + row["unavailable"]


def shown_stock(desk: Desk) -> Iterator[dict[str, int]]:
    yield from desk.get("/stock", limit=200).body["stock"]
