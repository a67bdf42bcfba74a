"""Only requests that are signed with the secret, for what they ask, and in time are let in."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ordergate.simulators.kernel.wire import WireRequest
from tests.wms.stand import Stand, an_order

MINUTE_US = 60_000_000


def an_asking(stand: Stand) -> WireRequest:
    return stand.signed("POST", "/outbounds", an_order("F1", ("MUG", 2)))


def with_header(request: WireRequest, name: str, value: str | None) -> WireRequest:
    headers = dict(request.headers)
    headers.pop(name)
    return replace(request, headers=headers if value is None else {**headers, name: value})


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-signature", None), ("x-signature", ""), ("x-signature", "0" * 64),
        ("x-signature", "é"), ("x-key-id", None), ("x-key-id", "oms-key"),
        ("x-timestamp", None), ("x-timestamp", "soon"), ("x-timestamp", "-1"),
        ("x-timestamp", "²"), ("x-timestamp", "9" * 16), ("x-timestamp", "1700000000001"),
    ],
)  # fmt: skip
def test_a_bad_signature_is_refused_and_changes_nothing(stand: Stand, header: str, value: str | None) -> None:
    answer = stand.send(with_header(an_asking(stand), header, value))
    assert (answer.status, answer.body["type"]) == (401, "urn:problem:unauthenticated")
    assert len(stand.wms.outbounds) == 0


def test_a_signature_is_for_one_request_only(stand: Stand) -> None:
    signed = an_asking(stand)
    for other in (
        replace(signed, method="GET", body=b""),
        replace(signed, path="/inbound-returns"),
        replace(signed, query="page=1"),
        replace(signed, body=signed.body.replace(b"MUG", b"CUP")),
    ):
        assert stand.send(other).status == 401
    assert stand.send(signed).status == 201


@pytest.mark.parametrize(("minutes", "status"), [(5, 201), (6, 401)])
def test_a_late_signature_is_refused(stand: Stand, minutes: int, status: int) -> None:
    signed = an_asking(stand)
    stand.wait(minutes * MINUTE_US)
    assert stand.send(signed).status == status


def test_a_signature_from_the_future_is_refused(stand: Stand) -> None:
    ahead = Stand()
    ahead.wait(6 * MINUTE_US)
    assert stand.send(an_asking(ahead)).status == 401
    ahead.close()


def test_a_query_is_signed_with_the_path(stand: Stand) -> None:
    signed = stand.signed("GET", "/outbounds", query="page=1&size=5")
    assert stand.send(signed).status == 200
    assert stand.send(replace(signed, query="page=2&size=5")).status == 401


def test_a_refusal_of_access_comes_before_a_refusal_of_content(stand: Stand) -> None:
    unsigned = WireRequest("POST", "/outbounds", "", {}, b"{")
    assert stand.send(unsigned).status == 401
