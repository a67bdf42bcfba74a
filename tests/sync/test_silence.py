"""A vendor that fails in ever other ways: for how long its documents are tried."""

from __future__ import annotations

import json

import pytest

from ordergate.harness.sync.engine import MISREAD_MAX
from ordergate.harness.sync.errors import NoAnswer
from ordergate.harness.sync.ports import SECOND_US, HttpRequest, HttpResponse
from tests.sync.engine_stage import HOUR_S, EngineStage
from tests.sync.timing import Timing

BOOK = "POST /SalesOrders"
READ = "GET /orders/1"
FAILURES = (
    HttpResponse(500, {}, b"{}"),
    HttpResponse(502, {}, b"{}"),
    NoAnswer("timed out"),
)


class Fails:
    """Stands in the way of a vendor: every request comes to nothing, each in the next of many ways."""

    def __init__(self, stage: EngineStage) -> None:
        self._clock = stage.timing.clock
        self._send = stage.erp.send
        self.over = False
        self._next = 0
        stage.erp.send = self.send  # type: ignore[method-assign] # the way to the vendor

    async def send(self, request: HttpRequest) -> HttpResponse:
        """What comes of a request."""
        if self.over:
            return await self._send(request)
        self._next += 1
        failure = FAILURES[self._next % len(FAILURES)]
        if isinstance(failure, Exception):
            raise failure
        return failure


@pytest.mark.parametrize("days", [1, 4])
def test_an_order_is_not_given_up_while_the_vendor_answers_nothing_at_all(
    stage: EngineStage, days: int
) -> None:
    stage.starts()
    away = Fails(stage)
    stage.sells("1")
    stage.timing.wait(days * 24 * HOUR_S)
    assert stage.engine.quarantined() == []
    away.over = True
    stage.timing.wait(HOUR_S)
    assert stage.booked() == ["1"]


def unreadable(order: bytes) -> HttpResponse:
    """The order without a field that it always has."""
    fields = json.loads(order)
    del fields["charges"]
    return HttpResponse(200, {}, json.dumps(fields).encode())


@pytest.mark.parametrize(("in_a_row", "kept"), [(MISREAD_MAX - 1, True), (MISREAD_MAX, False)])
def test_misreadings_count_in_a_row(timing: Timing, in_a_row: int, kept: bool) -> None:
    stage = EngineStage(timing)
    stage.starts()
    stage.sells("1", told=False)
    order = unreadable(json.dumps(stage.shop.answer(READ, {}, {})).encode())
    failed = HttpResponse(500, {}, b"{}")
    # A question that fails is asked three times before it counts.
    stage.shop.troubles[READ] = [*[order] * (MISREAD_MAX - 1), *[failed] * 3, *[order] * in_a_row]
    stage.tells("order.placed", "evt-1", order_id="1", store="main")
    stage.timing.wait(6 * HOUR_S)
    assert (stage.engine.quarantined() == [], stage.booked() == ["1"]) == (kept, kept)
    stage.stops()


def test_what_rests_is_asked_again_soon_after_it_is_back(stage: EngineStage) -> None:
    stage.starts()
    away = Fails(stage)
    stage.sells("1")
    stage.timing.wait(24 * HOUR_S)
    away.over = True
    back_us = stage.timing.clock.now_us()
    stage.timing.wait(HOUR_S)
    assert stage.erp.got(BOOK)[-1].at_us - back_us <= 16 * 60 * SECOND_US


def test_what_fails_elsewhere_now_and_then_is_not_given_up_while_a_vendor_is_down(stage: EngineStage) -> None:
    stage.starts()
    away = Fails(stage)
    stage.sells("1", told=False)
    order = HttpResponse(200, {}, json.dumps(stage.shop.answer(READ, {}, {})).encode())
    stage.shop.troubles[READ] = [*[HttpResponse(500, {}, b"{}")] * 3, order] * 200
    stage.tells("order.placed", "evt-1", order_id="1", store="main")
    stage.timing.wait(4 * 24 * HOUR_S)
    assert stage.engine.quarantined() == []
    away.over = True
    stage.shop.troubles.clear()
    stage.timing.wait(HOUR_S)
    assert stage.booked() == ["1"]
