"""Worlds behind one port of this machine, in real time, until the server is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn

from ..kernel.web import application
from ..kernel.wire import WireRequest
from .control import control_system
from .gate import ControlToken
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


class WorldServer:
    """Binds its port when it is made (OSError when that is taken) and serves it when it is run."""

    def __init__(self, *, port: int, token: str, journals: Path) -> None:
        self._socket = _listening(port)
        self.port: int = self._socket.getsockname()[1]
        self.base_url = f"http://{LOOPBACK}:{self.port}"
        self._courier = HttpCourier()
        self.host = WorldHost(base_url=self.base_url, journals=journals, courier=self._courier)
        key = ControlToken(token)
        self.control = control_system(self.host, key)
        self._application = application(Router(self.host, self.control, key).answer)

    def close(self) -> None:
        """Give the port back without having served it."""
        self._socket.close()

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM; ``ready`` is called when requests are answered."""
        config = uvicorn.Config(
            self._application, log_level="warning", access_log=False, lifespan="off",
            server_header=False, proxy_headers=False, timeout_keep_alive=75,
            timeout_graceful_shutdown=2,
        )  # fmt: skip
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(self._serve(_Server(config, ready)))

    async def _serve(self, server: _Server) -> None:
        try:
            await server.serve(sockets=[self._socket])
        finally:
            await self.host.stop()
            await self._courier.close()
            self._socket.close()


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


def _listening(port: int) -> socket.socket:
    # asyncio sends without delay only on sockets that name TCP; the others answer 40 ms late.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((LOOPBACK, port))
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    made.set_inheritable(False)
    return made
