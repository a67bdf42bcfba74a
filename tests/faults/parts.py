"""The smallest system with an adversary before it."""

from __future__ import annotations

from typing import Any

from ordergate.simulators.faults.adversary import Adversary, Struck
from ordergate.simulators.faults.rule import read_rule
from ordergate.simulators.kernel.access import OAuth2
from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.system import Context
from ordergate.simulators.kernel.wire import WireRequest
from tests.kernel.parts import Toy

SECOND_US = 1_000_000


class Post:
    """Takes webhooks down, with when they came, and answers what it is told to."""

    def __init__(self, toy: Toy) -> None:
        self.toy = toy
        self.taken: list[tuple[int, WireRequest]] = []
        self.statuses: list[int] = []

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        self.taken.append((self.toy.clock.now_us(), request))
        return self.statuses.pop(0) if self.statuses else 200


class Disturbed(Toy):
    """A system of boxes that an adversary makes misbehave."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.adversary = Adversary({"toy": self.system}, Chance(3), self.clock, self.journal)
        self.post = Post(self)
        self.outbox.courier = self.post
        self.began_us = self.clock.now_us()

    def suffers(self, rule: str, *, gives_way: bool = False) -> Struck:
        return self.adversary.begin(read_rule(rule), gives_way=gives_way)

    def fired(self) -> list[dict[str, Any]]:
        return [line for line in self.journal_lines if line["kind"] == "fault"]

    def held(self) -> list[str]:
        """The boxes that the system holds, whatever anybody was told."""
        return [box.id for box in self.boxes.boxes]


def with_tokens(context: Context) -> OAuth2:
    return OAuth2("toy", context.chance, context.now_us, lifetime_s=3600)
