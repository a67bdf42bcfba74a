"""The systems of one isolated world, with its clock, seed and journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..faults.adversary import Adversary
from ..kernel.chance import Chance
from ..kernel.clock import Clock
from ..kernel.conduct import Offence
from ..kernel.journal import Journal
from ..kernel.outbox import Courier
from ..kernel.settings import Settings
from ..kernel.subscriptions import SUBSCRIBE, UNSUBSCRIBE
from ..kernel.system import System
from ..kernel.tables import Change, Snapshot
from ..kernel.wire import WireReply, WireRequest
from .own_apis import InstalledApi, installed_apis
from .topology import TOPOLOGIES, fresh_system


@dataclass(frozen=True)
class WorldSnapshot:
    """Everything that the systems held at one moment."""

    stores: dict[str, Snapshot]
    counts: dict[str, dict[str, int]]


class Systems:
    """The systems that exist in one world; nothing inside them knows which world it is.

    ``apis`` are the further APIs of these systems, all that are installed unless told otherwise;
    ``served`` is everything that a connector can ask, by name.
    """

    def __init__(
        self,
        topology: str,
        *,
        seed: int,
        clock: Clock,
        journal: Journal,
        settings: Settings | None = None,
        apis: Sequence[InstalledApi] | None = None,
    ) -> None:
        assert topology in TOPOLOGIES, f"there is no topology {topology}"
        self.topology = topology
        self.clock = clock
        self.chance = Chance(seed)
        self.journal = journal
        self.settings = settings or Settings()
        self.systems = {
            name: fresh_system(name, clock, self.chance, journal, settings=self.settings)
            for name in TOPOLOGIES[topology]
        }
        self.apis = {
            api.name: api.over(self.systems[api.system], self.settings)
            for api in (installed_apis() if apis is None else apis)
            if api.system in self.systems
        }
        self.served = {**self.systems, **self.apis}
        self.adversary = Adversary(self.systems, self.chance, clock, journal)
        for system in self.systems.values():
            system.context.store.listen(self._journalled)

    def __getitem__(self, name: str) -> System:
        return self.systems[name]

    def __contains__(self, name: str) -> bool:
        return name in self.systems

    async def answer(self, system: str, request: WireRequest) -> WireReply:
        """Answer a request to one of the systems, or to a further API of one."""
        return await self.served[system].answer(request)

    def connect(self, courier: Courier) -> None:
        """Deliver the webhooks of all systems through this courier."""
        for system in self.systems.values():
            system.context.outbox.courier = courier

    def listen(self, listener: Callable[[list[Change]], None]) -> None:
        """Call this with the changes of every commit of every system."""
        for system in self.systems.values():
            system.context.store.listen(listener)

    def busy(self) -> str | None:
        """What is still on its way, in words; None when requests and webhooks have all arrived."""
        for name, system in self.served.items():
            if system.in_flight:
                return f"{system.in_flight} requests to the {name} are in flight"
        for name, system in self.systems.items():
            outbox = system.context.outbox
            if outbox.pending:
                held = [
                    outbox.subscriptions[key] for key in outbox.undelivered() if key in outbox.subscriptions
                ]
                where = "; ".join(subscription.in_words for subscription in held)
                waiting = f"{len(outbox.pending)} webhooks of the {name} are not delivered yet"
                return f"{waiting} ({where})" if where else waiting
        return None

    def partner_calls(self) -> int:
        """How many requests connectors have made."""
        return sum(system.partner_calls for system in self.served.values())

    def partner_writes(self) -> int:
        """How many of them asked for a change, granted or not."""
        return sum(system.partner_writes for system in self.served.values())

    def writes(self) -> Counter[tuple[str, str]]:
        """The same by system and operation, but for what is about webhooks."""
        return Counter(
            {
                (name, operation): count
                for name, system in self.served.items()
                for operation, count in system.conduct.writes.items()
                if operation not in (SUBSCRIBE, UNSUBSCRIBE)
            }
        )

    def offences(self) -> dict[str, list[Offence]]:
        """What connectors did too often, by system."""
        return {name: system.conduct.offences for name, system in self.served.items()}

    def snapshot(self) -> WorldSnapshot:
        """A copy of everything that the systems hold."""
        return WorldSnapshot(
            {name: system.context.store.snapshot() for name, system in self.systems.items()},
            {name: dict(system.context.ids.counts) for name, system in self.systems.items()},
        )

    def restore(self, snapshot: WorldSnapshot) -> None:
        """Hold again what the snapshot held."""
        for name, system in self.systems.items():
            system.context.store.restore(snapshot.stores[name])
            system.context.ids.counts = dict(snapshot.counts[name])

    async def stop(self) -> None:
        """End the deliveries that are under way."""
        for system in self.systems.values():
            await system.context.outbox.stop()

    def _journalled(self, changes: list[Change]) -> None:
        first = changes[0]
        moved = (
            []
            if self.journal.unread
            else [
                [change.table, change.key, change.version, getattr(change.after, "state", None)]
                for change in changes
            ]
        )
        self.journal.write("commit", system=first.system, op=first.why, who=first.who, changes=moved)
