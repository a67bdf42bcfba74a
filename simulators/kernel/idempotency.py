"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): one effect for one key.

The same key with the same request gets the first answer again; with another request it is
refused with 422. Keys are forgotten after a day, as at Stripe. Refusals with a 4xx status are
not kept: nothing happened, and the caller may mend the request and use the key again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from .clock import DAY_US
from .problems import Malformed, Unprocessable
from .wire import Operation, WireReply, WireRequest

KEPT_US = DAY_US
_LENGTH_MAX = 255


class FirstAnswer(NamedTuple):
    """What a key was answered, when, and to which request."""

    at_us: int
    fingerprint: bytes
    reply: WireReply


class IdempotencyKeys:
    """Remembers the answers given to keys, for a day of the world's time.

    ``keeper``, if there is one, is told of every caller, key and answer that is remembered. Where keys are
    not ``honoured``, each request is a new one.
    """

    def __init__(self, now_us: Callable[[], int]) -> None:
        self._now_us = now_us
        self._kept: OrderedDict[tuple[str, str], FirstAnswer] = OrderedDict()
        self.keeper: Callable[[str, str, FirstAnswer], None] | None = None
        self.honoured: Callable[[], bool] = lambda: True

    def answered(self, caller: str, request: WireRequest, operation: Operation) -> WireReply | None:
        """The answer that this request got before under its key, if it did."""
        key = _key(request)
        if key is None or not self.honoured():
            return None
        self._forget_old()
        kept = self._kept.get((caller, key))
        if kept is None:
            return None
        if kept.fingerprint != _fingerprint(request, operation):
            raise Unprocessable(
                f"idempotency-key {key} was used for another request; a key names one request",
                field="Idempotency-Key",
            )
        headers = {**kept.reply.headers, "idempotent-replayed": "true"}
        return WireReply(kept.reply.status, headers, kept.reply.body)

    def keep(self, caller: str, request: WireRequest, operation: Operation, reply: WireReply) -> None:
        """Remember the answer of a request that took effect."""
        key = _key(request)
        if key is not None and reply.status < 400:
            kept = FirstAnswer(self._now_us(), _fingerprint(request, operation), reply)
            self.remember(caller, key, kept)
            if self.keeper is not None:
                self.keeper(caller, key, kept)

    def remember(self, caller: str, key: str, answer: FirstAnswer) -> None:
        """Give this answer to whoever brings the key again."""
        self._kept[(caller, key)] = answer

    def _forget_old(self) -> None:
        oldest_us = self._now_us() - KEPT_US
        while self._kept:
            name, answer = next(iter(self._kept.items()))
            if answer.at_us >= oldest_us:
                return
            del self._kept[name]


def _key(request: WireRequest) -> str | None:
    if request.method in ("GET", "HEAD"):
        return None
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not key or len(key) > _LENGTH_MAX:
        raise Malformed("idempotency-key takes 1 to 255 characters", field="Idempotency-Key")
    return key


def _fingerprint(request: WireRequest, operation: Operation) -> bytes:
    text = f"{operation.name}\n{request.path}\n{request.query}\n".encode()
    return hashlib.blake2b(text + request.body, digest_size=16).digest()
