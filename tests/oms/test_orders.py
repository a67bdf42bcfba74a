"""Orders are taken in once, allocated from the sites in order, held and released."""

from __future__ import annotations

import json

from ordergate.simulators.kernel.wire import WireRequest
from ordergate.simulators.oms.model import FulfilmentState
from tests.oms.desk import ORDERED_AT, Answer, Desk, a_charge, an_order


def quantities(desk: Desk, order_id: int, index: int = 0) -> tuple[int, int, int]:
    line = desk.line(order_id, index)
    return line.unallocated, line.allocated, line.backordered


def test_an_order_is_allocated_when_it_is_placed(desk: Desk) -> None:
    desk.receives("MUG", 10)
    answer = desk.post("/orders", an_order("408-1", ("MUG", 4)))
    assert (answer.status, answer.body) == (
        201,
        {"id": 1000001, "version": 1, "state": "open", "holds": [], "fulfilments": [3000001]},
    )
    assert quantities(desk, 1000001) == (0, 4, 0)
    level = desk.stock("MUG")
    assert (level.on_hand, level.allocated, level.available) == (10, 4, 6)


def test_what_no_site_has_waits(desk: Desk) -> None:
    desk.receives("MUG", 3)
    order_id = desk.takes(("MUG", 5), ("TEE", 2))
    assert quantities(desk, order_id) == (0, 3, 2)
    assert quantities(desk, order_id, 1) == (0, 0, 2)


def test_sites_are_asked_in_order_and_each_gets_one_fulfilment_order(desk: Desk) -> None:
    desk.receives("MUG", 3)
    desk.receives("MUG", 2, site="HUL")
    desk.receives("TEE", 1, site="HUL")
    order_id = desk.takes(("MUG", 4), ("TEE", 1))
    asked = [(work.site, [(line.sku, line.quantity) for line in work.lines]) for work in desk.works(order_id)]
    assert asked == [("LON", [("MUG", 3)]), ("HUL", [("MUG", 1), ("TEE", 1)])]
    held = [desk.oms.reservations.get(work.id) for work in desk.works(order_id)]
    assert [[line.held for line in each.lines] for each in held] == [[3], [1, 1]]


def test_the_first_site_that_has_everything_serves_the_whole_order(desk: Desk) -> None:
    desk.receives("MUG", 3)
    desk.receives("MUG", 5, site="HUL")
    desk.receives("TEE", 1, site="HUL")
    order_id = desk.takes(("MUG", 4), ("TEE", 1))
    asked = [(work.site, [(line.sku, line.quantity) for line in work.lines]) for work in desk.works(order_id)]
    assert asked == [("HUL", [("MUG", 4), ("TEE", 1)])]


def test_lines_of_one_item_count_together_when_a_site_is_chosen(desk: Desk) -> None:
    desk.receives("MUG", 3)
    desk.receives("MUG", 4, site="HUL")
    order_id = desk.takes(("MUG", 2), ("MUG", 2))
    assert [work.site for work in desk.works(order_id)] == ["HUL"]


def test_two_lines_of_one_item_do_not_get_the_same_units(desk: Desk) -> None:
    desk.receives("MUG", 3)
    order_id = desk.takes(("MUG", 2), ("MUG", 2))
    assert [quantities(desk, order_id, index) for index in (0, 1)] == [(0, 2, 0), (0, 1, 1)]
    assert desk.stock("MUG").available == 0


def test_the_same_order_again_is_answered_with_the_first_and_changes_nothing(desk: Desk) -> None:
    desk.receives("MUG", 10)
    body = an_order("408-1", ("MUG", 4), charges=[a_charge()])
    first = desk.post("/orders", body)
    desk.ships(desk.accepted(first.body["id"]), "S1", _2000001=1)
    before = desk.documents()
    again = desk.post("/orders", body)
    assert (again.status, again.body["id"], again.body["already"]) == (200, 1000001, True)
    assert again.body["fulfilments"] == first.body["fulfilments"]
    assert desk.documents() == before


def test_the_same_order_with_other_content_is_refused(desk: Desk) -> None:
    desk.takes(("MUG", 4))
    before = desk.documents()
    answer = desk.post("/orders", an_order("408-0", ("MUG", 5)))
    assert (answer.status, answer.body["field"]) == (409, "external_id")
    assert desk.documents() == before


def test_two_channels_may_use_the_same_number(desk: Desk) -> None:
    first = desk.does("/orders", an_order("408-1", ("MUG", 1)))
    second = desk.does("/orders", an_order("408-1", ("MUG", 1), channel="outlet"))
    assert (first["id"], second["id"]) == (1000001, 1000002)
    found = desk.get("/orders", external_id="408-1", channel="outlet").body
    assert [order["id"] for order in found["orders"]] == [1000002]
    assert len(desk.get("/orders", external_id="408-1").body["orders"]) == 2
    assert desk.get("/orders", external_id="408-2").body == {"orders": [], "next_cursor": None}


def test_an_order_of_charges_alone_stays_open_without_work(desk: Desk) -> None:
    made = desk.does("/orders", an_order("408-1", charges=[a_charge(amount_e4=-12345)]))
    assert (made["state"], made["fulfilments"]) == ("open", [])


def test_an_order_is_shown_as_it_was_placed(desk: Desk) -> None:
    desk.receives("MUG", 3)
    desk.takes(("MUG", 5))
    sent = an_order("408-7", ("MUG", 5), charges=[a_charge()])
    desk.does("/orders", sent)
    shown = desk.get("/orders/1000002").body
    line = dict(shown["lines"][0])
    assert line.pop("line_id") == 2000002
    counted = ("unallocated", "allocated", "backordered", "shipped", "cancelled", "returned")
    assert [line.pop(name) for name in counted] == [0, 0, 5, 0, 0, 0]
    assert line == sent["lines"][0]
    assert shown["charges"] == sent["charges"]
    named = ("channel", "external_id", "customer_ref", "currency", "ship_to")
    assert {name: shown[name] for name in named} == {name: sent[name] for name in named}
    assert (shown["ordered_at"], shown["version"], shown["fulfilments"]) == (ORDERED_AT, 1, [])


def test_an_instant_with_an_offset_is_shown_in_utc(desk: Desk) -> None:
    desk.does("/orders", an_order("408-1", ("MUG", 1), ordered_at="2011-06-01T00:30:00.25+01:00"))
    assert desk.get("/orders/1000001").body["ordered_at"] == "2011-05-31T23:30:00.250000Z"


def test_a_held_order_is_allocated_only_after_its_last_hold(desk: Desk) -> None:
    desk.receives("MUG", 3)
    order_id = desk.takes(("MUG", 5), holds=("credit", "fraud"))
    assert quantities(desk, order_id) == (5, 0, 0)
    first = desk.delete(f"/orders/{order_id}/holds/fraud")
    assert (first.body["holds"], first.body["fulfilments"]) == (["credit"], [])
    last = desk.delete(f"/orders/{order_id}/holds/credit")
    assert (last.body["holds"], last.body["fulfilments"]) == ([], [3000001])
    assert quantities(desk, order_id) == (0, 3, 2)
    desk.receives("MUG", 2)
    assert quantities(desk, order_id) == (0, 5, 0)


def test_a_hold_that_is_named_twice_is_one_hold(desk: Desk) -> None:
    order_id = desk.takes(("MUG", 5), holds=("fraud", "fraud"))
    assert desk.order(order_id).holds == ("fraud",)


def test_an_order_finds_its_own_lines_alone(desk: Desk) -> None:
    desk.takes(("MUG", 1))
    order = desk.order(desk.takes(("MUG", 1), ("TEE", 1)))
    desk.takes(("CAP", 1))
    found = [order.line(line_id) for line_id in (2000001, 2000002, 2000003, 2000004)]
    assert found == [None, *order.lines, None]
    charged = desk.does("/orders", an_order("408-9", charges=[a_charge()]))
    assert desk.order(charged["id"]).line(2000001) is None


def test_a_held_order_gets_nothing_from_stock_that_arrives(desk: Desk) -> None:
    order_id = desk.takes(("MUG", 5), holds=("credit",))
    desk.receives("MUG", 9)
    assert quantities(desk, order_id) == (5, 0, 0)


def test_a_hold_takes_back_what_no_warehouse_accepted(desk: Desk) -> None:
    desk.receives("MUG", 3)
    order_id = desk.takes(("MUG", 5))
    waiting = desk.takes(("MUG", 2))
    answer = desk.post(f"/orders/{order_id}/holds", {"hold": "fraud"})
    assert (answer.status, answer.body["holds"]) == (200, ["fraud"])
    assert quantities(desk, order_id) == (5, 0, 0)
    assert desk.works(order_id)[0].state is FulfilmentState.CANCELLED
    assert quantities(desk, waiting) == (0, 2, 0)
    assert desk.stock("MUG").available == 1


def test_a_hold_that_is_there_already_changes_nothing(desk: Desk) -> None:
    order_id = desk.takes(("MUG", 5), holds=("fraud",))
    before = desk.documents()
    answer = desk.post(f"/orders/{order_id}/holds", {"hold": "fraud"})
    assert (answer.status, answer.body["already"]) == (200, True)
    assert desk.documents() == before


def test_an_order_in_a_warehouse_cannot_be_held(desk: Desk) -> None:
    desk.receives("MUG", 3)
    order_id = desk.takes(("MUG", 3))
    work_id = desk.accepted(order_id)
    before = desk.documents()
    answer = desk.post(f"/orders/{order_id}/holds", {"hold": "fraud"})
    assert answer.status == 409
    assert answer.body["detail"] == (
        f"order {order_id} is being worked on: the warehouse accepted fulfilment {work_id} "
        f"as WO{work_id}; cancel it first"
    )
    assert desk.documents() == before


def test_an_unknown_hold_cannot_be_released(desk: Desk) -> None:
    order_id = desk.takes(("MUG", 1), holds=("fraud",))
    answer = desk.delete(f"/orders/{order_id}/holds/credit")
    assert answer.status == 404
    assert answer.body["detail"] == f"order {order_id} has no hold credit; it has: fraud"


def stops(desk: Desk, order_id: int, hold: str = "manual") -> Answer:
    body = json.dumps({"hold": hold}).encode()
    return desk.send(WireRequest("POST", f"/_world/orders/{order_id}/holds", "", {"x-actor": "ann"}, body))


def test_who_plans_stops_what_waits_and_lets_it_go(desk: Desk) -> None:
    order_id = desk.takes(("MUG", 5))
    assert stops(desk, order_id).body["holds"] == ["manual"]
    desk.receives("MUG", 9)
    assert quantities(desk, order_id) == (5, 0, 0)
    path = f"/_world/orders/{order_id}/holds/manual"
    gone = desk.send(WireRequest("DELETE", path, "", {"x-actor": "ann"}))
    assert (gone.status, quantities(desk, order_id)) == (200, (0, 5, 0))


def test_who_plans_does_not_stop_what_a_site_is_being_asked_for(desk: Desk) -> None:
    desk.receives("MUG", 3)
    order_id = desk.takes(("MUG", 5))
    refused = stops(desk, order_id)
    assert (refused.status, "site LON is being asked for fulfilment 3000001" in str(refused.body)) == (
        409,
        True,
    )
    assert quantities(desk, order_id) == (0, 3, 2)
    assert desk.post(f"/orders/{order_id}/holds", {"hold": "credit"}).status == 200
    assert stops(desk, order_id, "credit").body["already"] is True
