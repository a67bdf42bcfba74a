"""Work: durable, each document once, in order within its lanes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.sync.queue import Habits, Queue
from ordergate.harness.sync.store import Store
from ordergate.harness.sync.work import Arrival, State

HABITS = {
    "orders": Habits(),
    "buyers": Habits(once=False),
    "items": Habits(once=False, batch=3),
    "moves": Habits(batch=2, serial=True),
    "stock": Habits(once=False, batch=10, derived=True),
}


def opened(path: Path | str = ":memory:") -> tuple[Store, Queue]:
    store = Store(str(path))
    return store, Queue(store, HABITS)


def keys(queue: Queue, now_us: int = 0) -> list[str]:
    return [work.key for work in queue.take(now_us)]


def test_word_of_a_document_that_is_known_adds_nothing() -> None:
    _, queue = opened()
    assert queue.admit([Arrival("orders", "1"), Arrival("orders", "1"), Arrival("orders", "2")], 0) == 2
    assert len(queue) == 2


def test_a_document_that_was_carried_is_not_carried_again() -> None:
    _, queue = opened()
    queue.admit([Arrival("orders", "1")], 0)
    [work] = queue.take(0)
    queue.finish(work, State.APPLIED, "0100000001", 0)
    assert queue.admit([Arrival("orders", "1")], 0) == 0
    assert len(queue) == 0


def test_news_of_something_that_was_carried_is_carried() -> None:
    _, queue = opened()
    queue.admit([Arrival("buyers", "M1", mark="evt_1")], 0)
    [work] = queue.take(0)
    queue.finish(work, State.APPLIED, "", 0)
    assert queue.admit([Arrival("buyers", "M1", mark="evt_1")], 0) == 0
    assert queue.admit([Arrival("buyers", "M1", mark="evt_2")], 0) == 1


def test_an_older_version_is_no_news() -> None:
    _, queue = opened()
    queue.admit([Arrival("items", "MUG", version=3, payload=b"new")], 0)
    assert queue.admit([Arrival("items", "MUG", version=2, payload=b"old")], 0) == 0
    [work] = queue.take(0)
    assert work.payload == b"new"


def test_news_of_what_is_being_worked_on_lets_it_begin_again() -> None:
    _, queue = opened()
    queue.admit([Arrival("buyers", "M1", mark="evt_1")], 0)
    [work] = queue.take(0)
    queue.admit([Arrival("buyers", "M1", mark="evt_2")], 0)
    assert queue.take(0) == []
    queue.finish(work, State.APPLIED, "", 0)
    assert keys(queue) == ["M1"]


def test_news_pulls_work_forward_that_was_to_wait_for_it() -> None:
    _, queue = opened()
    queue.admit([Arrival("buyers", "M1", mark="own", pause_us=5_000)], 0)
    assert queue.next_due_us() == 5_000
    queue.admit([Arrival("buyers", "M1", mark="evt_1")], 100)
    assert queue.next_due_us() == 100


def test_news_does_not_shorten_the_pause_after_a_failure() -> None:
    _, queue = opened()
    queue.admit([Arrival("buyers", "M1", mark="evt_1")], 0)
    [work] = queue.take(0)
    work.attempts = 1
    queue.retry(work, 5_000, "the erp is down")
    queue.admit([Arrival("buyers", "M1", mark="evt_2")], 100)
    assert queue.next_due_us() == 5_000


def test_works_of_a_lane_are_done_one_after_the_other() -> None:
    _, queue = opened()
    queue.admit([Arrival("orders", key, lane="order:7") for key in ("1", "2")], 0)
    queue.admit([Arrival("orders", "3", lane="order:8")], 0)
    [first] = queue.take(0)
    assert keys(queue) == ["3"]
    assert keys(queue) == []
    queue.finish(first, State.APPLIED, "", 0)
    assert keys(queue) == ["2"]


def test_a_work_that_waits_to_be_tried_again_holds_its_lane() -> None:
    _, queue = opened()
    queue.admit([Arrival("orders", key, lane="order:7") for key in ("1", "2")], 0)
    [first] = queue.take(0)
    queue.retry(first, 5_000, "the erp is down")
    assert keys(queue, 4_999) == []
    assert keys(queue, 5_000) == ["1"]


def test_work_at_the_back_lets_the_others_of_its_lane_go_first() -> None:
    _, queue = opened()
    queue.admit([Arrival("orders", key, lane="order:7") for key in ("1", "2")], 0)
    [first] = queue.take(0)
    queue.retry(first, 0, "order 2 is missing", to_the_back=True)
    [second] = queue.take(0)
    assert second.key == "2"
    queue.finish(second, State.APPLIED, "", 0)
    assert keys(queue) == ["1"]


def test_a_lane_found_out_while_working_is_entered_behind_earlier_work() -> None:
    _, queue = opened()
    queue.admit([Arrival("orders", key) for key in ("1", "2")], 0)
    [first], [second] = queue.take(0), queue.take(0)
    assert queue.enter(first, "buyer:M1")
    assert not queue.enter(second, "buyer:M1")
    queue.hold(second, 0)
    assert keys(queue) == []
    queue.finish(first, State.QUARANTINED, "unknown item", 0)
    assert keys(queue) == ["2"]


def test_an_earlier_work_waits_for_a_later_one_that_is_served_already() -> None:
    _, queue = opened()
    queue.admit([Arrival("orders", key) for key in ("1", "2")], 0)
    [first], [second] = queue.take(0), queue.take(0)
    assert queue.enter(second, "buyer:M1")
    assert not queue.enter(first, "buyer:M1")
    queue.hold(first, 0)
    queue.finish(second, State.APPLIED, "", 0)
    assert keys(queue) == ["1"]


def test_batches_take_as_many_as_the_link_can_carry() -> None:
    _, queue = opened()
    queue.admit([Arrival("items", key, version=1) for key in "ABCD"], 0)
    assert keys(queue) == ["A", "B", "C"]
    assert keys(queue) == ["D"]


def test_a_serial_link_has_one_batch_at_a_time() -> None:
    _, queue = opened()
    queue.admit([Arrival("moves", key) for key in "ABC"], 0)
    works = queue.take(0)
    assert [work.key for work in works] == ["A", "B"]
    assert queue.take(0) == []
    for work in works:
        queue.finish(work, State.APPLIED, "", 0)
    assert keys(queue) == ["C"]


def test_what_was_set_aside_begins_again_when_it_is_requeued() -> None:
    store, queue = opened()
    queue.admit([Arrival("orders", key) for key in ("1", "2")], 0)
    for work in (*queue.take(0), *queue.take(0)):
        work.attempts = 1
        queue.finish(work, State.QUARANTINED, f"unknown item in {work.key}", 0)
    assert [(held.key, held.reason) for held in store.set_aside()] == [
        ("1", "unknown item in 1"),
        ("2", "unknown item in 2"),
    ]
    assert queue.requeue("orders", "2", 100) == 1
    [work] = queue.take(100)
    assert (work.key, work.attempts, work.look_first) == ("2", 0, True)
    assert [held.key for held in store.set_aside()] == ["1"]


def test_polls_do_not_wake_what_was_set_aside() -> None:
    _, queue = opened()
    queue.admit([Arrival("orders", "1")], 0)
    [work] = queue.take(0)
    queue.finish(work, State.QUARANTINED, "unknown item", 0)
    assert queue.admit([Arrival("orders", "1")], 0) == 0


def test_work_outlives_the_engine_and_looks_before_it_acts(tmp_path: Path) -> None:
    store, queue = opened(tmp_path / "engine.sqlite")
    queue.admit([Arrival("orders", "1", lane="order:7", payload=b"x"), Arrival("orders", "2")], 0)
    [work] = queue.take(0)
    work.attempts = 4
    queue.retry(work, 9_000, "the erp is down")
    queue.take(0)
    store.sever()
    _, again = opened(tmp_path / "engine.sqlite")
    works = [*again.take(9_000), *again.take(9_000)]
    assert [(one.key, one.attempts, one.lanes, one.look_first) for one in works] == [
        ("2", 0, (), True),
        ("1", 4, ("order:7",), True),
    ]


def test_derived_work_is_written_down_only_when_it_is_set_aside() -> None:
    store, queue = opened()
    store.set_levels([("MUG", "MAIN", 5, 1), ("TEE", "MAIN", 3, 1)])
    queue.admit([Arrival("stock", sku) for sku in store.unpublished()], 0)
    mug, tee = queue.take(0)
    queue.finish(mug, State.APPLIED, "", 0)
    queue.finish(tee, State.QUARANTINED, "there is no listing TEE", 0)
    assert store.unpublished() == []
    assert [held.key for held in store.set_aside()] == ["TEE"]
    accounts = store.accounts()
    assert sorted(accounts.received) == [("stock", "MUG"), ("stock", "TEE")]
    assert accounts.applied == [("stock", "MUG")]


def test_derived_work_that_was_set_aside_is_news_again_and_its_reason_is_gone() -> None:
    store, queue = opened()
    queue.admit([Arrival("stock", "TEE")], 0)
    [work] = queue.take(0)
    queue.finish(work, State.QUARANTINED, "there is no listing TEE", 0)
    assert queue.admit([Arrival("stock", "TEE")], 0) == 1
    [work] = queue.take(0)
    queue.finish(work, State.APPLIED, "", 0)
    assert store.set_aside() == []


@pytest.mark.parametrize("state", [State.APPLIED, State.IGNORED])
def test_what_ended_is_in_the_accounts(state: State) -> None:
    store, queue = opened()
    queue.admit([Arrival("orders", "1"), Arrival("orders", "2")], 0)
    [work] = queue.take(0)
    queue.finish(work, state, "why", 0)
    accounts = store.accounts()
    assert accounts.received == [("orders", "1"), ("orders", "2")]
    ended = accounts.applied if state is State.APPLIED else accounts.ignored
    assert ended == [("orders", "1")]


def test_what_stands_in_line_twice_is_taken_once() -> None:
    _, queue = opened()
    queue.admit([Arrival("items", "MUG")], 0)
    queue._push(queue._by_name["items", "MUG"])
    assert len(queue.take(0)) == 1
    assert queue.take(0) == []
