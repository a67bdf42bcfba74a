"""Worlds behind one port, in real time, until the server is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import httpx
import uvicorn

from ..kernel.clock import WallClock
from ..kernel.outbox import Courier
from ..kernel.web import application
from ..kernel.wire import WireRequest
from .archive import Archive
from .control import control_system
from .disk import DataUnusable
from .durable import SyncedAnswers, SyncedCourier
from .gate import ControlToken, Network
from .idle import IdleWatch
from .recalling import Debt, recalled
from .router import Router
from .worlds import WorldHost

LOOPBACK = "127.0.0.1"
_BACKLOG = 512


class HttpCourier:
    """Carries webhooks to their receivers over HTTP; one that takes too long is given up."""

    def __init__(self, limit_s: float = 5.0) -> None:
        self._limit_s = limit_s
        # A receiver may close a connection that has been idle for a few seconds: be sooner.
        limits = httpx.Limits(max_connections=200, keepalive_expiry=2.0)
        self._client = httpx.AsyncClient(
            limits=limits, timeout=limit_s, trust_env=False, follow_redirects=False
        )

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        """The status that the receiver answered, or None when it did not in time."""
        posting = asyncio.ensure_future(self._posted(url, request))
        try:
            # The client's own limit is for each step; a receiver that dribbles would pass it.
            await asyncio.wait({posting}, timeout=self._limit_s)
            return posting.result() if posting.done() else None
        finally:
            posting.cancel()

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()

    async def _posted(self, url: str, request: WireRequest) -> int | None:
        try:
            answer = await self._client.post(url, headers=dict(request.headers), content=request.body)
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        return answer.status_code


@dataclass(frozen=True)
class Place:
    """Where a server is found, who may use it, and where it keeps its worlds.

    ``public_url`` is what connectors are told, for a server that stands behind a proxy or in a
    container. Without ``data`` worlds end with the server. ``also_on`` is one more address to serve
    on, at the same port.
    """

    port: int = 0
    address: str = LOOPBACK
    public_url: str | None = None
    control_from: tuple[Network, ...] = ()
    data: Path | None = None
    also_on: str | None = None

    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return ip_address(self.address).is_loopback
        except ValueError:
            return self.address == "localhost"


class WorldServer:
    """Binds its port when it is made (OSError when that is taken) and serves it when it is run.

    DataUnusable when the worlds that it is to go on with cannot be read.
    """

    def __init__(self, place: Place, *, token: str, journals: Path) -> None:
        self._sockets = [_listening(place.address, place.port)]
        self.port: int = self._sockets[0].getsockname()[1]
        self.base_url = place.public_url or f"http://{_as_host(place.address)}:{self.port}"
        self._courier = HttpCourier()
        self.archive: Archive | None = None
        self._debts: list[Debt] = []
        key = ControlToken(token, place.control_from)
        try:
            if place.also_on is not None:
                self._sockets.append(_listening(place.also_on, self.port))
            self.archive = None if place.data is None else Archive(place.data)
            courier: Courier = self._courier
            if self.archive is not None:
                courier, journals = SyncedCourier(courier, self.archive), self.archive.journals
            self.host = WorldHost(
                base_url=self.base_url, journals=journals, courier=courier, keeper=self.archive
            )
            if self.archive is not None:
                self._debts = recalled(self.archive, self.host)
        except BaseException:
            self.close()
            raise
        self.control = control_system(self.host, key, self._trouble)
        answer = Router(self.host, self.control, key).answer
        if self.archive is not None:
            answer = SyncedAnswers(answer, self.archive).answer
        self._application = application(answer)

    def close(self) -> None:
        """Give port and folder back without having served."""
        for each in self._sockets:
            each.close()
        if self.archive is not None:
            self.archive.disk.close()

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM; ``ready`` is called when requests are answered."""
        config = uvicorn.Config(
            self._application, log_level="warning", access_log=False, lifespan="off",
            server_header=False, proxy_headers=False, timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
        )  # fmt: skip
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(self._serve(_Server(config, ready)))

    async def _serve(self, server: _Server) -> None:
        watching = asyncio.ensure_future(IdleWatch(self.host, WallClock()).run())
        try:
            async with self._written():
                for debt in self._debts:
                    debt.outbox.owe(debt.owed)
                try:
                    await server.serve(sockets=self._sockets)
                finally:
                    watching.cancel()
                    await self.host.stop()
        finally:
            await self._courier.close()
            self.close()

    @asynccontextmanager
    async def _written(self) -> AsyncIterator[None]:
        """Write down what happens inside; DataUnusable when not all of it could be."""
        if self.archive is None:
            yield
            return
        commits = self.archive.commits
        writing = asyncio.ensure_future(commits.run())
        try:
            yield
        finally:
            commits.close()
            await writing
        if commits.trouble is not None:
            raise DataUnusable(
                f"what happened last could not be written to {self.archive.disk.directory} "
                f"({commits.trouble}); make room before you go on"
            )

    def _trouble(self) -> str | None:
        trouble = None if self.archive is None else self.archive.commits.trouble
        return None if trouble is None else f"the disk takes no writes: {trouble}"


class _Server(uvicorn.Server):
    """Says when it is ready, and takes SIGINT and SIGTERM for the ordinary end of its work."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop serving on the first signal, at once on the second, and do not raise them again."""
        ends = (signal.SIGINT, signal.SIGTERM)
        before = {end: signal.signal(end, self.handle_exit) for end in ends}
        try:
            yield
        finally:
            for end, handler in before.items():
                signal.signal(end, handler)


def _listening(address: str, port: int) -> socket.socket:
    family, kind, _, _, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    # asyncio sends without delay only on sockets that name TCP; the others answer 40 ms late.
    made = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    made.set_inheritable(False)
    return made


def _as_host(address: str) -> str:
    """The address as it stands in a URL for callers on this machine."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.is_unspecified:
        return LOOPBACK if found.version == 4 else "[::1]"
    return f"[{address}]" if found.version == 6 else address
