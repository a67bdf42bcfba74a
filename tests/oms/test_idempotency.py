"""A key makes a request take effect once, whatever the business reference says."""

from __future__ import annotations

import pytest

from ordergate.simulators.kernel.clock import DAY_US
from tests.oms.desk import Desk, a_movement, a_shipment, an_order, units


@pytest.fixture
def work_id(desk: Desk) -> int:
    desk.receives("MUG", 9)
    return desk.accepted(desk.takes(("MUG", 9)))


def bodies(work_id: int) -> dict[str, object]:
    return {
        "/orders": an_order("408-7", ("MUG", 1)),
        "/orders/1000001/cancellations": {"reference": "MC-1", "lines": units(_2000001=1)},
        f"/fulfilments/{work_id}/shipments": a_shipment("S1", _2000001=1),
        f"/fulfilments/{work_id}/shortages": {"reference": "X1", "lines": units(_2000001=1)},
        "/stock-movements/bulk": {"movements": [a_movement("R1", "TEE", 1)]},
    }


@pytest.mark.parametrize("index", range(5))
def test_a_key_gives_the_first_answer_again(desk: Desk, work_id: int, index: int) -> None:
    path, body = list(bodies(work_id).items())[index]
    first = desk.post(path, body, idempotency_key="k1")
    assert first.status < 300
    before, events = desk.documents(), desk.outbox.issued
    again = desk.post(path, body, idempotency_key="k1")
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["idempotent-replayed"] == "true"
    assert (desk.documents(), desk.outbox.issued) == (before, events)


def test_a_key_names_one_request(desk: Desk, work_id: int) -> None:
    desk.post("/orders", an_order("408-7", ("MUG", 1)), idempotency_key="k1")
    before = desk.documents()
    answer = desk.post("/orders", an_order("408-8", ("MUG", 1)), idempotency_key="k1")
    assert (answer.status, answer.body["field"]) == (422, "Idempotency-Key")
    assert desk.documents() == before


def test_a_refused_request_may_be_mended_under_its_key(desk: Desk) -> None:
    assert desk.post("/orders", an_order("408-7", ("JAR", 1)), idempotency_key="k1").status == 422
    assert desk.post("/orders", an_order("408-7", ("MUG", 1)), idempotency_key="k1").status == 201


def test_a_forgotten_key_still_makes_no_second_order(desk: Desk) -> None:
    body = an_order("408-7", ("MUG", 1))
    desk.post("/orders", body, idempotency_key="k1")
    desk.wait(DAY_US + 1)
    again = desk.post("/orders", body, idempotency_key="k1")
    assert (again.status, again.body["already"], len(desk.oms.orders)) == (200, True, 1)
