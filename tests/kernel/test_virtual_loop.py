"""The real world is refused by name, and standing still for ever is an error."""

from __future__ import annotations

import asyncio
import socket
import threading  # noqa: TID251 - a second thread is to be refused
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from ordergate.simulators.kernel.virtual_loop import Deadlock, NotVirtual, VirtualLoop


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    made = VirtualLoop()
    yield made
    made.close()


def test_hours_take_no_time(loop: VirtualLoop) -> None:
    loop.run_until_complete(asyncio.sleep(10 * 365 * 86_400))  # noqa: TID251 - it is virtual
    assert loop.now_us() == 10 * 365 * 86_400 * 1_000_000
    assert loop.time() == 10 * 365 * 86_400


def test_time_stands_still_while_there_is_work(loop: VirtualLoop) -> None:
    async def work() -> None:
        for _ in range(1000):
            await asyncio.sleep(0)  # noqa: TID251 - it only lets others run

    loop.run_until_complete(work())
    assert loop.now_us() == 0


def test_a_deadline_is_virtual_too(loop: VirtualLoop) -> None:
    async def too_slow() -> None:
        async with asyncio.timeout(60):  # noqa: TID251 - it is virtual
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        loop.run_until_complete(too_slow())
    assert loop.now_us() == 60_000_000


def test_waiting_for_ever_is_an_error(loop: VirtualLoop) -> None:
    async def stuck() -> None:
        await asyncio.Event().wait()

    task = loop.create_task(stuck())
    with pytest.raises(Deadlock, match="no timer is due"):
        loop.run_until_complete(task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)


def datagram() -> Any:
    running = asyncio.get_running_loop()
    return running.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))


REFUSED: dict[str, Callable[[], Awaitable[Any]]] = {
    "connection": lambda: asyncio.open_connection("127.0.0.1", 1),
    "server": lambda: asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0),
    "unix connection": lambda: asyncio.open_unix_connection("/nowhere"),
    "datagram": datagram,
    "name": lambda: asyncio.get_running_loop().getaddrinfo("localhost", 80),
    "thread": lambda: asyncio.to_thread(print),  # noqa: TID251 - it is to be refused
    "executor": lambda: asyncio.get_running_loop().run_in_executor(None, print),
    "program": lambda: asyncio.create_subprocess_exec("true"),
    "shell": lambda: asyncio.create_subprocess_shell("true"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_real_world_is_refused_with_the_way_out(loop: VirtualLoop, name: str) -> None:
    async def asking() -> None:
        await REFUSED[name]()

    with pytest.raises(NotVirtual, match="run this against served systems instead"):
        loop.run_until_complete(asking())


def test_a_socket_cannot_be_watched(loop: VirtualLoop) -> None:
    left, right = socket.socketpair()
    with left, right, pytest.raises((NotVirtual, NotImplementedError)):
        loop.add_reader(left, print)


def test_another_thread_cannot_call_in(loop: VirtualLoop) -> None:
    refused: list[BaseException] = []

    def call() -> None:
        try:
            loop.call_soon_threadsafe(print)
        except NotVirtual as refusal:
            refused.append(refusal)

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    assert len(refused) == 1


def test_tasks_run_in_the_order_in_which_they_fall_due() -> None:
    def run() -> list[str]:
        made, order = VirtualLoop(), []

        async def at(second: int, name: str) -> None:
            await asyncio.sleep(second)  # noqa: TID251 - it is virtual
            order.append(name)

        async def everything() -> None:
            await asyncio.gather(at(2, "c"), at(1, "a"), at(2, "d"), at(1, "b"))

        made.run_until_complete(everything())
        made.close()
        return order

    assert run() == run() == ["a", "b", "c", "d"]
