"""The engine between fake vendors: once, in order, again after trouble, and never without end."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from ordergate.harness.sync.errors import NoAnswer, Unreachable
from ordergate.harness.sync.ports import HttpResponse
from ordergate.harness.sync.work import State
from tests.sync.engine_stage import HOUR_S, EngineStage
from tests.sync.timing import SECOND_US, Timing

DOWN = HttpResponse(503, {}, b'{"detail": "the system is down"}')
BOOK = "POST /SalesOrders"


def test_an_order_becomes_a_customer_and_a_sales_order(stage: EngineStage) -> None:
    stage.starts()
    stage.sells("1")
    stage.timing.wait(1)
    [sent] = stage.erp.got(BOOK)
    assert sent.key == "order/main/1"
    assert sent.body["Customer"] == "0001000001"
    assert sent.body["Lines"][0]["Net"] == "5.10"
    assert stage.engine.idle()
    assert ("orders", "main/1") in stage.engine.accounts().applied


def test_an_event_that_comes_five_times_has_one_effect(stage: EngineStage) -> None:
    stage.starts()
    for _ in range(5):
        stage.sells("1")
    stage.timing.wait(2 * HOUR_S)
    stage.sells("1")
    stage.timing.wait(1)
    assert len(stage.erp.got(BOOK)) == 1
    assert len(stage.erp.got("POST /Customers")) == 1


def test_an_order_whose_event_never_comes_is_found_by_a_poll(stage: EngineStage) -> None:
    stage.starts()
    stage.sells("1", told=False)
    stage.timing.wait(900)
    assert stage.booked() == ["1"]


@pytest.mark.parametrize(
    ("path", "status"), [("/webhooks/marketplace", 401), ("/webhooks/erp", 404), ("/webhooks/oms", 401)]
)
def test_what_a_vendor_did_not_sign_changes_nothing(stage: EngineStage, path: str, status: int) -> None:
    stage.starts()
    stage.shop.orders["1"] = "M1"
    body = b'{"topic": "order.placed", "event_id": "e", "order_id": "1", "store": "main"}'
    before = stage.engine.accounts()
    for headers in ({}, {"x-marketplace-hmac-sha256": "AAAA"}):
        assert stage.engine.receive(path, headers, body) == status
    assert stage.engine.pending() == 0
    assert stage.engine.accounts() == before


def test_trouble_is_answered_with_growing_pauses_and_one_order_in_the_end(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.troubles[BOOK] = [DOWN] * 10
    stage.sells("1")
    stage.timing.wait(2 * HOUR_S)
    at_s = [seen.at_us // SECOND_US for seen in stage.erp.got(BOOK)]
    pauses = [later - sooner for sooner, later in pairwise(at_s)]
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    assert stage.booked() == ["1"]


def test_a_pause_that_the_vendor_asks_for_is_kept(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.troubles[BOOK] = [HttpResponse(429, {"retry-after": "120"}, b"")]
    stage.sells("1")
    stage.sells("2", "M2")
    stage.timing.wait(300)
    calls = [seen for seen in stage.erp.seen if not seen.what.startswith("GET /Items")]
    refused = stage.erp.got(BOOK)[0].at_us
    during = [seen.what for seen in calls if refused < seen.at_us < refused + 120 * SECOND_US]
    assert during == []
    assert stage.booked() == ["1", "2"]


def test_a_shorter_pause_does_not_end_a_longer_one(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.slow_s[BOOK] = 5  # Both are on their way before either is refused.
    stage.erp.troubles[BOOK] = [
        HttpResponse(429, {"retry-after": "120"}, b""), HttpResponse(429, {"retry-after": "1"}, b""),
    ]  # fmt: skip
    stage.sells("1")
    stage.sells("2", "M2")
    stage.timing.wait(300)
    first, second, *later = [seen.at_us for seen in stage.erp.got(BOOK)]
    assert second - first < 5 * SECOND_US
    assert min(later) >= first + 120 * SECOND_US
    assert stage.booked() == ["1", "2"]


def test_a_reply_that_is_lost_is_looked_for_and_not_asked_for_again(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.lost[BOOK] = [NoAnswer("timed out")]
    stage.sells("1")
    stage.timing.wait(180)
    assert len(stage.erp.got(BOOK)) == 1
    assert ("orders", "main/1") in stage.engine.accounts().applied


def test_what_came_of_an_order_without_an_answer_is_looked_for_once_it_would_show(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.troubles[BOOK] = [NoAnswer("timed out")]
    stage.sells("1")
    stage.timing.wait(180)
    first, second = [seen.at_us for seen in stage.erp.got(BOOK)]
    assert second - first >= 120 * SECOND_US
    assert stage.booked() == ["1"]


def test_what_can_never_work_is_set_aside_at_once_and_the_rest_goes_on(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.refuse = lambda body: "there is no item MUG" if body["ExternalRef"] == "main/1" else None
    stage.sells("1")
    for number in range(2, 6):
        stage.sells(str(number), f"M{number}")
    stage.timing.wait(4 * HOUR_S)
    [held] = stage.engine.quarantined()
    assert (held.kind, held.key, held.attempts, held.state) == ("orders", "main/1", 1, State.QUARANTINED)
    assert held.reason == "erp refused POST /SalesOrders with 422: there is no item MUG"
    assert stage.booked() == ["2", "3", "4", "5"]
    assert len([seen for seen in stage.erp.got(BOOK) if seen.key == "order/main/1"]) == 1


def test_what_was_set_aside_is_carried_once_the_cause_is_mended(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.refuse = lambda body: "there is no item MUG"
    stage.sells("1")
    stage.timing.wait(1)
    stage.erp.refuse = lambda body: None
    assert stage.engine.requeue("orders") == 1
    assert stage.engine.requeue("orders") == 0
    stage.timing.wait(1)
    assert stage.engine.quarantined() == []
    assert stage.booked() == ["1"]


def test_attempts_have_an_end_and_leave_a_dead_letter(timing: Timing) -> None:
    stage = EngineStage(timing, retry={"attempts_max": 4})
    stage.starts()
    stage.erp.troubles[BOOK] = [DOWN] * 100
    stage.sells("1")
    stage.timing.wait(24 * HOUR_S)
    [held] = stage.engine.quarantined()
    assert (held.state, held.attempts) == (State.DEAD, 4)
    assert (
        held.reason
        == "gave up after 4 attempts: erp failed at POST /SalesOrders with 503: the system is down"
    )
    assert len(stage.erp.got(BOOK)) == 4
    assert stage.engine.pending() == 0
    stage.stops()


def test_orders_of_a_customer_stay_in_order_while_others_pass(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.troubles[f"{BOOK} main/1"] = [DOWN, DOWN]
    for order_id, buyer_id in [("1", "M1"), ("2", "M1"), ("3", "M2"), ("4", "M1")]:
        stage.sells(order_id, buyer_id)
    stage.timing.wait(120)
    assert stage.booked() == ["3", "1", "2", "4"]


def test_an_order_that_is_read_slowly_is_not_overtaken(stage: EngineStage) -> None:
    stage.starts()
    stage.shop.slow_s["GET /orders/1"] = 20
    for order_id in ("1", "2", "3"):
        stage.sells(order_id)
    stage.timing.wait(60)
    assert stage.booked() == ["1", "2", "3"]


def test_a_bad_order_does_not_keep_the_customers_next_one_back(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.refuse = lambda body: "no" if body["ExternalRef"] == "main/1" else None
    stage.sells("1")
    stage.sells("2")
    stage.timing.wait(1)
    assert stage.booked() == ["2"]


def test_two_orders_of_a_new_customer_open_one_account(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.slow_s["POST /Customers"] = 5
    stage.sells("1")
    stage.sells("2")
    stage.tells("buyer.changed", "evt-b", buyer_id="M1")
    stage.timing.wait(30)
    assert len(stage.erp.got("POST /Customers")) == 1


def test_a_change_in_the_middle_of_the_work_is_carried_too(stage: EngineStage) -> None:
    stage.starts()
    stage.erp.slow_s["POST /Customers"] = 5
    stage.tells("buyer.changed", "evt-1", buyer_id="M1")
    stage.timing.wait(2)
    stage.shop.phones["M1"] = "0800"
    stage.tells("buyer.changed", "evt-2", buyer_id="M1")
    stage.timing.wait(30)
    assert stage.erp.customers["M1"]["Phone"] == "0800"


def test_a_topic_without_a_data_flow_is_ignored_by_a_rule(stage: EngineStage) -> None:
    stage.starts()
    assert stage.tells("listing.viewed", "evt-9") == 200
    assert ("marketplace listing.viewed", "evt-9") in stage.engine.accounts().ignored
    rule = stage.engine.rules()[("marketplace listing.viewed", "evt-9")]
    assert rule == "no data flow of this engine begins with marketplace listing.viewed"


def test_an_event_that_lacks_a_field_is_set_aside_and_answered(stage: EngineStage) -> None:
    stage.starts()
    assert stage.tells("order.placed", "evt-9", order_id="1") == 200
    [held] = stage.engine.quarantined()
    assert (held.kind, held.key) == ("marketplace unreadable-event", "evt-9")
    assert held.reason == "order.placed lacks a field: 'store'"


def test_an_order_that_does_not_exist_is_set_aside(stage: EngineStage) -> None:
    stage.starts()
    stage.tells("order.placed", "evt-9", order_id="9", store="main")
    stage.timing.wait(60)
    [held] = stage.engine.quarantined()
    assert held.reason == "marketplace refused GET /orders/9 with 404: there is no such thing"


def test_a_document_of_an_unknown_form_is_set_aside_without_its_contents(stage: EngineStage) -> None:
    stage.starts()
    stage.sells("1")
    order = stage.shop._order("1")
    order["lines"][0]["quantity"] = 0
    order["shipTo"]["name"] = "Jane Doe"
    stage.shop.answer = lambda what, query, body: order  # type: ignore[method-assign] # for one test
    stage.timing.wait(1)
    [held] = stage.engine.quarantined()
    assert "quantity: input should be greater than or equal to 1" in held.reason
    assert "Jane Doe" not in held.reason


def test_what_came_in_before_a_crash_is_carried_after_it(timing: Timing, tmp_path: Path) -> None:
    stage = EngineStage(timing, store_path=str(tmp_path / "engine.sqlite"))
    stage.starts()
    stage.erp.slow_s[BOOK] = 5
    stage.sells("1")
    stage.sells("2", "M2")
    stage.timing.wait(2)
    for file in sorted(tmp_path.glob("engine.sqlite*")):
        shutil.copy(file, tmp_path / file.name.replace("engine", "copy"))
    stage.engine.sever()
    assert stage.tells("order.placed", "evt-3", order_id="3", store="main") == 503
    stage.engine = stage.made(store_path=str(tmp_path / "copy.sqlite"))
    stage.starts()
    stage.timing.wait(60)
    assert sorted(stage.booked()) == ["1", "2"]
    assert {seen.key for seen in stage.erp.got(BOOK)} == {"order/main/1", "order/main/2"}
    assert sorted(stage.engine.accounts().applied)[-2:] == [("orders", "main/1"), ("orders", "main/2")]
    stage.stops()


def test_a_vendor_that_is_down_at_the_start_is_subscribed_to_later(stage: EngineStage) -> None:
    stage.shop.troubles["POST /webhooks"] = [Unreachable("refused"), DOWN, DOWN]
    stage.starts()
    assert "marketplace-webhooks" in stage.engine.troubles()
    stage.timing.wait(120)
    assert stage.engine.troubles() == {}
    stage.sells("1")
    stage.timing.wait(1)
    assert stage.booked() == ["1"]


def test_a_subscription_is_renewed_every_hour(stage: EngineStage) -> None:
    stage.starts()
    stage.timing.wait(3 * HOUR_S)
    assert len(stage.shop.got("POST /webhooks")) == 4


def test_an_idle_engine_does_nothing_but_poll(stage: EngineStage) -> None:
    stage.starts()
    stage.timing.wait(10)
    stage.erp.seen.clear()
    stage.timing.wait(HOUR_S)
    assert stage.engine.idle()
    assert stage.engine.next_due_us() is None
    polls = {what: len(stage.erp.got(what)) for what in {seen.what for seen in stage.erp.seen}}
    listed = ("Items", "Stock", "Deliveries", "Returns", "Holds", "PriceRules")
    assert polls == {f"GET /{kind}": 60 for kind in listed} | {"GET /Customers": 1}


def test_a_sweep_reads_everything_now(stage: EngineStage) -> None:
    stage.starts()
    stage.sells("1", told=False)
    assert stage.timing.run(stage.engine.sweep()) == 1
    assert stage.timing.run(stage.engine.sweep()) == 0
    assert stage.engine.read_since_us() == stage.timing.clock.now_us()
    stage.timing.wait(1)
    assert stage.booked() == ["1"]


def test_an_engine_may_play_some_of_the_data_flows_only(timing: Timing) -> None:
    stage = EngineStage(timing, links=["customers"])
    stage.starts()
    stage.sells("1")
    stage.timing.wait(HOUR_S)
    assert stage.booked() == []
    assert stage.shop.got("POST /webhooks")[0].body["topics"] == ["buyer.changed"]
    assert ("marketplace order.placed", "evt-1") in stage.engine.accounts().ignored
    stage.stops()
