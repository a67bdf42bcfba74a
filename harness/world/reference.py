"""The reference engine as the connector of a world in process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.disturbance import LostConnection, arrived
from ordergate.simulators.kernel.system import System
from ordergate.simulators.kernel.wire import WireRequest

from ..judge.scope import Accounts
from ..sync.engine import Engine
from ..sync.errors import NoAnswer
from ..sync.ports import HttpRequest, HttpResponse, Ports
from ..sync.settings import Polls, Settings, Topology
from .accounts import in_words_of_the_judge
from .travel import TRAVEL_MS, Travel

if TYPE_CHECKING:
    from .in_process import InProcessWorld

WEBHOOK_URL = "http://connector.world/webhooks"
POLLS = Polls(safety_s=240, erp_s=120, stock_s=120, subscriptions_s=3600, overlap_s=120)
_POLLS_VARY_BY = 10
_SECOND_US = 1_000_000


class SystemPort:
    """The engine's way to one system: the dispatch that HTTP requests go through too.

    With ``travel`` request and answer are some time on their way.
    """

    def __init__(self, system: System, travel: Travel | None = None) -> None:
        self._system = system
        self._travel = travel

    async def send(self, request: HttpRequest) -> HttpResponse:
        """The system's answer; NoAnswer when a disturbance swallowed it."""
        wire = WireRequest(request.method, request.path, request.query, request.headers, request.body)
        if self._travel is not None:
            await self._travel.take()
        try:
            reply = await arrived(await self._system.answer(wire))
        except LostConnection as lost:
            raise NoAnswer(str(lost)) from None
        if self._travel is not None:
            await self._travel.take()
        return HttpResponse(reply.status, reply.headers, reply.body)


class ReferenceConnector:
    """The engine on the world's own loop, with a store in memory."""

    def __init__(self, engine: Engine, polls: Polls) -> None:
        self.engine = engine
        self._polls = polls

    async def start(self) -> None:
        """Subscribe to webhooks and begin to work."""
        await self.engine.start()

    async def stop(self) -> None:
        """End all work."""
        await self.engine.stop()

    async def receive(self, system: str, headers: Mapping[str, str], body: bytes) -> int:
        """Take a webhook of a system."""
        return self.engine.receive(f"/webhooks/{system}", headers, body)

    def pending(self) -> int:
        """Pieces of work that are not done."""
        return self.engine.pending()

    def quiet_us(self) -> int:
        """Two rounds of the slowest poll that can bring documents."""
        polls = self._polls
        return 2 * max(polls.safety_s, polls.erp_s, polls.stock_s, polls.prices_s or 0) * _SECOND_US

    def requeue(self) -> int:
        """Try again what was set aside; how many documents that is."""
        return self.engine.requeue()

    def accounts(self) -> Accounts:
        """What became of what it received."""
        found = self.engine.accounts()
        return in_words_of_the_judge(found.ignored, found.quarantined)


def reference_engine(
    world: InProcessWorld,
    polls: Polls | None = None,
    *,
    policies: Mapping[str, str] | None = None,
    travel_ms: tuple[int, int] | None = TRAVEL_MS,
) -> ReferenceConnector:
    """The engine with access to every system of the world; ``policies`` are settings of its own.

    The world's seed draws the rhythm of its polls (unless ``polls`` is given), how long each message
    travels (no time at all if ``travel_ms`` is None), and its pauses after trouble.
    """
    chance = Chance(world.seed)
    rhythm = drawn_polls(chance) if polls is None else polls
    sections = {name: dict(world.vendors[name].access.credentials()) for name in world.systems}
    settings = Settings.model_validate(
        {
            **sections,
            **(policies or {}),
            "topology": Topology(world.topology),
            "site": world.sites[0],
            "webhook_url": WEBHOOK_URL,
            "polls": rhythm.model_dump(),
        }
    )
    travels = {
        name: None if travel_ms is None else Travel(name, world.clock, chance, travel_ms)
        for name in world.systems
    }
    http = {name: SystemPort(world.vendors[name], travels[name]) for name in world.systems}
    return ReferenceConnector(Engine(settings, Ports(http, world.clock, chance)), rhythm)


def drawn_polls(chance: Chance) -> Polls:
    """The usual rhythm of polls, each a little quicker or slower, as the seed has it."""
    draw = chance.stream("polls")
    drawn = {}
    for name in ("safety_s", "erp_s", "stock_s"):
        usual_s = getattr(POLLS, name)
        by_s = usual_s // _POLLS_VARY_BY
        drawn[name] = draw.randint(usual_s - by_s, usual_s + by_s)
    return POLLS.model_copy(update=drawn)
