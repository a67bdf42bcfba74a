"""Systems that are down, webhooks that are tried again, snapshots that are restored."""

from __future__ import annotations

from typing import Any

import pytest

from ordergate.simulators.kernel.outbox import SHOPIFY_RETRIES_S
from tests.server.hall import Hall

HOOK = "http://127.0.0.1:9/marketplace"
GOODS = {"site": "MAIN", "lines": [{"sku": "MUG", "quantity": 5}]}


def entries(hall: Hall, kind: str) -> list[dict[str, Any]]:
    return [entry for entry in hall.ask("GET", "/worlds/w/journal")["entries"] if entry["kind"] == kind]


def subscribed(hall: Hall) -> None:
    assert hall.connector("marketplace", "POST", "/webhooks", {"url": HOOK}).status == 201


def until_taken(hall: Hall, count: int) -> list[str]:
    """The topics of the webhooks that were delivered, once there are so many."""
    for _ in range(100):
        if len(hall.post.taken) >= count:
            break
        hall.wait(0.02)
    return [payload["topic"] for _, payload in hall.post.taken]


def test_a_system_that_is_down_answers_people_but_no_connector(hall: Hall) -> None:
    hall.open()
    wish = {"rule": "server_error on wms retry_after_s=30"}
    name = hall.ask("POST", "/worlds/w/disturbances", wish)["name"]
    refused = hall.connector("wms", "GET", "/outbounds")
    assert (refused.status, refused.headers["retry-after"]) == (503, "30")
    assert hall.connector("oms", "GET", "/orders").status == 200
    hall.person("wms", "POST", "/_world/receipts", GOODS)
    listed = hall.ask("GET", "/worlds/w/disturbances")["disturbances"]
    assert listed == [{"name": name, "system": "wms", **wish, "fired": 1}]
    hall.ask("DELETE", f"/worlds/w/disturbances/{name}")
    assert hall.connector("wms", "GET", "/outbounds").status == 200
    told = entries(hall, "disturbed") + entries(hall, "healed")
    assert [entry["what"] for entry in told] == [wish["rule"]] * 2


def test_only_the_world_that_was_asked_is_disturbed(hall: Hall) -> None:
    hall.open()
    hall.open("other")
    hall.ask("POST", "/worlds/w/disturbances", {"rule": "server_error on oms"})
    assert hall.connector("oms", "GET", "/orders").status == 503
    assert hall.connector("oms", "GET", "/orders", world="other").status == 200


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"rule": "server_error on crm"}, 422, "rule"),
        ({"rule": "slow on oms"}, 422, "rule"),
        ({}, 400, "rule"),
        ({"rule": "server_error on oms retry_after_s=-1"}, 422, "rule"),
    ],
)
def test_an_unknown_disturbance_is_refused(hall: Hall, body: object, status: int, field: str) -> None:
    hall.open()
    assert hall.refusal("POST", "/worlds/w/disturbances", body) == (status, field)
    assert hall.refusal("DELETE", "/worlds/w/disturbances/oms-down-1") == (404, None)
    assert hall.connector("oms", "GET", "/orders").status == 200


def test_a_signature_by_a_real_clock_fits_after_the_world_went_on_for_a_day(hall: Hall) -> None:
    hall.open()
    hall.ask("POST", "/worlds/w/clock", {"advance_s": 86_400})
    assert hall.connector("wms", "GET", "/outbounds").status == 200


def test_moving_the_clock_brings_the_retry_of_a_webhook(hall: Hall) -> None:
    hall.open(scale=20)
    hall.post.statuses = [500, None, 200]
    subscribed(hall)
    hall.buys()
    topics = until_taken(hall, 2)
    assert sorted(topics) == ["buyer.changed", "order.placed"]
    assert hall.ask("GET", "/worlds/w/quiet")["undelivered"] == 2
    hall.ask("POST", "/worlds/w/clock", {"advance_s": SHOPIFY_RETRIES_S[0]})
    assert sorted(until_taken(hall, 4)) == ["buyer.changed"] * 2 + ["order.placed"] * 2
    hall.wait(0.01)
    quiet = hall.ask("GET", "/worlds/w/quiet")
    assert (quiet["busy"], quiet["undelivered"], quiet["exhausted"]) == (None, 0, 0)
    attempts = [(entry["attempt"], entry["status"]) for entry in entries(hall, "delivery")]
    assert attempts == [(1, 500), (1, None), (2, 200), (2, 200)]


def test_quiet_says_what_is_still_on_its_way(hall: Hall) -> None:
    hall.open()
    hall.post.statuses = [500]
    subscribed(hall)
    hall.buys()
    quiet = hall.ask("GET", "/worlds/w/quiet")
    where = hall.ask("GET", "/worlds/w/webhooks")["webhooks"][0]["url"]
    assert quiet["busy"] == f"2 webhooks of the marketplace are not delivered yet (sub_1 to {where})"
    assert quiet["changes"] == hall.host.worlds["w"].feed.last == 4


def test_the_operator_ends_webhooks_to_a_connector_that_is_gone(hall: Hall) -> None:
    hall.open()
    hall.post.statuses = [500]
    subscribed(hall)
    hall.buys()
    hall.wait(1.5)
    (row,) = hall.ask("GET", "/worlds/w/webhooks")["webhooks"]
    assert (row["system"], row["id"], row["undelivered"], row["refused_with"]) == (
        "marketplace",
        "sub_1",
        2,
        500,
    )
    hall.ask("DELETE", "/worlds/w/webhooks/marketplace/sub_1")
    quiet = hall.ask("GET", "/worlds/w/quiet")
    assert (quiet["busy"], quiet["exhausted"]) == (None, 0)
    status, _ = hall.refusal("DELETE", "/worlds/w/webhooks/marketplace/sub_1")
    assert status == 404


def test_a_snapshot_brings_everything_back(hall: Hall) -> None:
    world = hall.open()
    first = hall.buys()
    held = world.systems.snapshot()
    hall.ask("POST", "/worlds/w/snapshots", {"name": "before"})
    told = hall.ask("GET", "/worlds/w/changes")
    second = hall.buys()
    hall.person("wms", "POST", "/_world/receipts", GOODS)
    hall.ask("POST", "/worlds/w/snapshots/before/restore")
    assert world.systems.snapshot() == held
    assert [o["id"] for o in hall.connector("marketplace", "GET", "/orders").body["orders"]] == [first]
    again = hall.ask("GET", "/worlds/w/changes")
    assert again["changes"] == told["changes"] and again["generation"] > told["generation"]
    assert hall.buys() == second  # The numbers go on from where they were.


def test_a_snapshot_can_be_restored_twice(hall: Hall) -> None:
    hall.open()
    hall.ask("POST", "/worlds/w/snapshots", {"name": "empty"})
    for _ in range(2):
        hall.buys()
        hall.ask("POST", "/worlds/w/snapshots/empty/restore")
        assert hall.ask("GET", "/worlds/w/changes")["changes"] == []


def test_time_and_disturbances_go_on_over_a_restore(hall: Hall) -> None:
    hall.open()
    hall.ask("POST", "/worlds/w/snapshots", {"name": "s"})
    hall.ask("POST", "/worlds/w/disturbances", {"rule": "server_error on oms"})
    moved = hall.ask("POST", "/worlds/w/clock", {"advance_s": 60})["now_us"]
    restored = hall.ask("POST", "/worlds/w/snapshots/s/restore")
    assert restored["now_us"] >= moved
    assert hall.connector("oms", "GET", "/orders").status == 503


def test_webhooks_on_their_way_at_the_snapshot_arrive_after_the_restore_and_later_ones_do_not(
    hall: Hall,
) -> None:
    hall.open(scale=20)
    hall.post.statuses = [500]
    subscribed(hall)
    hall.person("marketplace", "POST", "/_world/buyers", {
        "company": "A", "email": "a@example.com", "phone": "1",
        "address": {"name": "A", "line": "1", "city": "L", "postcode": "L", "country": "UK"}})  # fmt: skip
    hall.ask("POST", "/worlds/w/snapshots", {"name": "s"})
    hall.buys()
    hall.ask("POST", "/worlds/w/snapshots/s/restore")
    hall.post.taken.clear()
    hall.post.statuses = [200]
    assert until_taken(hall, 1) == ["buyer.changed"]
    hall.wait(0.1)
    assert len(hall.post.taken) == 1
    listed = hall.connector("marketplace", "GET", "/webhooks").body["webhooks"]
    assert [held["url"] for held in listed] == [HOOK]


def test_an_event_id_is_not_given_out_again_after_a_restore(hall: Hall) -> None:
    hall.open(scale=20)
    subscribed(hall)
    hall.ask("POST", "/worlds/w/snapshots", {"name": "s"})
    hall.buys()
    until_taken(hall, 2)
    hall.ask("POST", "/worlds/w/snapshots/s/restore")
    hall.buys()
    until_taken(hall, 4)
    assert len({payload["event_id"] for _, payload in hall.post.taken}) == 4


def test_an_idempotency_key_of_the_time_that_never_was_is_forgotten(hall: Hall) -> None:
    hall.open()
    hall.ask("POST", "/worlds/w/snapshots", {"name": "s"})
    body = {"items": [{"sku": "MUG", "title": "a mug", "price_e4": 1, "active": True}]}
    key = hall.ask("GET", "/worlds/w")["systems"]["oms"]["credentials"]["api_key"]
    headers = {"x-api-key": key, "idempotency-key": "k1"}
    for _ in range(2):
        answer = hall.send("POST", "/worlds/w/oms/items/bulk", body, headers=headers)
        assert answer.status == 200 and "idempotent-replayed" not in answer.headers
        assert len(hall.host.worlds["w"].systems["oms"].context.store.tables()["items"]) == 1
        hall.ask("POST", "/worlds/w/snapshots/s/restore")


def test_snapshots_are_listed_and_forgotten_by_name(hall: Hall) -> None:
    hall.open()
    hall.ask("POST", "/worlds/w/snapshots", {"name": "s"})
    assert hall.ask("GET", "/worlds/w/snapshots")["snapshots"] == [{"name": "s", "changes": 0}]
    assert hall.refusal("POST", "/worlds/w/snapshots", {"name": "s"}) == (409, "name")
    assert hall.refusal("POST", "/worlds/w/snapshots", {"name": "a b"}) == (400, "name")
    hall.ask("DELETE", "/worlds/w/snapshots/s")
    assert hall.refusal("DELETE", "/worlds/w/snapshots/s") == (404, None)
    assert hall.refusal("POST", "/worlds/w/snapshots/s/restore") == (404, None)
