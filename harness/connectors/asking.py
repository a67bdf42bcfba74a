"""Asks a program of somebody else's for a small answer, and neither waits nor reads without end."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import cache

import httpx

from ..world.edges import Stopwatch

_ANSWER_BYTES_MAX = 1_000_000


class AnswerTooLong(httpx.HTTPError):
    """It goes on and on."""


@dataclass(frozen=True)
class Answer:
    """What was answered, whole."""

    status: int
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether it is 2xx."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text, whatever it is."""
        return self.body.decode("utf-8", "replace")


def answer_from(url: str, limit_s: float, *, method: str = "GET") -> Answer:
    """The whole answer; httpx.TimeoutException when it is not there in time, other HTTPErrors as ever.

    The timeouts of httpx are for each read, so that an answer that comes drop by drop would never end.
    """
    waited, body = Stopwatch(), bytearray()
    with httpx.stream(method, url, timeout=limit_s, trust_env=False, verify=_trusted()) as reply:
        for piece in reply.iter_bytes():
            body += piece
            if len(body) > _ANSWER_BYTES_MAX:
                raise AnswerTooLong(f"its answer is longer than {_ANSWER_BYTES_MAX:,} bytes")
            if waited.elapsed_s >= limit_s:
                raise httpx.ReadTimeout(f"its answer does not end within {limit_s:g} s")
    return Answer(reply.status_code, bytes(body))


@cache
def _trusted() -> ssl.SSLContext:
    # It takes longer to make than a probe takes to answer.
    return httpx.create_ssl_context(trust_env=False)
