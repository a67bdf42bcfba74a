"""Webhooks leave over HTTP, and nobody waits for ever for their receiver."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from ordergate.simulators.kernel.wire import WireRequest
from ordergate.simulators.server.serve import HttpCourier

EVENT = WireRequest("POST", "", "", {"x-event-id": "evt_1"}, b'{"a":1}')
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


def delivered(talk: Talk, path: str = "/hook") -> int | None:
    """What the courier says of a receiver that talks like this."""

    conversations: set[asyncio.Task[None]] = set()

    async def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversation = asyncio.ensure_future(talk(reader, writer))
        conversations.add(conversation)

    async def run() -> int | None:
        server = await asyncio.start_server(begin, "127.0.0.1", 0)
        courier = HttpCourier(limit_s=0.3)
        try:
            port = server.sockets[0].getsockname()[1]
            return await courier.deliver(f"http://127.0.0.1:{port}{path}", EVENT)
        finally:
            await courier.close()
            await asyncio.gather(*conversations)
            server.close()

    return asyncio.run(run())


def answering(reply: bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(EVENT.body)
        assert request.startswith(b"POST /hook HTTP/1.1") and b"x-event-id: evt_1" in request
        writer.write(reply)
        await writer.drain()
        writer.close()

    return talk


@pytest.mark.parametrize("status", [200, 204, 302, 410, 500])
def test_the_status_is_the_receivers_own(status: int) -> None:
    reply = f"HTTP/1.1 {status} X\r\nlocation: http://192.0.2.1/\r\ncontent-length: 0\r\n\r\n"
    assert delivered(answering(reply.encode())) == status


@pytest.mark.parametrize("reply", [b"", b"HTTP/1.1 2", b"nonsense\r\n\r\n"])
def test_a_receiver_that_answers_no_http_did_not_answer(reply: bytes) -> None:
    assert delivered(answering(reply)) is None


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def dribbling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    until_hung_up = asyncio.ensure_future(reader.read())
    while not until_hung_up.done():
        writer.write(b"x-more: more\r\n")
        await asyncio.wait({until_hung_up}, timeout=0.05)
    writer.close()


@pytest.mark.parametrize("talk", [silent, dribbling])
def test_a_receiver_that_takes_too_long_is_given_up(talk: Talk) -> None:
    assert delivered(talk) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/hook", "http://[x/", "http://:0"])
def test_a_receiver_that_is_not_there_did_not_answer(url: str) -> None:
    async def run() -> int | None:
        courier = HttpCourier(limit_s=1.0)
        try:
            return await courier.deliver(url, EVENT)
        finally:
            await courier.close()

    assert asyncio.run(run()) is None
