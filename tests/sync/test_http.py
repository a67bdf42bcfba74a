"""Requests over HTTP: who calls, what comes of it, and whether to ask again."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import Any

import httpx
import msgspec
import pytest
import respx

from ordergate.harness.sync import errors
from ordergate.harness.sync.edges.http import NEVER_SENT
from ordergate.harness.sync.errors import Refused, Resting, Unclear
from ordergate.harness.sync.vendors.access import SignedAccess
from tests.sync.http_stage import BASE_URL, SECOND_US, Stage


class Made(msgspec.Struct):
    id: str


@pytest.fixture
def stage() -> Stage:
    return Stage()


def token(value: str, expires_in: int = 1200) -> httpx.Response:
    return httpx.Response(200, json={"access_token": value, "token_type": "Bearer", "expires_in": expires_in})


def bearer(call: Any) -> str:
    return str(call.request.headers["authorization"])


STATUSES = {
    300: errors.Rejected, 302: errors.Rejected, 400: errors.Rejected, 401: errors.LoginRefused,
    403: errors.Rejected, 404: errors.Rejected, 405: errors.Rejected, 408: errors.ServerFailed,
    409: errors.Rejected, 412: errors.Stale, 413: errors.Rejected, 415: errors.Rejected,
    422: errors.Rejected, 428: errors.Rejected, 429: errors.Throttled, 500: errors.ServerFailed,
    501: errors.ServerFailed, 502: errors.ServerFailed, 503: errors.ServerFailed,
    504: errors.ServerFailed, 599: errors.ServerFailed,
}  # fmt: skip


@respx.mock
@pytest.mark.parametrize(("status", "kind"), STATUSES.items())
def test_every_status_is_refused_or_unclear(stage: Stage, status: int, kind: type[Exception]) -> None:
    respx.post(f"{BASE_URL}/orders").respond(status, json={"detail": "no such item"})
    with pytest.raises(kind, match=f"POST /orders with {status}: no such item") as found:
        stage.run(stage.caller().tell("/orders", {}, Made, key="order/1"))
    assert isinstance(found.value, Refused) is not isinstance(found.value, Unclear)
    assert isinstance(found.value, Unclear) is (status >= 500 or status == 408)


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_asking_again_can_change_is_transient(status: int) -> None:
    kind = STATUSES[status]
    again = issubclass(kind, Unclear) or bool(getattr(kind, "transient", False))
    assert again is (status in (401, 408, 412, 429) or status >= 500)


def transport_errors() -> list[type[httpx.TransportError]]:
    found = [httpx.TransportError]
    for kind in found:
        found.extend(kind.__subclasses__())
    return [kind for kind in found if not kind.__subclasses__()]


@respx.mock
@pytest.mark.parametrize("kind", transport_errors())
def test_every_transport_error_is_refused_or_unclear(stage: Stage, kind: type[Exception]) -> None:
    respx.post(f"{BASE_URL}/orders").mock(side_effect=kind("broken"))
    expected = errors.Unreachable if issubclass(kind, NEVER_SENT) else errors.NoAnswer
    with pytest.raises(expected, match=rf"erp .* to POST /orders: {kind.__name__}"):
        stage.run(stage.caller().tell("/orders", {}, Made, key="order/1"))


def test_a_connection_that_breaks_while_reading_may_have_done_the_work() -> None:
    never_sent = {kind.__name__ for kind in transport_errors() if issubclass(kind, NEVER_SENT)}
    assert never_sent == {
        "ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol",
        "LocalProtocolError",
    }  # fmt: skip


@respx.mock
def test_an_order_carries_its_key_and_its_basis(stage: Stage) -> None:
    route = respx.patch(f"{BASE_URL}/Customers/1").respond(200, json={"id": "1"})
    body = {"Phone": "0800"}
    stage.run(stage.caller().tell("/Customers/1", body, Made, key="customer/1", method="PATCH", version=3))
    sent = route.calls.last.request
    assert sent.headers["idempotency-key"] == "customer/1"
    assert sent.headers["if-match"] == '"3"'
    assert sent.headers["content-type"] == "application/json"
    assert json.loads(sent.content) == body


@respx.mock
def test_a_question_is_percent_encoded(stage: Stage) -> None:
    route = respx.get(f"{BASE_URL}/orders").respond(200, json={"id": "1"})
    since = "2011-06-01T09:30:00+01:00"
    stage.run(stage.caller().ask("/orders", Made, {"updatedAfter": since, "limit": 200}))
    assert route.calls.last.request.url.query == b"updatedAfter=2011-06-01T09%3A30%3A00%2B01%3A00&limit=200"


@respx.mock
def test_a_key_is_sent_and_not_changed_when_it_is_refused(stage: Stage) -> None:
    route = respx.get(f"{BASE_URL}/orders").respond(401)
    with pytest.raises(errors.LoginRefused):
        stage.run(stage.caller().ask("/orders", Made))
    assert [call.request.headers["x-api-key"] for call in route.calls] == ["key"]


@respx.mock
def test_a_request_is_signed_with_its_query_time_and_body(stage: Stage) -> None:
    route = respx.post(f"{BASE_URL}/outbounds").respond(201, json={"id": "WO1"})
    access = SignedAccess("wms-key", "s3cret", stage.clock)
    stage.run(stage.caller(access).tell("/outbounds", {"reference": "3000001"}, Made))
    sent = route.calls.last.request
    stamp = str(stage.clock.now_us() // 1000)
    digest = hashlib.sha256(b'{"reference":"3000001"}').hexdigest()
    text = f"POST\n/outbounds\n{stamp}\n{digest}"
    assert sent.headers["x-key-id"] == "wms-key"
    assert sent.headers["x-timestamp"] == stamp
    assert sent.headers["x-signature"] == hmac.new(b"s3cret", text.encode(), hashlib.sha256).hexdigest()


@respx.mock
def test_a_token_serves_many_requests(stage: Stage) -> None:
    tokens = respx.post(f"{BASE_URL}/oauth/token").mock(return_value=token("one"))
    orders = respx.get(f"{BASE_URL}/orders").respond(200, json={"id": "1"})
    caller = stage.caller(stage.tokens())

    async def story() -> None:
        for _ in range(3):
            await caller.ask("/orders", Made)

    stage.run(story())
    assert tokens.call_count == 1
    assert {bearer(call) for call in orders.calls} == {"Bearer one"}
    assert (
        tokens.calls.last.request.content == b"grant_type=client_credentials&client_id=me&client_secret=mine"
    )


@respx.mock
def test_a_token_that_expires_in_mid_batch_is_renewed_before_it_does(stage: Stage) -> None:
    respx.post(f"{BASE_URL}/oauth/token").mock(side_effect=[token("one"), token("two")])
    orders = respx.get(f"{BASE_URL}/orders").respond(200, json={"id": "1"})
    caller = stage.caller(stage.tokens())

    async def story() -> None:
        for _ in range(3):
            await caller.ask("/orders", Made)
            stage.clock.advance(585)

    stage.run(story())
    assert [bearer(call) for call in orders.calls] == ["Bearer one", "Bearer one", "Bearer two"]


@respx.mock
def test_a_token_that_the_vendor_forgot_is_renewed_once(stage: Stage) -> None:
    tokens = respx.post(f"{BASE_URL}/oauth/token").mock(side_effect=[token("one"), token("two")])
    orders = respx.get(f"{BASE_URL}/orders").mock(
        side_effect=[httpx.Response(401), httpx.Response(200, json={"id": "1"})]
    )
    assert stage.run(stage.caller(stage.tokens()).ask("/orders", Made)) == Made("1")
    assert [bearer(call) for call in orders.calls] == ["Bearer one", "Bearer two"]
    assert tokens.call_count == 2


@respx.mock
def test_a_fresh_token_that_is_refused_is_not_renewed_without_end(stage: Stage) -> None:
    tokens = respx.post(f"{BASE_URL}/oauth/token").mock(return_value=token("one"))
    respx.get(f"{BASE_URL}/orders").respond(401)
    with pytest.raises(errors.LoginRefused):
        stage.run(stage.caller(stage.tokens()).ask("/orders", Made))
    assert tokens.call_count == 2


@respx.mock
def test_two_callers_share_one_renewal(stage: Stage) -> None:
    tokens = respx.post(f"{BASE_URL}/oauth/token").mock(return_value=token("one"))
    respx.get(f"{BASE_URL}/orders").respond(200, json={"id": "1"})
    caller = stage.caller(stage.tokens())

    async def story() -> None:
        await asyncio.gather(*[caller.ask("/orders", Made) for _ in range(5)])

    stage.run(story())
    assert tokens.call_count == 1


@respx.mock
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(401), errors.LoginRefused),
        (httpx.Response(400), errors.LoginRefused),
        (httpx.Response(429), errors.Unreachable),
        (httpx.Response(503), errors.Unreachable),
        (httpx.Response(500), errors.ServerFailed),
        (httpx.Response(200, json={"error": "none"}), errors.Garbled),
    ],
)
def test_without_a_token_nothing_is_asked(
    stage: Stage, answer: httpx.Response, kind: type[Exception]
) -> None:
    respx.post(f"{BASE_URL}/oauth/token").mock(return_value=answer)
    orders = respx.get(f"{BASE_URL}/orders").respond(200, json={"id": "1"})
    with pytest.raises(kind) as found:
        stage.run(stage.caller(stage.tokens()).ask("/orders", Made))
    assert "mine" not in str(found.value)
    assert not orders.called


@respx.mock
@pytest.mark.parametrize("retry_after", ["120", "Wed, 01 Dec 2010 08:28:40 GMT"])
def test_a_vendor_that_asks_for_a_pause_is_left_alone_for_it(stage: Stage, retry_after: str) -> None:
    route = respx.get(f"{BASE_URL}/orders").mock(
        side_effect=[
            httpx.Response(429, headers={"retry-after": retry_after}),
            httpx.Response(200, json={"id": "1"}),
        ]
    )
    caller = stage.caller()

    async def story() -> None:
        with pytest.raises(errors.Throttled) as refused:
            await caller.ask("/orders", Made)
        assert refused.value.retry_after_us == 120 * SECOND_US
        stage.clock.advance(119)
        with pytest.raises(Resting) as resting:
            await caller.ask("/orders", Made)
        assert resting.value.until_us == stage.clock.now_us() + SECOND_US
        stage.clock.advance(1)
        await caller.ask("/orders", Made)

    stage.run(story())
    assert route.call_count == 2


@respx.mock
def test_a_vendor_that_is_down_is_left_alone_so_that_no_document_uses_up_its_attempts(stage: Stage) -> None:
    route = respx.get(f"{BASE_URL}/orders").respond(503)
    caller = stage.caller()

    async def story() -> None:
        for _ in range(2):
            with pytest.raises(errors.ServerFailed):
                await caller.ask("/orders", Made)
        with pytest.raises(errors.Down):
            await caller.ask("/orders", Made)
        with pytest.raises(Resting):
            await caller.ask("/orders", Made)

    stage.run(story())
    assert route.call_count == 3


@respx.mock
def test_a_503_with_a_pause_is_left_alone_and_stays_unclear(stage: Stage) -> None:
    respx.get(f"{BASE_URL}/orders").respond(503, headers={"retry-after": "30"})
    caller = stage.caller()

    async def story() -> None:
        with pytest.raises(errors.ServerFailed) as failed:
            await caller.ask("/orders", Made)
        assert failed.value.retry_after_us == 30 * SECOND_US
        with pytest.raises(Resting):
            await caller.ask("/orders", Made)

    stage.run(story())


@respx.mock
def test_a_vendor_that_nobody_reaches_is_asked_less_and_less_often(stage: Stage) -> None:
    route = respx.get(f"{BASE_URL}/orders").mock(side_effect=httpx.ConnectError("refused"))
    caller = stage.caller()

    async def story() -> None:
        for _ in range(600):
            with pytest.raises(Refused):
                await caller.ask("/orders", Made)
            stage.clock.advance(1)

    stage.run(story())
    # Three at once, then after 5, 10, 20, 40, 80, 160 and 320 s.
    assert route.call_count == 9


@respx.mock
@pytest.mark.parametrize("body", [b"{}", b"not json", b"", b'{"id": 7}'])
def test_an_order_whose_answer_cannot_be_read_is_unclear(stage: Stage, body: bytes) -> None:
    respx.post(f"{BASE_URL}/orders").respond(201, content=body)
    with pytest.raises(errors.Garbled):
        stage.run(stage.caller().tell("/orders", {}, Made, key="order/1"))


@respx.mock
def test_a_question_whose_answer_has_another_form_is_for_a_person(stage: Stage) -> None:
    respx.get(f"{BASE_URL}/orders").respond(200, json={"number": "1"})
    with pytest.raises(errors.Misread, match="missing required field `id`") as found:
        stage.run(stage.caller().ask("/orders", Made))
    assert not found.value.transient


@respx.mock
def test_a_truncated_answer_to_a_question_can_be_asked_for_again(stage: Stage) -> None:
    respx.get(f"{BASE_URL}/orders").respond(200, content=b'{"id": "1')
    with pytest.raises(errors.Garbled):
        stage.run(stage.caller().ask("/orders", Made))


@respx.mock
def test_success_with_errors_in_the_body_is_no_success(stage: Stage) -> None:
    respx.post(f"{BASE_URL}/answer").respond(200, json={"errors": [{"message": "THROTTLED"}]})
    with pytest.raises(errors.NotDone, match=r"200 and errors: .*THROTTLED"):
        stage.run(stage.caller().instruct("/answer", {}, key="answer/1"))


@respx.mock
@pytest.mark.parametrize("answer", [httpx.Response(204), httpx.Response(200, json={"status": "accepted"})])
def test_an_order_that_needs_no_answer_takes_any(stage: Stage, answer: httpx.Response) -> None:
    respx.post(f"{BASE_URL}/answer").mock(return_value=answer)
    stage.run(stage.caller().instruct("/answer", {}, key="answer/1"))


@respx.mock
def test_what_is_accepted_for_later_is_not_taken_for_done(stage: Stage) -> None:
    respx.post(f"{BASE_URL}/answer").respond(202, json={"job": "1"})
    with pytest.raises(errors.Deferred, match="accepted POST /answer for later"):
        stage.run(stage.caller().instruct("/answer", {}, key="answer/1"))


@respx.mock
def test_redirects_are_not_followed(stage: Stage) -> None:
    respx.post(f"{BASE_URL}/orders").respond(302, headers={"location": "https://elsewhere.example/"})
    elsewhere = respx.post("https://elsewhere.example/").respond(201, json={"id": "1"})
    with pytest.raises(errors.Rejected):
        stage.run(stage.caller().tell("/orders", {}, Made, key="order/1"))
    assert not elsewhere.called


@respx.mock
def test_a_question_is_asked_again_when_nobody_knows_what_came_of_it(stage: Stage) -> None:
    route = respx.get(f"{BASE_URL}/orders").mock(
        side_effect=[httpx.ReadError("cut off"), httpx.Response(500), httpx.Response(200, json={"id": "1"})]
    )
    began_us = stage.clock.now_us()
    assert stage.run(stage.caller().ask("/orders", Made)).id == "1"
    assert (route.call_count, stage.clock.now_us() - began_us) == (3, 4 * SECOND_US)


@respx.mock
def test_an_order_is_not_given_again_before_somebody_looked(stage: Stage) -> None:
    route = respx.post(f"{BASE_URL}/orders").mock(side_effect=httpx.ReadError("cut off"))
    with pytest.raises(errors.NoAnswer):
        stage.run(stage.caller().tell("/orders", {}, Made, key="k"))
    assert route.call_count == 1
