"""The one file that knows the web framework: a system, or several, as an ASGI application."""

from __future__ import annotations

import socket
import struct
from asyncio import Transport
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .disturbance import LostConnection
from .wire import Pieces, WireReply, WireRequest

Answer = Callable[[WireRequest], Awaitable[WireReply]]
BODY_BYTES_MAX = 16 * 1024 * 1024
_SEVERED = "ordergate.severed"
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


def application(answer: Answer) -> Starlette:
    """An ASGI application that hands every request to ``answer``."""

    async def endpoint(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_BYTES_MAX:
                problem = {"type": "urn:problem:too-large", "title": "too large", "status": 413,
                           "detail": f"a body takes at most {BODY_BYTES_MAX} bytes"}  # fmt: skip
                return JSONResponse(problem, 413, media_type="application/problem+json")
        try:
            reply = await answer(_wire_request(request, bytes(body)))
        except LostConnection as lost:
            return _Severed(reset=lost.reset)
        if reply.pieces is not None:
            return _InPieces(reply, reply.pieces)
        return Response(reply.body, reply.status, dict(reply.headers))

    return _Application(routes=[Route("/{path:path}", endpoint, methods=_METHODS)])


def _wire_request(request: Request, body: bytes) -> WireRequest:
    # The path as it was sent: decoded, a slash inside an item code would look like a separator.
    raw_path = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    return WireRequest(
        request.method,
        raw_path.decode("latin-1"),
        request.scope["query_string"].decode("latin-1"),
        dict(request.headers),
        body,
        "" if request.client is None else request.client.host,
    )


class _Severed(Response):
    """Sends nothing at all, and asks for the connection to be closed, or torn down."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__()
        self._end = _reset if reset else _close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        scope[_SEVERED].append(self._end)


class _InPieces(Response):
    """Sends a body piece by piece; of a broken one the last is kept back, and the connection closed."""

    def __init__(self, reply: WireReply, pieces: Pieces) -> None:
        super().__init__(reply.body, reply.status, dict(reply.headers))
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        count = self._pieces.count
        size = -(-len(self.body) // count)
        for number in range(count):
            await self._pieces.pause()
            last = number == count - 1
            if last and self._pieces.broken:
                scope[_SEVERED].append(_close)
                return
            part = self.body[number * size : (number + 1) * size]
            await send({"type": "http.response.body", "body": part, "more_body": not last})


def _close(transport: Transport) -> None:
    transport.close()


def _reset(transport: Transport) -> None:
    """End a connection so that the other side is told of a reset: what is under way is thrown away."""
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class _Application(Starlette):
    """Can close a connection without an answer: uvicorn answers 500 when an application says nothing."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        severed: list[Callable[[Transport], None]] = []
        scope[_SEVERED] = severed
        await super().__call__(scope, receive, send)
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if severed and transport is not None:
            severed[0](transport)
            while (await receive())["type"] != "http.disconnect":
                pass
