"""The smallest system that has everything of the kernel, and a clock that tests set."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from msgspec import Meta

from ordergate.simulators.kernel.access import Access, ApiKey
from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import VirtualClock
from ordergate.simulators.kernel.fields import Body, Document, Identifier, Quantity
from ordergate.simulators.kernel.identifiers import Identifiers
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.outbox import Outbox, WebhookHabits
from ordergate.simulators.kernel.problems import Unprocessable
from ordergate.simulators.kernel.subscriptions import webhook_operations
from ordergate.simulators.kernel.system import Context, System
from ordergate.simulators.kernel.tables import Store, Table
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from ordergate.simulators.kernel.wire import Call, Operation, Reply, Surface, WireReply, WireRequest

START_US = 1_600_000_000_000_000
KEY = {"x-api-key": "k"}


class Box(Document, frozen=True):
    """A document that is nothing but itself."""

    id: str
    shelf: str | None = None
    count: int = 0


@dataclass
class Hand:
    """A clock that stands still until it is set."""

    at_us: int = START_US

    def now_us(self) -> int:
        return self.at_us

    async def sleep_until(self, at_us: int) -> None:
        self.at_us = max(self.at_us, at_us)


class Filling(Body, frozen=True):
    count: Quantity


class NewBox(Body, frozen=True):
    id: Identifier
    fillings: Annotated[list[Filling], Meta(min_length=1, max_length=5)]
    labels: dict[str, str] = {}  # noqa: RUF012 - a field of a Struct is copied for every instance


class Packed(Body, frozen=True):
    """What is told of a new box."""

    id: str
    by: str


class Broken(Exception):
    """A mistake of ours, not of a caller."""


class Boxes:
    """Holds boxes; a box of 13 is refused after it was put, one of 99 breaks."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.boxes: Table[Box] = context.store.table("boxes", lambda box: box.id)

    def pack(self, box_id: str, count: int) -> Box:
        box = self.boxes.put(Box(box_id, count=count))
        self.context.outbox.publish("box.packed", box_id, box_id=box_id)
        if count == 13:
            raise Unprocessable("nobody packs 13", field="fillings[0].count")
        if count == 99:
            raise Broken("99")
        return box


def boxes_operations(service: Boxes) -> list[Operation]:
    def pack(call: Call) -> Reply:
        asked: NewBox = call.body
        box = service.pack(asked.id, sum(filling.count for filling in asked.fillings))
        return Reply({"id": box.id, "by": call.caller}, 201, {"etag": '"1"'})

    def read(call: Call) -> Reply:
        return Reply(service.boxes.get(call.path["id"]))

    def listed(call: Call) -> Reply:
        return Reply({"limit": call.number("limit", 50, 1, 200)})

    def change(call: Call) -> Reply:
        box = service.boxes.expect(call.path["id"], call.version())
        service.boxes.put(Box(box.id, box.shelf, box.count + 1))
        return Reply()

    def raw(call: Call) -> Reply:
        return Reply(b"ready", headers={"content-type": "text/plain"})

    return [
        Operation("pack", "POST", "/boxes", pack, NewBox, reply=Packed),
        Operation("read", "GET", "/boxes/{id}", read),
        Operation("list", "GET", "/boxes", listed, query=("limit", "shelf")),
        Operation("change", "PATCH", "/boxes/{id}", change),
        Operation("look", "GET", "/_world/boxes/{id}", read, surface=Surface.WORLD),
        Operation("pack_by_hand", "POST", "/_world/boxes", pack, NewBox, surface=Surface.WORLD),
        Operation("ready", "GET", "/ready", raw, surface=Surface.OPEN),
    ]


@dataclass
class Toy:
    """A system of boxes on a virtual loop."""

    habits: WebhookHabits | None = None
    access: Callable[[Context], Access] = lambda context: ApiKey("k")
    loop: VirtualLoop = field(default_factory=VirtualLoop)
    journal_lines: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = VirtualClock(self.loop, START_US)
        chance = Chance(3)
        self.journal = Journal(self.clock.now_us)
        self.journal.listen(self.journal_lines.append)
        self.outbox = Outbox("toy", self.clock, chance, self.journal)
        if self.habits is not None:
            self.outbox.habits = self.habits
        self.store = Store("toy", self.clock.now_us)
        context = Context("toy", self.clock, chance, Identifiers(), self.store, self.outbox, self.journal)
        self.boxes = Boxes(context)
        operations = [*boxes_operations(self.boxes), *webhook_operations(self.outbox, {"box.packed": {}})]
        self.system = System(context, self.boxes, operations, self.access(context))

    def close(self) -> None:
        self.loop.run_until_complete(self.outbox.stop())
        self.loop.close()

    def wait(self, duration_us: int) -> None:
        self.loop.run_until_complete(self.clock.sleep_until(self.clock.now_us() + duration_us))

    def send(self, request: WireRequest) -> WireReply:
        return self.loop.run_until_complete(self.system.answer(request))

    def ask(
        self, method: str, path: str, body: object = None, *, query: str = "", **headers: str
    ) -> WireReply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.send(WireRequest(method, path, query, KEY | named, raw))

    def packs(self, box_id: str, count: int = 1, **headers: str) -> WireReply:
        return self.ask("POST", "/boxes", a_box(box_id, count), **headers)


def a_box(box_id: str, count: int = 1) -> dict[str, Any]:
    return {"id": box_id, "fillings": [{"count": count}]}


def told(reply: WireReply) -> Any:
    return json.loads(reply.body)
