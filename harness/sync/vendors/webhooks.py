"""Asking a vendor for webhooks, and seeing whether one that came is the vendor's."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping, Sequence

import msgspec

from .calling import Caller

TOLERANCE_S = 300


class Webhook(msgspec.Struct, frozen=True):
    """A subscription; its secret signs what is delivered."""

    id: str
    secret: str


async def subscribed(caller: Caller, url: str, topics: Sequence[str]) -> Webhook:
    """The subscription for a URL; asking again for the same gives the same."""
    return await caller.tell("/webhooks", {"url": url, "topics": list(topics)}, Webhook)


Verify = Callable[[str, Mapping[str, str], bytes, int], bool]
"""Whether secret, headers, body and the instant in seconds go together."""


def signed_body(header: str) -> Verify:
    """A header holds the base64 HMAC-SHA256 of the body, byte by byte as it came."""

    def verify(secret: str, headers: Mapping[str, str], body: bytes, now_s: int) -> bool:
        del now_s
        expected = base64.b64encode(hmac.digest(secret.encode(), body, "sha256"))
        return hmac.compare_digest(headers.get(header, "").encode(), expected)

    return verify


def standard_webhook(secret: str, headers: Mapping[str, str], body: bytes, now_s: int) -> bool:
    """Id, timestamp and body are signed together, and the timestamp is of now (Standard Webhooks)."""
    stamp = headers.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 13):
        return False
    signed = b".".join([headers.get("webhook-id", "").encode(), stamp.encode(), body])
    digest = hmac.digest(secret.encode(), signed, "sha256")
    expected = b"v1," + base64.b64encode(digest)
    given = headers.get("webhook-signature", "").split()
    # All are compared, so that the time it takes does not tell which one was close.
    fits = [hmac.compare_digest(signature.encode(), expected) for signature in given]
    return any(fits) and abs(int(stamp) - now_s) <= TOLERANCE_S


VERIFIERS: Mapping[str, Verify] = {
    "marketplace": signed_body("x-marketplace-hmac-sha256"),
    "oms": standard_webhook,
    "wms": signed_body("x-wms-signature"),
}
