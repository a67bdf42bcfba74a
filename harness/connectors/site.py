"""A Python connector on the world's own loop: its site, and how its factory is found.

The factory is handed a site and returns an object with the methods of ``world.connector.Connector``.
It lives in virtual time: ``asyncio.sleep`` takes no time on the wall, and its HTTP client is given
the site's transport instead of the network.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import httpx

from ordergate.simulators.kernel.disturbance import LostConnection
from ordergate.simulators.kernel.wire import WireRequest
from ordergate.simulators.server.systems import Systems

from ..config.model import Config
from ..errors import UsageError
from ..world.connector import Connector
from ..world.control_client import ServedSystem
from ..world.in_process import InProcessWorld, MakeConnector

WEBHOOK_URL = "http://connector.world/webhooks"
_METHODS = ("start", "stop", "receive", "pending", "quiet_us", "accounts")


@dataclass(frozen=True)
class Site:
    """What a factory is given: the systems with addresses and credentials, the way to them, the time.

    Webhooks that are sent to ``webhook_url/<system>`` reach the connector's method ``receive``.
    """

    topology: str
    systems: Mapping[str, ServedSystem]
    transport: httpx.AsyncBaseTransport
    now_us: Callable[[], int]
    webhook_url: str = WEBHOOK_URL


class SystemsTransport(httpx.AsyncBaseTransport):
    """Carries requests of an httpx client to the systems of a world in process."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The system's answer; httpx.ReadError when a disturbance swallowed it."""
        system = request.url.host.partition(".")[0]
        if system not in self._systems.served:
            raise httpx.ConnectError(f"there is no system at {request.url.host}", request=request)
        wire = WireRequest(
            request.method, request.url.path, request.url.query.decode("ascii"),
            dict(request.headers), await request.aread(),
        )  # fmt: skip
        try:
            reply = await self._systems.answer(system, wire)
        except LostConnection as lost:
            raise httpx.ReadError(str(lost), request=request) from None
        return httpx.Response(reply.status, headers=dict(reply.headers), content=reply.body)


def python_connector(config: Config) -> MakeConnector:
    """What makes the connector of each world in process."""
    factory = _found(config)

    def make(world: InProcessWorld) -> Connector:
        site = Site(
            world.topology,
            {
                name: ServedSystem(f"http://{name}.world", system.access.credentials())
                for name, system in world.vendors.served.items()
            },
            SystemsTransport(world.vendors),
            world.now_us,
        )
        made = factory(site)
        missing = [name for name in _METHODS if not callable(getattr(made, name, None))]
        if missing:
            raise UsageError(
                f"connector.factory {config.connector.factory} returned {type(made).__name__}, "
                f"which has no {', '.join(missing)}"
            )
        connector: Connector = made
        return connector

    return make


def _found(config: Config) -> Callable[[Site], Any]:
    if config.connector.links != "all":
        raise UsageError("a connector of kind python covers all data flows; leave out connector.links")
    name = config.connector.factory
    module, colon, attribute = name.partition(":")
    if not (module and colon and attribute):
        raise UsageError(f"connector.factory is {name!r}; it takes package.module:function")
    folder = str(config.folder / config.connector.directory)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise UsageError(f"connector.factory {name} cannot be found: {error}") from None
    if not callable(found):
        raise UsageError(f"connector.factory {name} is a {type(found).__name__}, and cannot be called")
    factory: Callable[[Site], Any] = found
    return factory
