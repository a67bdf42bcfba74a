"""The systems on a real wire: what was sent arrives as it was sent, and silence is silence."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn

from ordergate.simulators.kernel import web
from ordergate.simulators.kernel.disturbance import LostConnection
from ordergate.simulators.kernel.web import application
from ordergate.simulators.kernel.wire import Pieces, WireReply, WireRequest


class Echo:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[WireRequest] = []
        self.pauses = 0

    async def pause(self) -> None:
        self.pauses += 1

    async def answer(self, request: WireRequest) -> WireReply:
        self.asked.append(request)
        if request.path == "/lost":
            raise LostConnection
        if request.path == "/reset":
            raise LostConnection("torn down", reset=True)
        if request.path in ("/slow", "/broken"):
            pieces = Pieces(4, self.pause, broken=request.path == "/broken")
            return WireReply(200, {"content-type": "text/plain"}, b"abcdefghij", pieces)
        if request.path == "/empty":
            return WireReply(204)
        return WireReply(201, {"content-type": "application/json", "etag": '"1"'}, b'{"a": 1}')


@pytest.fixture
def echo() -> Echo:
    return Echo()


def asked(echo: Echo, method: str, path: str, content: bytes = b"", **headers: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(application(echo.answer))
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            return await client.request(method, path, content=content, headers=headers)

    return asyncio.run(ask())


def test_a_request_arrives_as_it_was_sent(echo: Echo) -> None:
    asked(echo, "POST", "/items/AB%2F1?limit=5&q=a%20b", b"\x00{}", Actor="ann")
    (request,) = echo.asked
    assert (request.method, request.path, request.query) == ("POST", "/items/AB%2F1", "limit=5&q=a%20b")
    assert (request.body, request.headers["actor"]) == (b"\x00{}", "ann")


def test_an_answer_leaves_as_it_was_given(echo: Echo) -> None:
    reply = asked(echo, "POST", "/orders")
    assert (reply.status_code, reply.content) == (201, b'{"a": 1}')
    assert (reply.headers["content-type"], reply.headers["etag"]) == ("application/json", '"1"')
    empty = asked(echo, "DELETE", "/empty")
    assert (empty.status_code, empty.content) == (204, b"")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_method_is_handed_on(echo: Echo, method: str) -> None:
    asked(echo, method, "/")
    assert (echo.asked[0].method, echo.asked[0].path) == (method, "/")


def test_a_body_that_is_too_large_is_refused(echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "BODY_BYTES_MAX", 10)
    assert asked(echo, "POST", "/orders", b"x" * 10).status_code == 201
    reply = asked(echo, "POST", "/orders", b"x" * 11)
    assert (reply.status_code, reply.json()["detail"]) == (413, "a body takes at most 10 bytes")
    assert reply.headers["content-type"] == "application/problem+json"
    assert len(echo.asked) == 1


@contextlib.asynccontextmanager
async def served(echo: Echo, http: str) -> AsyncIterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(application(echo.answer), lifespan="off", log_level="critical", http=http)
        server = uvicorn.Server(config)
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.001)  # noqa: TID251 - a real server starts in real time
        yield listening.getsockname()[1]
        server.should_exit = True
        await serving


async def raw_answer(port: int, path: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\ncontent-length: 2"
    writer.write(f"{head}\r\n\r\n{{}}".encode())
    answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize("http", ["h11", "httptools"])
def test_a_lost_answer_is_a_closed_connection_and_not_an_error_page(echo: Echo, http: str) -> None:
    pytest.importorskip(http)

    async def ask_three_times() -> list[bytes]:
        async with served(echo, http) as port:
            return [await raw_answer(port, path) for path in ("/orders", "/lost", "/orders")]

    first, lost, third = asyncio.run(ask_three_times())
    assert lost == b""
    assert first.startswith(b"HTTP/1.1 201") and third.startswith(b"HTTP/1.1 201")
    assert [request.path for request in echo.asked] == ["/orders", "/lost", "/orders"]


@pytest.mark.parametrize("http", ["h11", "httptools"])
def test_a_connection_can_be_torn_down(echo: Echo, http: str) -> None:
    pytest.importorskip(http)

    async def ask() -> None:
        async with served(echo, http) as port:
            await raw_answer(port, "/reset")

    with pytest.raises(ConnectionResetError):
        asyncio.run(ask())


@pytest.mark.parametrize("http", ["h11", "httptools"])
def test_a_body_can_come_in_pieces_and_break_off(echo: Echo, http: str) -> None:
    pytest.importorskip(http)

    async def ask() -> list[bytes]:
        async with served(echo, http) as port:
            return [await raw_answer(port, path) for path in ("/slow", "/broken", "/slow")]

    slow, broken, again = asyncio.run(ask())
    assert slow.endswith(b"\r\n\r\nabcdefghij") and slow == again
    assert b"content-length: 10" in broken and broken.endswith(b"\r\n\r\nabcdefghi")
    assert echo.pauses == 12
