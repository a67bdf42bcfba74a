"""Whether a system keeps the promise of Idempotency-Key: one key, one effect, one answer.

https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Answered = tuple[int, Mapping[str, str], bytes]
Send = Callable[[str, str, Mapping[str, str], bytes], Answered]
"""Sends method, path, headers and body with whatever lets the caller in; header names are lower case."""

_PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Prepared:
    """A request that would take effect, and another body that would take another effect.

    ``effects`` is the path of a listing in which every effect shows; it is read with GET.
    """

    path: str
    body: bytes
    other_body: bytes
    effects: str
    method: str = "POST"
    key: str = "contract-idempotency-1"


def broken_promises(send: Send, prepared: Prepared) -> list[str]:
    """What the system does not keep, one sentence each; nothing when it keeps all."""
    before = _effects(send, prepared)
    first = _sent(send, prepared, prepared.body)
    if not 200 <= first[0] < 300:
        return [f"{_name(prepared)} answered {_shown(first)}; without an effect nothing can be said"]
    after_first = _effects(send, prepared)
    again = _sent(send, prepared, prepared.body)
    after_again = _effects(send, prepared)
    other = _sent(send, prepared, prepared.other_body)
    after_other = _effects(send, prepared)
    broken = []
    if after_first == before:
        broken.append(f"{_name(prepared)} answered {first[0]}, and {prepared.effects} shows no effect")
    if (again[0], again[2]) != (first[0], first[2]):
        broken.append(f"the same key and body got {_shown(first)} first and {_shown(again)} then")
    if after_again != after_first:
        broken.append(f"the same key and body took effect twice, as {prepared.effects} shows")
    if other[0] != 422 or other[1].get("content-type") != _PROBLEM:
        broken.append(f"the same key with another body got {_shown(other)}, not 422 as {_PROBLEM}")
    if after_other != after_again:
        broken.append(f"the same key with another body took effect, as {prepared.effects} shows")
    return broken


def _effects(send: Send, prepared: Prepared) -> bytes:
    status, _, body = send("GET", prepared.effects, {}, b"")
    assert status == 200, f"GET {prepared.effects} answered {status}; it has to list the effects"
    return body


def _sent(send: Send, prepared: Prepared, body: bytes) -> Answered:
    headers = {"content-type": "application/json", "idempotency-key": prepared.key}
    return send(prepared.method, prepared.path, headers, body)


def _name(prepared: Prepared) -> str:
    return f"{prepared.method} {prepared.path}"


def _shown(answered: Answered) -> str:
    status, _, body = answered
    return f"{status} {body.decode('utf-8', 'replace')[:200]}".rstrip()
