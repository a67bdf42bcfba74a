"""A picker ships another item in place of what was ordered, or is told why that cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from ordergate.simulators.wms.model import ParcelLine
from tests.wms.stand import Answer, Stand, an_order

HALVES = {"items": [{"sku": "PACK", "substitutes": [{"sku": "HALF", "ratio": "2"}]}]}


@pytest.fixture
def work(stand: Stand) -> str:
    """5 packs are wanted, 3 are promised; for a pack 2 halves may ship, of which there are 9."""
    assert stand.ask("POST", "/substitutes", HALVES).body == {"items": 1}
    stand.receives("PACK", 3)
    stand.receives("HALF", 9)
    order = an_order("F1", ("PACK", 5))
    order["lines"][0]["substitutable"] = True
    return str(stand.ask("POST", "/outbounds", order).body["id"])


def instead(stand: Stand, outbound: str, quantity: int, sku: str = "HALF", **more: Any) -> Answer:
    row = {"line": "1", "quantity": quantity, "sku": sku, **more}
    return stand.person("POST", f"/_world/outbounds/{outbound}/substitutions", {"lines": [row]})


def test_a_parcel_counts_the_item_ordered_and_names_what_is_in_it(stand: Stand, work: str) -> None:
    answer = instead(stand, work, 4)
    assert (answer.status, answer.body["lines"]) == (201, [{"line": "1", "quantity": 4}])
    [parcel] = stand.wms.shipments.get(answer.body["shipment_id"]).parcels
    assert parcel.lines == (ParcelLine("1", "PACK", 4, "HALF", 8),)
    shown = stand.ask("GET", f"/shipments/{answer.body['shipment_id']}").body["parcels"][0]["lines"]
    assert shown == [
        {"line": "1", "sku": "PACK", "quantity": 4, "shipped_sku": "HALF", "shipped_quantity": 8}
    ]


def test_units_that_wait_are_substituted_before_those_that_were_promised(stand: Stand, work: str) -> None:
    instead(stand, work, 4)
    line = stand.line(work)
    assert (line.allocated, line.waiting, line.shipped, line.open) == (1, 0, 4, 1)
    assert (stand.stock("PACK").sellable, stand.stock("PACK").allocated) == (3, 1)
    assert (stand.stock("HALF").sellable, stand.stock("HALF").allocated) == (1, 0)


def test_what_is_free_again_waits_for_the_next_movement_of_stock(stand: Stand, work: str) -> None:
    second = stand.accepts("F2", ("PACK", 1))
    instead(stand, work, 4)
    assert stand.line(second).allocated == 0
    stand.receives("PACK", 1)
    assert stand.line(second).allocated == 1


def test_units_of_the_item_ordered_go_along_in_the_same_parcel(stand: Stand, work: str) -> None:
    body = {
        "lines": [{"line": "1", "quantity": 2, "sku": "HALF"}],
        "along": [{"line": "1", "quantity": 3}],
    }
    answer = stand.person("POST", f"/_world/outbounds/{work}/substitutions", body)
    [parcel] = stand.wms.shipments.get(answer.body["shipment_id"]).parcels
    assert parcel.lines == (ParcelLine("1", "PACK", 3), ParcelLine("1", "PACK", 2, "HALF", 4))
    assert stand.outbound(work).state == "shipped"
    assert (stand.stock("PACK").sellable, stand.stock("HALF").sellable) == (0, 5)


def test_an_order_that_ships_as_another_item_is_shipped(stand: Stand, work: str) -> None:
    instead(stand, work, 4)
    stand.works("dispatch", work)
    assert stand.outbound(work).state == "shipped"


@pytest.mark.parametrize(
    ("asked", "field", "detail"),
    [
        ((1, "JUG"), "sku", "JUG may not ship in place of PACK; its substitutes are: HALF"),
        ((6, "HALF"), "quantity", "line 1 of outbound WO000001 has 5 open units that are not picked"),
        ((5, "HALF"), "quantity", "site LON has 9 free units of HALF, not 10; ship fewer"),
    ],
)
def test_what_cannot_ship_is_refused_by_name(
    stand: Stand, work: str, asked: tuple[int, str], field: str, detail: str
) -> None:
    before = stand.documents()
    answer = instead(stand, work, *asked)
    assert (answer.status, answer.body["field"]) == (422, f"lines[0].{field}")
    assert detail in answer.body["detail"]
    assert stand.documents() == before


def test_a_buyer_who_takes_no_substitutes_gets_none(stand: Stand, work: str) -> None:
    answer = instead(stand, stand.accepts("F2", ("PACK", 1)), 1)
    assert (answer.status, answer.body["field"]) == (422, "lines[0].sku")
    assert "takes no substitutes; the buyer wants PACK and nothing else" in answer.body["detail"]


def test_a_part_of_a_unit_never_ships(stand: Stand, work: str) -> None:
    pairs = {"items": [{"sku": "PACK", "substitutes": [{"sku": "HALF", "ratio": "1/2"}]}]}
    assert stand.ask("POST", "/substitutes", pairs).status == 200
    assert "3 of PACK as HALF at 1/2 for one are 3/2" in instead(stand, work, 3).body["detail"]
    assert instead(stand, work, 2).status == 201
    assert stand.stock("HALF").sellable == 8


def test_picked_units_are_not_substituted(stand: Stand, work: str) -> None:
    stand.works("picks", work)
    assert instead(stand, work, 3).status == 422
    assert instead(stand, work, 2).status == 201


def test_what_shipped_is_what_comes_back(stand: Stand, work: str) -> None:
    line = {"line": "1", "sku": "PACK", "announced": 2, "shipped_sku": "HALF", "shipped_quantity": 4}
    body = {"reference": "RMA1", "site": "LON", "lines": [line]}
    number = stand.ask("POST", "/inbound-returns", body).body["id"]
    found = {"lines": [{"line": "1", "sellable": 1, "damaged": 1}]}
    stand.person("POST", f"/_world/inbound-returns/{number}/inspection", found)
    assert (stand.stock("HALF").sellable, stand.stock("HALF").damaged) == (11, 2)
    assert stand.stock("PACK").sellable == 3


@pytest.mark.parametrize("ratio", ["0", "2.5", "1/0", "-1", "", "1/2/3", "01"])
def test_a_ratio_is_an_exact_fraction(stand: Stand, ratio: str) -> None:
    body = {"items": [{"sku": "PACK", "substitutes": [{"sku": "HALF", "ratio": ratio}]}]}
    answer = stand.ask("POST", "/substitutes", body)
    assert (answer.status, answer.body["field"]) == (400, "items[0].substitutes[0].ratio")
