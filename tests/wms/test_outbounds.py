"""Outbound orders: what is promised, what waits, what can be cancelled or given up."""

from __future__ import annotations

from tests.wms.stand import START_US, Stand, an_order, units


def test_an_order_is_promised_what_is_free_and_waits_for_the_rest(stand: Stand) -> None:
    stand.receives("MUG", 3)
    answer = stand.ask("POST", "/outbounds", an_order("F1", ("MUG", 5), ("CUP", 2)))
    assert answer.status == 201
    assert answer.body == {"id": "WO000001", "version": 1, "state": "received"}
    assert stand.stock("MUG").allocated == 3
    assert stand.line("WO000001").waiting == 2
    assert stand.line("WO000001", 1).waiting == 2


def test_two_lines_of_one_item_share_what_is_free(stand: Stand) -> None:
    stand.receives("MUG", 5)
    outbound = stand.accepts("F1", ("MUG", 4), ("MUG", 4))
    assert [line.allocated for line in stand.outbound(outbound).lines] == [4, 1]
    assert stand.stock("MUG").free == 0


def test_an_order_is_shown_in_full(stand: Stand) -> None:
    stand.receives("MUG", 1)
    outbound = stand.accepts("F1", ("MUG", 2))
    answer = stand.ask("GET", f"/outbounds/{outbound}")
    assert answer.status == 200
    assert answer.body == {
        "id": outbound, "reference": "F1", "site": "LON", "state": "received",
        "ship_to": {"name": "Ada Ltd", "city": "Leeds"}, "version": 1,
        "changed_ms": START_US // 1000,
        "lines": [{"line": "1", "sku": "MUG", "quantity": 2, "allocated": 1, "picked": 0,
                   "packed": 0, "shipped": 0, "short": 0, "cancelled": 0}],
    }  # fmt: skip


def test_the_same_order_again_is_the_same_order(stand: Stand) -> None:
    stand.receives("MUG", 5)
    first = stand.accepts("F1", ("MUG", 2))
    stand.works("dispatch", first)
    before = stand.documents()
    again = stand.ask("POST", "/outbounds", an_order("F1", ("MUG", 2)))
    assert again.status == 200
    assert again.body == {"id": first, "version": 2, "state": "shipped", "already": True}
    assert stand.documents() == before


def test_the_same_reference_with_other_content_is_a_conflict(stand: Stand) -> None:
    stand.accepts("F1", ("MUG", 2))
    before = stand.documents()
    for other in (
        an_order("F1", ("MUG", 3)),
        an_order("F1", ("CUP", 2)),
        an_order("F1", ("MUG", 2), ("CUP", 1)),
        an_order("F1", ("MUG", 2)) | {"site": "HUL"},
        an_order("F1", ("MUG", 2)) | {"ship_to": {}},
    ):
        answer = stand.ask("POST", "/outbounds", other)
        assert (answer.status, answer.body["field"]) == (409, "reference")
    assert stand.documents() == before


def test_the_same_idempotency_key_gets_the_first_answer(stand: Stand) -> None:
    request = stand.signed("POST", "/outbounds", an_order("F1", ("MUG", 2)))
    headers = {**request.headers, "idempotency-key": "K1"}
    keyed = type(request)(request.method, request.path, "", headers, request.body)
    first, second = stand.send(keyed), stand.send(keyed)
    assert (first.status, second.status) == (201, 201)
    assert first.body == second.body
    assert second.headers["idempotent-replayed"] == "true"
    assert len(stand.wms.outbounds) == 1


def test_the_same_idempotency_key_for_another_request_is_refused(stand: Stand) -> None:
    for reference, status in (("F1", 201), ("F2", 422)):
        request = stand.signed("POST", "/outbounds", an_order(reference, ("MUG", 2)))
        headers = {**request.headers, "idempotency-key": "K1"}
        keyed = type(request)(request.method, request.path, "", headers, request.body)
        assert stand.send(keyed).status == status
    assert len(stand.wms.outbounds) == 1


def test_stock_that_comes_in_goes_to_the_oldest_order_first(stand: Stand) -> None:
    old, young = stand.accepts("F1", ("MUG", 4)), stand.accepts("F2", ("MUG", 4))
    stand.receives("MUG", 6)
    assert (stand.line(old).allocated, stand.line(young).allocated) == (4, 2)
    stand.receives("MUG", 6)
    assert (stand.line(old).allocated, stand.line(young).allocated) == (4, 4)
    assert stand.stock("MUG").free == 4


def test_stock_of_one_site_is_not_given_to_another(stand: Stand) -> None:
    outbound = stand.accepts("F1", ("MUG", 4))
    body = {"site": "HUL", "lines": [{"sku": "MUG", "quantity": 9}]}
    assert stand.person("POST", "/_world/receipts", body).status == 201
    assert stand.line(outbound).allocated == 0


def test_giving_stock_leaves_other_lines_and_orders_as_they_are(stand: Stand) -> None:
    other, outbound = stand.accepts("F1", ("CUP", 4)), stand.accepts("F2", ("CUP", 1), ("MUG", 1))
    untouched = stand.wms.outbounds.row(other)
    cup = stand.line(outbound)
    stand.receives("MUG", 1)
    assert stand.wms.outbounds.row(other) is untouched
    assert stand.line(outbound) is cup
    assert stand.line(outbound, 1).allocated == 1


def cancelled(stand: Stand, outbound: str, reference: str, **quantities: int) -> list[int]:
    body = {"cancellation_ref": reference, **units(**quantities)}
    answer = stand.ask("POST", f"/outbounds/{outbound}/cancellations", body)
    assert answer.status == 200, answer.body
    return [line["granted"] for line in answer.body["lines"]]


def test_a_cancellation_takes_waiting_units_before_promised_ones(stand: Stand) -> None:
    stand.receives("MUG", 3)
    outbound = stand.accepts("F1", ("MUG", 5))
    assert cancelled(stand, outbound, "C1", _1=1) == [1]
    assert (stand.line(outbound).allocated, stand.line(outbound).waiting) == (3, 1)
    assert cancelled(stand, outbound, "C2", _1=2) == [2]
    assert (stand.line(outbound).allocated, stand.line(outbound).waiting) == (2, 0)
    assert stand.stock("MUG").allocated == 2


def test_picked_units_are_not_cancelled(stand: Stand) -> None:
    stand.receives("MUG", 5)
    outbound = stand.accepts("F1", ("MUG", 5))
    stand.works("picks", outbound, units(_1=3))
    assert cancelled(stand, outbound, "C1", _1=5) == [2]
    assert stand.line(outbound).cancelled == 2
    assert stand.outbound(outbound).state == "picking"
    stand.works("dispatch", outbound)
    assert stand.outbound(outbound).state == "shipped"


def test_the_same_cancellation_again_gets_the_same_answer(stand: Stand) -> None:
    stand.receives("MUG", 5)
    outbound = stand.accepts("F1", ("MUG", 5))
    assert cancelled(stand, outbound, "C1", _1=2) == [2]
    stand.works("dispatch", outbound)
    before = stand.documents()
    assert cancelled(stand, outbound, "C1", _1=2) == [2]
    assert stand.documents() == before
    body = {"cancellation_ref": "C1", **units(_1=3)}
    answer = stand.ask("POST", f"/outbounds/{outbound}/cancellations", body)
    assert (answer.status, answer.body["field"]) == (409, "cancellation_ref")


def test_one_cancellation_may_concern_several_orders(stand: Stand) -> None:
    first, second = stand.accepts("F1", ("MUG", 1)), stand.accepts("F2", ("MUG", 2))
    assert cancelled(stand, first, "C1", _1=1) == [1]
    assert cancelled(stand, second, "C1", _1=2) == [2]
    assert stand.outbound(second).state == "cancelled"


def test_cancelling_the_rest_of_a_partly_shipped_order_ends_it_as_shipped(stand: Stand) -> None:
    stand.receives("MUG", 2)
    outbound = stand.accepts("F1", ("MUG", 5))
    stand.works("dispatch", outbound)
    assert stand.outbound(outbound).state == "partially_shipped"
    assert cancelled(stand, outbound, "C1", _1=3) == [3]
    assert stand.outbound(outbound).state == "shipped"


def test_what_a_cancellation_frees_goes_to_whoever_waits(stand: Stand) -> None:
    stand.receives("MUG", 5)
    first, second = stand.accepts("F1", ("MUG", 5)), stand.accepts("F2", ("MUG", 3))
    assert cancelled(stand, first, "C1", _1=4) == [4]
    assert stand.line(second).allocated == 3
    assert stand.stock("MUG").free == 1


def test_a_cancelled_line_leaves_its_place_in_the_queue(stand: Stand) -> None:
    first, second = stand.accepts("F1", ("MUG", 5)), stand.accepts("F2", ("MUG", 5))
    assert cancelled(stand, first, "C1", _1=5) == [5]
    stand.receives("MUG", 5)
    assert stand.line(first).allocated == 0
    assert stand.line(second).allocated == 5


def test_units_that_are_given_up_are_free_to_be_counted_away(stand: Stand) -> None:
    stand.receives("MUG", 5)
    outbound, waiting = stand.accepts("F1", ("MUG", 5)), stand.accepts("F2", ("MUG", 5))
    answer = stand.works("shortages", outbound, units(_1=2))
    assert answer == {
        "id": outbound, "state": "received", "lines": [{"line": "1", "quantity": 2}],
    }  # fmt: skip
    assert (stand.line(outbound).short, stand.line(outbound).allocated) == (2, 3)
    assert (stand.stock("MUG").free, stand.line(waiting).allocated) == (2, 0)
    lines = [{"sku": "MUG", "quantity": -1}]
    body = {"site": "LON", "reason": "count", "lines": lines}
    assert stand.person("POST", "/_world/adjustments", body).status == 201
    assert (stand.stock("MUG").free, stand.line(waiting).allocated) == (0, 1)


def test_units_that_wait_are_given_up_before_promised_ones(stand: Stand) -> None:
    stand.receives("MUG", 3)
    outbound = stand.accepts("F1", ("MUG", 5))
    stand.works("shortages", outbound, units(_1=1))
    assert (stand.line(outbound).allocated, stand.line(outbound).waiting) == (3, 1)
    stand.works("shortages", outbound, units(_1=2))
    assert (stand.line(outbound).allocated, stand.line(outbound).waiting) == (2, 0)
    assert stand.stock("MUG").free == 1


def test_a_warehouse_that_is_restored_serves_its_queue_as_before(stand: Stand) -> None:
    old, young = stand.accepts("F1", ("MUG", 4)), stand.accepts("F2", ("MUG", 4))
    snapshot = stand.store.snapshot()
    stand.receives("MUG", 8)
    stand.store.restore(snapshot)
    assert (stand.line(old).allocated, stand.line(young).allocated) == (0, 0)
    stand.receives("MUG", 5)
    assert (stand.line(old).allocated, stand.line(young).allocated) == (4, 1)


def test_picked_units_cannot_be_given_up(stand: Stand) -> None:
    stand.receives("MUG", 5)
    outbound = stand.accepts("F1", ("MUG", 5))
    stand.works("picks", outbound, units(_1=4))
    before = stand.documents()
    path = f"/_world/outbounds/{outbound}/shortages"
    answer = stand.person("POST", path, units(_1=2))
    assert (answer.status, answer.body["field"]) == (422, "lines[0].quantity")
    assert answer.body["detail"] == (
        f"line 1 of outbound {outbound} has 1 open units that are not picked, so 2 cannot be given up"
    )
    assert stand.documents() == before


def test_an_order_is_found_by_its_reference(stand: Stand) -> None:
    outbound = stand.accepts("F1", ("MUG", 1))
    stand.accepts("F2", ("MUG", 1))
    found = stand.person("GET", "/_world/outbounds", query="reference=F1")
    assert [each["id"] for each in found.body["outbounds"]] == [outbound]
    assert stand.person("GET", "/_world/outbounds", query="reference=F9").body == {"outbounds": []}


def test_the_backlog_lists_orders_with_units_to_ship(stand: Stand) -> None:
    waiting = stand.accepts("F1", ("MUG", 4), ("CUP", 1))
    shipped = stand.accepts("F2", ("TEA", 1))
    stand.receives("TEA", 1)
    stand.works("dispatch", shipped)
    assert stand.person("GET", "/_world/backlog", query="site=LON").body == {"backlog": []}
    stand.receives("MUG", 3)
    lines = [
        {"line": "1", "sku": "MUG", "open": 4, "allocated": 3},
        {"line": "2", "sku": "CUP", "open": 1, "allocated": 0},
    ]
    expected = {"backlog": [{"id": waiting, "reference": "F1", "lines": lines}]}
    assert stand.person("GET", "/_world/backlog", query="site=LON").body == expected
    assert stand.person("GET", "/_world/backlog").body == expected
    assert stand.person("GET", "/_world/backlog", query="site=HUL").body == {"backlog": []}
