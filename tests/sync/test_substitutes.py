"""The engine carries what shipped in place of what was ordered under the names of each system."""

from __future__ import annotations

import msgspec

from ordergate.harness.sync.decide.returns import substitutes_announced
from ordergate.harness.sync.decide.shipments import substitutes_renamed
from ordergate.harness.sync.documents.returns import Return, ReturnLine
from ordergate.harness.sync.documents.shipment import Substitute, Units
from ordergate.harness.sync.vendors import wms
from ordergate.harness.sync.vendors.substitutes import for_erp, for_marketplace, for_oms

HALVES = Substitute(line="10", quantity=3, sku="HALF", shipped_quantity=6)


def test_a_line_that_is_in_parcels_as_both_items_is_added_up() -> None:
    packs = {"line": "10", "sku": "PACK", "quantity": 2}
    halves = {"line": "10", "sku": "PACK", "quantity": 1, "shipped_sku": "HALF", "shipped_quantity": 2}
    body = {
        "id": "WS1", "outbound_id": "WO1", "reference": "7", "site": "MAIN", "carrier": "c", "shipped_ms": 1,
        "parcels": [{"tracking": "T1", "lines": [packs, halves]}, {"tracking": "T2", "lines": [halves]}],
    }  # fmt: skip
    shipment = msgspec.convert(body, wms._Shipment).canonical()
    assert shipment.lines == (Units(line="10", quantity=4),)
    assert shipment.substitutes == (Substitute(line="10", quantity=2, sku="HALF", shipped_quantity=4),)


def test_substitutes_follow_their_lines_from_name_to_name() -> None:
    [renamed] = substitutes_renamed([HALVES], {"10": "4069"})
    assert renamed == Substitute(line="4069", quantity=3, sku="HALF", shipped_quantity=6)


def test_a_return_tells_which_lines_come_back_as_another_item() -> None:
    plain = ReturnLine(line_id="1", quantity=1)
    other = ReturnLine(line_id="2", quantity=3, shipped_sku="HALF", shipped_quantity=6)
    returned = Return(id="MR-1", order_key="main/1", state="requested", rma="", lines=(plain, other))
    assert substitutes_announced(returned, {"1": 20, "2": 10}) == (HALVES,)


def test_bodies_say_nothing_of_substitutes_where_there_are_none() -> None:
    assert for_erp([]) == for_oms([]) == for_marketplace([]) == {}
    assert for_erp([HALVES]) == {
        "Substitutes": [{"LineNo": 10, "Quantity": 3, "Item": "HALF", "ShippedQuantity": 6}]
    }
