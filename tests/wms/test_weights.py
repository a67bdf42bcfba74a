"""What is paid by weight is weighed when it leaves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wms.stand import Answer, Stand, an_order


def asked(stand: Stand) -> str:
    stand.receives("CHEESE", 10)
    order = an_order("F1", ("CHEESE", 10))
    order["lines"][0] |= {"weight_g": 1200, "weight_tolerance_bp": 500}
    return str(stand.ask("POST", "/outbounds", order).body["id"])


def dispatches(stand: Stand, outbound: str, quantity: int, weight_g: int, parcels: int = 1) -> Answer:
    line: dict[str, Any] = {"line": "1", "quantity": quantity, "weight_g": weight_g}
    body = {"lines": [line], "parcels": parcels}
    return stand.person("POST", f"/_world/outbounds/{outbound}/dispatch", body)


def test_parcels_together_weigh_what_was_weighed(stand: Stand) -> None:
    shipment = dispatches(stand, asked(stand), 7, 8321, parcels=3).body["shipment_id"]
    boxes = stand.ask("GET", f"/shipments/{shipment}").body["parcels"]
    weights = [(line["quantity"], line["weight_g"]) for box in boxes for line in box["lines"]]
    assert weights == [(2, 2377), (2, 2377), (3, 3567)]


@pytest.mark.parametrize(
    ("weight_g", "status"), [(11400, 201), (12600, 201), (11399, 422), (12601, 422), (0, 422)]
)
def test_scales_are_believed_within_the_tolerance(stand: Stand, weight_g: int, status: int) -> None:
    outbound = asked(stand)
    before = stand.documents()
    answer = dispatches(stand, outbound, 10, weight_g)
    assert answer.status == status
    if status == 422:
        assert answer.body["field"] == "lines[0].weight_g"
        assert "by name and tolerance it is 11400 to 12600 g" in answer.body["detail"]
        assert stand.documents() == before


def test_what_is_not_paid_by_weight_is_not_weighed(stand: Stand) -> None:
    stand.receives("MUG", 1)
    assert dispatches(stand, stand.accepts("F2", ("MUG", 1)), 1, 300).status == 422
