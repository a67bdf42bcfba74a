"""What a client sees of each fault in a call, and what the system's state is afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from ordergate.simulators.kernel.disturbance import LostConnection, arrived
from ordergate.simulators.kernel.wire import WireReply, WireRequest
from tests.faults.parts import SECOND_US, Disturbed, with_tokens
from tests.kernel.parts import told


def test_latency_delays_the_answer_and_not_the_deed(toy: Disturbed) -> None:
    toy.suffers("latency on toy delay_ms=2000 jitter_ms=500")
    began_us = toy.clock.now_us()
    assert toy.packs("1").status == 201
    assert 2 * SECOND_US <= toy.clock.now_us() - began_us <= 2.5 * SECOND_US
    assert toy.held() == ["1"]


def test_of_a_lost_request_nothing_is_done(toy: Disturbed) -> None:
    toy.suffers("lost_request on toy.pack nth=1")
    with pytest.raises(LostConnection):
        toy.packs("1", idempotency_key="k")
    assert toy.held() == []
    assert toy.packs("1", idempotency_key="k").status == 201


def test_of_a_lost_reply_all_is_done(toy: Disturbed) -> None:
    toy.suffers("lost_reply on toy.pack nth=1")
    with pytest.raises(LostConnection):
        toy.packs("1", idempotency_key="k")
    assert toy.held() == ["1"]
    assert toy.packs("1", idempotency_key="k").status == 201
    assert toy.held() == ["1"]


@pytest.mark.parametrize(
    ("words", "status", "wait"), [("", 503, None), ("status=502 retry_after_s=9", 502, "9")]
)
def test_a_server_error_does_nothing(toy: Disturbed, words: str, status: int, wait: str | None) -> None:
    toy.suffers(f"server_error on toy.pack nth=1 {words}")
    reply = toy.packs("1")
    assert (reply.status, reply.headers.get("retry-after")) == (status, wait)
    assert told(reply)["status"] == status
    assert toy.held() == []


def test_a_throttled_call_is_told_when_to_come_again_and_does_nothing(toy: Disturbed) -> None:
    toy.suffers("throttled on toy.pack nth=1 retry_after_s=7")
    reply = toy.packs("1")
    assert (reply.status, reply.headers["retry-after"], toy.held()) == (429, "7", [])


@pytest.mark.parametrize("bucket", ["token", "leaky"])
def test_a_bucket_takes_a_burst_and_then_one_at_a_time(toy: Disturbed, bucket: str) -> None:
    struck = toy.suffers(f"throttled on toy bucket={bucket} capacity=3 every_ms=4000")
    assert [toy.packs(str(number)).status for number in range(5)] == [201, 201, 201, 429, 429]
    assert toy.packs("5").headers["retry-after"] == "4"
    toy.wait(4 * SECOND_US)
    assert [toy.packs(str(number)).status for number in (6, 7)] == [201, 429]
    assert struck.fired == len(toy.fired()) == 4


def test_retry_after_is_when_there_is_room_indeed(toy: Disturbed) -> None:
    toy.suffers("throttled on toy bucket=token capacity=2 every_ms=2500")
    for name in ("1", "2"):
        toy.packs(name)
    wait_s = int(toy.packs("3").headers["retry-after"])
    toy.wait(wait_s * SECOND_US)
    assert toy.packs("3").status == 201


def test_so_many_calls_may_be_under_way_at_once(toy: Disturbed) -> None:
    toy.suffers("throttled on toy bucket=concurrency capacity=1 retry_after_s=3")
    toy.suffers("latency on toy delay_ms=1000 times=1")

    async def two() -> list[WireReply]:
        requests = [WireRequest("GET", "/boxes", "", {"x-api-key": "k"}) for _ in range(2)]
        return list(await asyncio.gather(*(toy.system.answer(request) for request in requests)))

    assert [reply.status for reply in toy.loop.run_until_complete(two())] == [200, 429]
    assert toy.ask("GET", "/boxes").status == 200


def test_success_with_errors_says_200_and_does_nothing(toy: Disturbed) -> None:
    toy.suffers("success_with_errors on toy nth=1")
    reply = toy.packs("1")
    assert (reply.status, told(reply)["errors"][0]["code"], toy.held()) == (200, "INTERNAL", [])


def test_what_is_accepted_and_fails_is_never_done(toy: Disturbed) -> None:
    toy.suffers("accepted_then_failed on toy nth=1")
    reply = toy.packs("1")
    toy.wait(3600 * SECOND_US)
    assert (reply.status, told(reply)["status"], toy.held()) == (202, "queued", [])


@pytest.fixture
def tokens() -> Iterator[Disturbed]:
    made = Disturbed(access=with_tokens)
    yield made
    made.close()


def test_an_expired_token_is_refused_and_a_new_one_is_good(tokens: Disturbed) -> None:
    def token() -> dict[str, str]:
        credentials = "&".join(
            f"{name}={value}" for name, value in tokens.system.access.credentials().items()
        )
        form = f"grant_type=client_credentials&{credentials}".encode()
        reply = tokens.send(WireRequest("POST", "/oauth/token", "", {}, form))
        return {"authorization": f"Bearer {told(reply)['access_token']}"}

    held = token()
    tokens.suffers("expired_token on toy nth=1")
    assert [tokens.send(WireRequest("GET", "/boxes", "", held)).status for _ in range(2)] == [401, 401]
    assert tokens.send(WireRequest("GET", "/boxes", "", token())).status == 200


def test_a_stale_read_tells_what_was_true_before(toy: Disturbed) -> None:
    struck = toy.suffers("stale_read on toy.read lag_s=60")
    toy.packs("1")
    toy.ask("GET", "/boxes/1")
    toy.ask("PATCH", "/boxes/1")
    assert told(toy.ask("GET", "/boxes/1"))["count"] == 1
    toy.wait(61 * SECOND_US)
    assert told(toy.ask("GET", "/boxes/1"))["count"] == 2
    assert (struck.met, struck.fired) == (3, 1)


def test_a_reset_connection_may_have_done_it_or_not(toy: Disturbed) -> None:
    toy.suffers("connection_reset on toy")
    for number in range(40):
        with pytest.raises(LostConnection):
            toy.packs(str(number))
    assert 0 < len(toy.held()) < 40


def test_a_malformed_body_hides_what_was_done(toy: Disturbed) -> None:
    toy.suffers("malformed_body on toy.pack nth=1")
    reply = toy.packs("1")
    assert (reply.status, reply.headers["content-type"]) == (201, "application/json")
    assert reply.body.startswith(b"<html>")
    assert toy.held() == ["1"]


@pytest.mark.parametrize("kind", ["extra", "missing", "null"])
def test_an_answer_drifts_and_the_state_does_not(toy: Disturbed, kind: str) -> None:
    toy.suffers(f"schema_drift on toy.pack nth=1 kind={kind}")
    body = told(toy.packs("1"))
    right = {"id": "1", "by": "connector"}
    assert body != right
    if kind == "extra":
        assert body == {**right, "xNewIn2027": "beta"}
    elif kind == "missing":
        assert len(body) == 1 and body.items() <= right.items()
    else:
        assert list(body) == list(right) and None in body.values()
    assert toy.held() == ["1"]


def test_what_is_no_object_and_what_is_refused_drifts_not(toy: Disturbed) -> None:
    struck = toy.suffers("schema_drift on toy")
    assert told(toy.ask("GET", "/boxes/nothing"))["status"] == 404
    assert struck.fired == 0


def test_a_stale_read_knows_the_answers_before_it(toy: Disturbed) -> None:
    struck = toy.suffers("stale_read on toy.read nth=2")
    toy.packs("1")
    toy.ask("GET", "/boxes/1")
    toy.ask("PATCH", "/boxes/1")
    assert [told(toy.ask("GET", "/boxes/1"))["count"] for _ in range(2)] == [1, 2]
    assert struck.fired == 1


def test_of_a_truncated_body_all_is_done_and_half_comes(toy: Disturbed) -> None:
    toy.suffers("truncated_body on toy.pack nth=1")
    reply = toy.packs("1", idempotency_key="k")
    assert reply.status == 201
    with pytest.raises(LostConnection, match="broke off"):
        toy.loop.run_until_complete(arrived(reply))
    assert toy.held() == ["1"]
    assert toy.packs("1", idempotency_key="k").pieces is None


def test_a_slow_body_is_whole_in_the_end(toy: Disturbed) -> None:
    toy.suffers("slow_body on toy.pack nth=1 pieces=4 pause_ms=500")
    reply = toy.packs("1")
    began_us = toy.clock.now_us()
    assert toy.loop.run_until_complete(arrived(reply)).body == b'{"id":"1","by":"connector"}'
    assert toy.clock.now_us() - began_us == 2 * SECOND_US
