"""Signatures of webhooks, as each vendor makes them."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from ordergate.harness.sync.vendors.webhooks import TOLERANCE_S, VERIFIERS, standard_webhook

SECRET = "s3cret"
BODY = b'{"topic": "order.created"}'
NOW_S = 1_291_192_000


def standard_headers(body: bytes = BODY, at_s: int = NOW_S, secret: str = SECRET) -> dict[str, str]:
    text = b".".join([b"evt_1", str(at_s).encode(), body])
    digest = base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(at_s),
        "webhook-signature": f"v1,{digest}",
    }


@pytest.mark.parametrize(
    ("vendor", "header"),
    [("marketplace", "x-marketplace-hmac-sha256"), ("wms", "x-wms-signature")],
)
def test_a_signed_body_is_the_vendors_byte_by_byte(vendor: str, header: str) -> None:
    verify = VERIFIERS[vendor]
    digest = base64.b64encode(hmac.new(SECRET.encode(), BODY, hashlib.sha256).digest()).decode()
    assert verify(SECRET, {header: digest}, BODY, NOW_S)
    assert not verify(SECRET, {header: digest}, BODY + b" ", NOW_S)
    assert not verify("other", {header: digest}, BODY, NOW_S)
    assert not verify(SECRET, {}, BODY, NOW_S)
    assert not verify(SECRET, {header: "caf\xe9"}, BODY, NOW_S)


def test_a_standard_webhook_is_signed_with_its_id_and_time() -> None:
    headers = standard_headers()
    assert standard_webhook(SECRET, headers, BODY, NOW_S)
    assert not standard_webhook(SECRET, headers | {"webhook-id": "evt_2"}, BODY, NOW_S)
    assert not standard_webhook(SECRET, headers | {"webhook-timestamp": str(NOW_S + 1)}, BODY, NOW_S)
    assert not standard_webhook(SECRET, headers, b"{}", NOW_S)
    assert not standard_webhook("other", headers, BODY, NOW_S)


def test_one_of_several_signatures_is_enough() -> None:
    headers = standard_headers()
    headers["webhook-signature"] = f"v1,AAAA {headers['webhook-signature']} v2,BBBB"
    assert standard_webhook(SECRET, headers, BODY, NOW_S)


@pytest.mark.parametrize(("age_s", "taken"), [(0, True), (TOLERANCE_S, True), (TOLERANCE_S + 1, False)])
def test_an_old_standard_webhook_is_not_taken_again(age_s: int, taken: bool) -> None:
    assert standard_webhook(SECRET, standard_headers(at_s=NOW_S - age_s), BODY, NOW_S) is taken
    assert standard_webhook(SECRET, standard_headers(at_s=NOW_S + age_s), BODY, NOW_S) is taken


@pytest.mark.parametrize("stamp", ["", "now", "-1", "1" * 30, "\u0661\u0662"])
def test_a_time_that_is_none_is_not_taken(stamp: str) -> None:
    assert not standard_webhook(SECRET, standard_headers() | {"webhook-timestamp": stamp}, BODY, NOW_S)
