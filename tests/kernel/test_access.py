"""Nobody gets in without proof, and what proves it expires where the vendor says so."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from ordergate.simulators.kernel.access import ApiKey, OAuth2, SignedRequests, signature
from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import SECOND_US
from ordergate.simulators.kernel.problems import Unauthenticated
from ordergate.simulators.kernel.wire import WireReply, WireRequest
from tests.kernel.parts import START_US, Hand, Toy, told


@pytest.mark.parametrize("given", [None, "", "K", "k ", "é"])
def test_a_wrong_key_is_refused(given: str | None) -> None:
    access = ApiKey("k")
    headers = {} if given is None else {"x-api-key": given}
    with pytest.raises(Unauthenticated, match="the header x-api-key does not hold the key"):
        access.caller(WireRequest("GET", "/boxes", "", headers))
    assert access.caller(WireRequest("GET", "/boxes", "", {"x-api-key": access.credentials()["api_key"]}))


@pytest.fixture
def guarded() -> Iterator[Toy]:
    toy = Toy(access=lambda context: OAuth2("toy", context.chance, context.now_us, lifetime_s=60))
    yield toy
    toy.close()


def a_token_request(toy: Toy, **changes: str) -> WireReply:
    form = {"grant_type": "client_credentials", **toy.system.access.credentials(), **changes}
    return toy.ask("POST", "/oauth/token", urlencode(form).encode())


def status_with(toy: Toy, token: str, scheme: str = "Bearer") -> int:
    return toy.ask("GET", "/boxes", authorization=f"{scheme} {token}").status


def test_a_token_lets_in_until_it_expires(guarded: Toy) -> None:
    reply = a_token_request(guarded)
    assert reply.status == 200
    assert reply.headers["cache-control"] == "no-store"
    answer = told(reply)
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 60)
    token = answer["access_token"]
    assert status_with(guarded, token) == 200
    assert status_with(guarded, token, "bearer") == 200
    guarded.wait(60 * SECOND_US - 1)
    assert status_with(guarded, token) == 200
    guarded.wait(1)
    reply = guarded.ask("GET", "/boxes", authorization=f"Bearer {token}")
    assert (reply.status, told(reply)["detail"]) == (
        401, "the token has expired; get a new one at POST /oauth/token",
    )  # fmt: skip


def test_each_token_is_another_and_all_live_their_time(guarded: Toy) -> None:
    first = told(a_token_request(guarded))["access_token"]
    second = told(a_token_request(guarded))["access_token"]
    assert first != second
    assert status_with(guarded, first) == status_with(guarded, second) == 200
    access = guarded.system.access
    assert isinstance(access, OAuth2)
    access.expire_all()
    assert status_with(guarded, second) == 401


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"grant_type": "password"}, 400), ({"grant_type": ""}, 400), ({"client_id": "x"}, 401),
        ({"client_secret": "x"}, 401), ({"client_secret": ""}, 401),
    ],
)  # fmt: skip
def test_wrong_credentials_get_no_token(guarded: Toy, changes: dict[str, str], status: int) -> None:
    assert a_token_request(guarded, **changes).status == status


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{}"])
def test_a_token_request_that_is_no_form_is_refused(guarded: Toy, body: bytes) -> None:
    assert guarded.ask("POST", "/oauth/token", body).status == 400


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer x", "Basic x", "x"])
def test_no_token_of_this_system_is_no_entrance(guarded: Toy, header: str) -> None:
    a_token_request(guarded)
    assert guarded.ask("GET", "/boxes", authorization=header).status == 401


def test_secrets_are_kept_out_of_the_journal(guarded: Toy) -> None:
    token = told(a_token_request(guarded))["access_token"]
    secret = guarded.system.access.credentials()["client_secret"]
    text = str(guarded.journal_lines)
    assert secret not in text
    assert token not in text


def signed(access: SignedRequests, at_us: int, request: WireRequest) -> WireRequest:
    stamp = str(at_us // 1000)
    headers = {
        "x-timestamp": stamp,
        "x-key-id": access.key_id,
        "x-signature": signature(access.secret, request, stamp),
    }
    return replace(request, headers=headers)


def test_a_signature_is_that_of_the_published_recipe() -> None:
    """HMAC-SHA256 under ``secret`` of POST, /boxes?limit=2, the stamp and the SHA-256 of ``{}``."""
    request = WireRequest("POST", "/boxes", "limit=2", {}, b"{}")
    assert signature("secret", request, "1600000000000") == (
        "ea5e963b5441a78dfaebc54c6b2292db75eeb6983ab1bd766b514d9e1b5fa2d9"
    )


@pytest.mark.parametrize(
    ("away_us", "fresh"),
    [(0, True), (300 * SECOND_US, True), (-300 * SECOND_US, True),
     (301 * SECOND_US, False), (-301 * SECOND_US, False)],
)  # fmt: skip
def test_a_signature_is_good_for_five_minutes_around_its_time(away_us: int, fresh: bool) -> None:
    hand = Hand()
    access = SignedRequests("toy", Chance(1), hand.now_us)
    request = signed(access, START_US, WireRequest("GET", "/boxes"))
    hand.at_us += away_us
    if fresh:
        assert access.caller(request) == "connector"
    else:
        with pytest.raises(Unauthenticated, match="more than 300 s away"):
            access.caller(request)


def test_without_a_tolerance_any_time_will_do_but_no_other_signature() -> None:
    hand = Hand()
    access = SignedRequests("toy", Chance(1), hand.now_us, tolerance_s=None)
    request = signed(access, START_US, WireRequest("GET", "/boxes"))
    hand.at_us += 10**12
    assert access.caller(request) == "connector"
    with pytest.raises(Unauthenticated, match="do not fit this request"):
        access.caller(replace(request, path="/other"))


def test_systems_and_worlds_have_secrets_of_their_own() -> None:
    now_us = Hand().now_us
    secrets = {
        SignedRequests(system, Chance(seed), now_us).secret for system in ("a", "b") for seed in (1, 2)
    } | {OAuth2("a", Chance(1), now_us, lifetime_s=1).client_secret}
    assert len(secrets) == 5
