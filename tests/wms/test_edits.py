"""Orders that change in the warehouse: sent elsewhere until a label is printed, put back by policy."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wms.stand import Answer, Stand, units


@pytest.fixture
def lenient(stand: Stand) -> Stand:
    """A warehouse that puts back what was picked and is wanted no more."""
    stand.context.policies = {"wms.reduce_picked": "put_back"}
    return stand


def redirects(stand: Stand, outbound: str, **wanted: Any) -> Answer:
    return stand.ask("POST", f"/outbounds/{outbound}/redirections", wanted)


def cancels(stand: Stand, outbound: str, quantity: int, reference: str = "C1") -> int:
    body = {"cancellation_ref": reference, **units(_1=quantity)}
    answer = stand.ask("POST", f"/outbounds/{outbound}/cancellations", body)
    assert answer.status == 200, answer.body
    return int(answer.body["lines"][0]["granted"])


def test_goods_go_elsewhere_on_another_day_while_nothing_is_packed(stand: Stand) -> None:
    stand.receives("MUG", 5)
    outbound = stand.accepts("F1", ("MUG", 5))
    stand.works("picks", outbound, units(_1=3))
    answer = redirects(stand, outbound, ship_to={"city": "Hull"}, ship_by="2023-12-01")
    assert answer.body == {"id": outbound, "version": 3, "state": "picking"}
    held = stand.outbound(outbound)
    assert (held.ship_to, held.ship_by) == ({"city": "Hull"}, "2023-12-01")


def test_the_same_destination_again_is_granted_whatever_has_happened_since(stand: Stand) -> None:
    stand.receives("MUG", 5)
    outbound = stand.accepts("F1", ("MUG", 5))
    redirects(stand, outbound, ship_to={"city": "Hull"})
    stand.works("dispatch", outbound)
    before = stand.documents()
    again = redirects(stand, outbound, ship_to={"city": "Hull"})
    assert (again.status, again.body["already"]) == (200, True)
    assert stand.documents() == before


def test_a_packed_or_finished_order_goes_where_it_was_to_go(stand: Stand) -> None:
    stand.receives("MUG", 9)
    packed, gone, cancelled = (stand.accepts(name, ("MUG", 3)) for name in ("F1", "F2", "F3"))
    stand.works("picks", packed, units(_1=1))
    stand.works("packs", packed, units(_1=1))
    stand.works("dispatch", gone)
    cancels(stand, cancelled, 3)
    before = stand.documents()
    for outbound in (packed, gone, cancelled):
        assert redirects(stand, outbound, ship_to={"city": "Hull"}).status == 409
    assert (
        "1 units of outbound WO000001 are packed"
        in redirects(stand, packed, ship_by="2023-12-01").body["detail"]
    )
    assert stand.documents() == before


@pytest.mark.parametrize(
    "wrong", [{"ship_by": "1 May"}, {"ship_by": "2023-13-01"}, {"ship_to": "Hull"}, {"to": 1}]
)
def test_a_destination_of_another_form_is_refused(stand: Stand, wrong: dict[str, Any]) -> None:
    outbound = stand.accepts("F1", ("MUG", 3))
    answer = redirects(stand, outbound, **wrong)
    assert (answer.status, answer.body["field"]) == (400, next(iter(wrong)))


def test_picked_units_are_kept_unless_it_is_agreed_otherwise(stand: Stand) -> None:
    stand.receives("MUG", 10)
    outbound = stand.accepts("F1", ("MUG", 10))
    stand.works("picks", outbound, units(_1=8))
    assert cancels(stand, outbound, 5) == 2
    assert stand.line(outbound).put_back == 0


def test_picked_units_go_back_to_the_shelf_and_to_who_waits(lenient: Stand) -> None:
    lenient.receives("MUG", 10)
    outbound, waiting = lenient.accepts("F1", ("MUG", 10)), lenient.accepts("F2", ("MUG", 4))
    lenient.works("picks", outbound, units(_1=8))
    assert cancels(lenient, outbound, 5) == 5
    line = lenient.line(outbound)
    assert (line.picked, line.put_back, line.in_hand, line.allocated) == (8, 3, 5, 5)
    assert lenient.line(waiting).allocated == 4
    assert lenient.stock("MUG").on_hand == 10


def test_packed_units_are_not_put_back(lenient: Stand) -> None:
    lenient.receives("MUG", 10)
    outbound = lenient.accepts("F1", ("MUG", 10))
    lenient.works("picks", outbound, units(_1=8))
    lenient.works("packs", outbound, units(_1=6))
    assert cancels(lenient, outbound, 10) == 4
    lenient.works("shipments", outbound)
    assert (lenient.line(outbound).shipped, lenient.outbound(outbound).state) == (6, "shipped")


def test_everything_put_back_is_a_cancelled_order(lenient: Stand) -> None:
    lenient.receives("MUG", 10)
    outbound = lenient.accepts("F1", ("MUG", 10))
    lenient.works("picks", outbound)
    assert cancels(lenient, outbound, 10) == 10
    assert lenient.outbound(outbound).state == "cancelled"
    assert lenient.stock("MUG").free == 10


def test_what_is_left_after_units_were_put_back_is_picked_and_leaves(lenient: Stand) -> None:
    lenient.receives("MUG", 6)
    outbound = lenient.accepts("F1", ("MUG", 10))
    lenient.works("picks", outbound, units(_1=6))
    assert cancels(lenient, outbound, 6) == 6
    lenient.receives("MUG", 10)
    lenient.works("dispatch", outbound)
    line = lenient.line(outbound)
    assert (line.shipped, line.picked, line.put_back, line.cancelled) == (4, 6, 2, 6)
