"""A Python connector on the world's own loop: its site, and how its factory is found.

The factory is handed a site and returns an object with the methods of ``world.connector.Connector``.
It lives in virtual time: ``asyncio.sleep`` takes no time on the wall, and its HTTP client is given
the site's transport instead of the network.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx

from ordergate.simulators.kernel.disturbance import LostConnection, arrived
from ordergate.simulators.kernel.wire import WireRequest
from ordergate.simulators.server.systems import Systems

from ..config.model import Config
from ..errors import ConnectorTrouble, ConnectorUnready, OrdergateError, UsageError
from ..judge.scope import Accounts
from ..sync.engine import Engine
from ..sync.ports import Ports
from ..sync.settings import Settings
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
            request.method, request.url.raw_path.partition(b"?")[0].decode("ascii"),
            request.url.query.decode("ascii"), dict(request.headers), await request.aread(),
        )  # fmt: skip
        try:
            reply = await arrived(await self._systems.answer(system, wire))
        except LostConnection as lost:
            raise httpx.ReadError(str(lost), request=request) from None
        return httpx.Response(reply.status, headers=dict(reply.headers), content=reply.body)


def python_connector(config: Config) -> MakeConnector:
    """What makes the connector of each world in process."""
    factory = found_factory(config)

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
        with guarded("factory", ConnectorUnready):
            made = factory(site)
        missing = [name for name in _METHODS if not callable(getattr(made, name, None))]
        if missing:
            raise UsageError(
                f"connector.factory {config.connector.factory} returned {type(made).__name__}, "
                f"which has no {', '.join(missing)}"
            )
        return Guarded(made)

    return make


class Guarded:
    """A connector whose own exceptions become trouble of the connector, in words."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._trouble: ConnectorTrouble | None = None

    async def start(self) -> None:
        """Subscribe to webhooks and begin to work."""
        with guarded("start", ConnectorUnready):
            await self._connector.start()

    async def stop(self) -> None:
        """End all work."""
        with guarded("stop"):
            await self._connector.stop()

    async def receive(self, system: str, headers: Mapping[str, str], body: bytes) -> int | None:
        """Take a webhook; one that cannot is in trouble, and its server would have answered 500."""
        try:
            with guarded(f"receive for a webhook of the {system}"):
                return await self._connector.receive(system, headers, body)
        except ConnectorTrouble as trouble:
            self._trouble = self._trouble or trouble
            return 500

    def pending(self) -> int:
        """Pieces of work that are not done; ConnectorTrouble if it could not take a webhook."""
        if self._trouble is not None:
            raise self._trouble
        with guarded("pending"):
            return self._connector.pending()

    def quiet_us(self) -> int:
        """How long nothing has to happen until every poll has certainly come round."""
        with guarded("quiet_us"):
            return self._connector.quiet_us()

    def requeue(self) -> int:
        """Have it try again what it set aside; UsageError if it has no such method."""
        again = getattr(self._connector, "requeue", None)
        if again is None:
            raise UsageError(
                "the connector has no method requeue(), by which it is told to try again what it set "
                "aside; give it one, or leave requeue out of connector.features"
            )
        with guarded("requeue"):
            return int(again())

    def accounts(self) -> Accounts:
        """What became of what it received."""
        with guarded("accounts"):
            return self._connector.accounts()


@contextmanager
def guarded(what: str, trouble: type[OrdergateError] = ConnectorTrouble) -> Iterator[None]:
    """While this lasts, an exception of the connector is trouble that names its line."""
    try:
        yield
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        said = f"{type(error).__name__}: {error}"
        raise trouble(f"the connector's {what} raised {said} ({where})") from error


def found_factory(config: Config) -> Callable[[Site], Any]:
    """The function that makes the connector; UsageError when the setting does not lead to one."""
    if config.connector.links != "all":
        raise UsageError("a connector of kind python covers all data flows; leave out connector.links")
    factory: Callable[[Site], Any] = found_function(config, "factory")
    return factory


def found_engine(config: Config) -> Callable[[Settings, Ports], Engine]:
    """The function that makes the engine; the reference engine's own class where none is named."""
    if not config.connector.engine:
        return Engine
    make: Callable[[Settings, Ports], Engine] = found_function(config, "engine")
    return make


def found_function(config: Config, setting: str) -> Callable[..., Any]:
    """What a setting such as ``connector.factory`` names; UsageError when it does not lead to a function."""
    name = getattr(config.connector, setting)
    module, colon, attribute = name.partition(":")
    if not (module and colon and attribute):
        raise UsageError(f"connector.{setting} is {name!r}; it takes package.module:function")
    folder = str(config.folder / config.connector.directory)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise UsageError(f"connector.{setting} {name} cannot be found: {error}") from None
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise UsageError(f"connector.{setting} {name} cannot be imported: {said}") from error
    if not callable(found):
        raise UsageError(f"connector.{setting} {name} is a {type(found).__name__}, and cannot be called")
    function: Callable[..., Any] = found
    return function
