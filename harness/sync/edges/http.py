"""Requests over real sockets, with pooled connections."""

from __future__ import annotations

import httpx

from ..errors import NoAnswer, Unreachable
from ..ports import HttpRequest, HttpResponse

NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)
"""Exceptions after which the vendor cannot have seen the request."""

CONNECTIONS_MAX = 20


class HttpxPort:
    """The way to one vendor over HTTP."""

    def __init__(self, vendor: str, client: httpx.AsyncClient, base_url: str) -> None:
        self._vendor = vendor
        self._client = client
        self._base_url = base_url.rstrip("/")

    async def send(self, request: HttpRequest) -> HttpResponse:
        """The vendor's answer; redirects are answers like others, and not followed."""
        query = f"?{request.query}" if request.query else ""
        try:
            answer = await self._client.request(
                request.method,
                f"{self._base_url}{request.path}{query}",
                headers=dict(request.headers),
                content=request.body or None,
            )
        except NEVER_SENT as error:
            raise Unreachable(self._text("could not be reached", request, error)) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise NoAnswer(self._text("gave no answer", request, error)) from error
        return HttpResponse(answer.status_code, dict(answer.headers), answer.content)

    def _text(self, what: str, request: HttpRequest, error: Exception) -> str:
        kind = type(error).__name__
        return f"{self._vendor} {what} to {request.method} {request.path}: {kind}"


def pooled_client(timeout_s: float) -> httpx.AsyncClient:
    """A client that keeps connections open for the next request."""
    limits = httpx.Limits(max_connections=CONNECTIONS_MAX, max_keepalive_connections=CONNECTIONS_MAX)
    return httpx.AsyncClient(timeout=timeout_s, limits=limits, follow_redirects=False)
