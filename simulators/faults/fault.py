"""What a fault is: a frozen dataclass with its knobs in named units, and one method that does the harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..kernel.clock import SECOND_US, Clock
from ..kernel.disturbance import Passage, Posting
from ..kernel.outbox import Outbox
from ..kernel.system import System
from ..kernel.wire import Operation, WireReply

MILLISECOND_US = SECOND_US // 1000


@dataclass
class Moment:
    """When a fault strikes: in which system, with what it kept since it began, and whatever it has to draw.

    ``draw`` gives a number from 0 up to and without a bound; the seed and what it is about decide it.
    """

    system: System
    draw: Callable[[int], int]
    kept: dict[str, Any] = field(default_factory=dict)
    spared: bool = False

    def spare(self) -> None:
        """Say that nothing went wrong this time: there was nothing to spoil."""
        self.spared = True

    @property
    def clock(self) -> Clock:
        """The world's clock."""
        return self.system.context.clock

    @property
    def outbox(self) -> Outbox:
        """Where the webhooks of the system leave."""
        return self.system.context.outbox

    async def wait(self, span_us: int) -> None:
        """Let the world's time pass."""
        await self.clock.sleep_until(self.clock.now_us() + span_us)


@dataclass(frozen=True)
class CallFault:
    """What may go wrong with a request and its answer."""

    @property
    def stops(self) -> bool:
        """Whether nothing gets past it, so that no rule behind it is ever met."""
        return False

    @property
    def watches(self) -> bool:
        """Whether it has to see the calls, too, that it does not strike."""
        return False

    @property
    def lasts(self) -> bool:
        """Whether it goes on while everything is given time to arrive."""
        return False

    def watch(self, passage: Passage, reply: WireReply, moment: Moment) -> None:
        """See a call that it did not strike, with its answer."""

    def fits(self, operation: Operation, system: System) -> bool:
        """Whether this can happen to an operation of a system at all."""
        del operation, system
        return True

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """Answer instead of the system, or let it proceed and change what comes of it."""
        raise NotImplementedError


@dataclass(frozen=True)
class WebhookFault:
    """What may go wrong with a webhook."""

    @property
    def stops(self) -> bool:
        """Whether nothing gets past it, so that no rule behind it is ever met."""
        return False

    @property
    def lasts(self) -> bool:
        """Whether it goes on while everything is given time to arrive."""
        return False

    async def around_post(self, posting: Posting, moment: Moment) -> int | None:
        """Carry a webhook otherwise, or not at all; the status that the system believes it was taken with."""
        raise NotImplementedError


Fault = CallFault | WebhookFault
