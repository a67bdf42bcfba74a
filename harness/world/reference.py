"""The reference engine as the connector of a world in process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ordergate.simulators.faults.crash import Crash, Crashed
from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.disturbance import LostConnection, arrived
from ordergate.simulators.kernel.system import System
from ordergate.simulators.kernel.wire import WireRequest

from ..errors import ConnectorTrouble
from ..judge.scope import Accounts
from ..sync.engine import Engine
from ..sync.errors import NoAnswer, Severed
from ..sync.ports import HttpRequest, HttpResponse, Ports
from ..sync.settings import Polls, Settings, Topology
from ..sync.store import Sync
from .accounts import in_words_of_the_judge
from .lives import Life, Lives
from .travel import TRAVEL_MS, Travel

if TYPE_CHECKING:
    from .in_process import InProcessWorld

WEBHOOK_URL = "http://connector.world/webhooks"
POLLS = Polls(safety_s=240, erp_s=120, stock_s=120, subscriptions_s=3600, overlap_s=120)
_POLLS_VARY_BY = 10
_SECOND_US = 1_000_000


class SystemPort:
    """The engine's way to one system: the dispatch that HTTP requests go through too.

    With ``travel`` request and answer are some time on their way. It serves one life of the engine: after
    that nothing is sent any more, and no answer arrives.
    """

    def __init__(self, system: System, travel: Travel | None = None, life: Life | None = None) -> None:
        self._system = system
        self._travel = travel
        self._life = life or Life()

    async def send(self, request: HttpRequest) -> HttpResponse:
        """The system's answer; NoAnswer when a disturbance swallowed it, Severed after a crash."""
        self._life.check()
        answer = await self._answer(request)
        self._life.check()
        return answer

    async def _answer(self, request: HttpRequest) -> HttpResponse:
        wire = WireRequest(request.method, request.path, request.query, request.headers, request.body)
        if self._travel is not None:
            await self._travel.take()
        try:
            reply = await arrived(await self._system.answer(wire))
        except LostConnection as lost:
            if isinstance(lost, Crashed):
                self._life.end(lost.down_s)
            self._life.check()
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

    async def receive(self, system: str, headers: Mapping[str, str], body: bytes) -> int | None:
        """Take a webhook of a system."""
        return self.engine.receive(f"/webhooks/{system}", headers, body)

    def pending(self) -> int:
        """Pieces of work that are not done; ConnectorTrouble when the engine has ended of itself."""
        failure = self.engine.failure()
        if failure is not None:
            raise ConnectorTrouble(f"the engine ended with {type(failure).__name__}: {failure}")
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


class MortalConnector(ReferenceConnector):
    """The same, able to crash and to come up again from what it had on disk."""

    def __init__(self, lives: Lives, polls: Polls) -> None:
        super().__init__(lives.engine, polls)
        self._lives = lives
        lives.succeeded = self._go_on_with

    @property
    def down(self) -> bool:
        """Whether it has crashed and is not up again."""
        return self._lives.down

    @property
    def lives(self) -> int:
        """The how-manieth life this is."""
        return self._lives.number

    def may_crash(self) -> None:
        """Be ready to crash: what it has to remember then lies on disk."""
        self._lives.may_crash()

    async def stop(self) -> None:
        """End all work, and leave nothing on disk."""
        await self._lives.stop()

    async def receive(self, system: str, headers: Mapping[str, str], body: bytes) -> int | None:
        """Take a webhook of a system; nobody answers when it is down, or crashes over it."""
        if self.down:
            return None
        try:
            return await super().receive(system, headers, body)
        except Severed:
            return None

    def pending(self) -> int:
        """Pieces of work that are not done; coming up again is one too."""
        return 1 if self.down else super().pending()

    def requeue(self) -> int:
        """Try again what was set aside; how many documents that is, 0 when it crashed over it."""
        try:
            return super().requeue()
        except Severed:
            return 0

    def _go_on_with(self, engine: Engine) -> None:
        self.engine = engine


def reference_engine(
    world: InProcessWorld,
    polls: Polls | None = None,
    *,
    policies: Mapping[str, str] | None = None,
    travel_ms: tuple[int, int] | None = TRAVEL_MS,
    make: Callable[[Settings, Ports], Engine] = Engine,
) -> MortalConnector:
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

    def born(life: Life) -> Engine:
        http = {name: SystemPort(world.vendors[name], travels[name], life) for name in world.systems}
        remembering = settings.model_copy(update={"store_path": life.file, "store_sync": Sync.OFF})
        return make(remembering, Ports(http, world.clock, chance, life.opens))

    def at_commit() -> Crash | None:
        return world.vendors.adversary.at_commit()

    return MortalConnector(Lives(born, world.clock, at_commit), rhythm)


def drawn_polls(chance: Chance) -> Polls:
    """The usual rhythm of polls, each a little quicker or slower, as the seed has it."""
    draw = chance.stream("polls")
    drawn = {}
    for name in ("safety_s", "erp_s", "stock_s"):
        usual_s = getattr(POLLS, name)
        by_s = usual_s // _POLLS_VARY_BY
        drawn[name] = draw.randint(usual_s - by_s, usual_s + by_s)
    return POLLS.model_copy(update=drawn)
