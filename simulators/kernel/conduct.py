"""How connectors behave towards a system: whether they wait when told to, and do not hammer at what fails."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

from .clock import MINUTE_US, SECOND_US
from .wire import WireReply, WireRequest

GRACE_US = 2 * SECOND_US
"""What was on its way when a pause began is no offence."""
EARLY_MAX = 3
"""So many calls of an operation may come during a pause: several workers may not know of it yet."""
SAME_A_MINUTE = 20
"""So often the same request may fail within a minute."""
_REMEMBERED = 10_000
EARLY, HAMMERED, TRUSTED = "early", "hammered", "trusted"


@dataclass(frozen=True)
class Offence:
    """What a connector should not do: ``kind`` is what, ``count`` how often, ``at_us`` when it first did."""

    kind: str
    operation: str
    count: int
    at_us: int


@dataclass
class _Pause:
    began_us: int
    until_us: int
    early: int = 0


class Conduct:
    """Counts what connectors should not do, by operation; the people of the world are no connectors."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        self.writes: Counter[str] = Counter()
        self._now_us = now_us
        self._pauses: dict[str, _Pause] = {}
        self._failures: dict[bytes, deque[int]] = {}
        self._offences: dict[tuple[str, str], Offence] = {}

    @property
    def offences(self) -> list[Offence]:
        """What was done too often, in the order in which it was first."""
        return list(self._offences.values())

    def begins(self, operation: str) -> None:
        """A call comes in."""
        pause = self._pauses.get(operation)
        if pause is None:
            return
        now_us = self._now_us()
        if now_us >= pause.until_us:
            del self._pauses[operation]
        elif now_us > pause.began_us + GRACE_US:
            pause.early += 1
            if pause.early > EARLY_MAX:
                self._note(EARLY, operation)

    def trusts(self, topic: str) -> None:
        """A webhook whose signature is wrong was taken."""
        self._note(TRUSTED, topic)

    def starts_anew(self) -> None:
        """The connector died: who comes up in its place was not told of the pauses."""
        self._pauses.clear()

    def ends(self, operation: str, request: WireRequest, reply: WireReply | None) -> None:
        """A call was refused, or failed; None when its answer was lost."""
        now_us = self._now_us()
        asked = "" if reply is None or reply.pieces is not None else reply.headers.get("retry-after", "")
        if asked.isascii() and asked.isdigit() and len(asked) < 7:
            self._pause(operation, now_us + int(asked) * SECOND_US)
        text = f"{operation} {request.path}?{request.query} {request.headers.get('idempotency-key', '')} "
        name = hashlib.blake2b(text.encode() + request.body, digest_size=8).digest()
        times = self._failures.setdefault(name, deque())
        times.append(now_us)
        while times[0] <= now_us - MINUTE_US:
            times.popleft()
        if len(times) > SAME_A_MINUTE:
            self._note(HAMMERED, operation)
        if len(self._failures) > _REMEMBERED:
            del self._failures[next(iter(self._failures))]

    def _pause(self, operation: str, until_us: int) -> None:
        """Whoever comes too early and is told again to wait has come too early all the same."""
        now_us = self._now_us()
        going_on = self._pauses.get(operation)
        if going_on is None or now_us >= going_on.until_us:
            self._pauses[operation] = _Pause(now_us, until_us)
        else:
            going_on.until_us = max(going_on.until_us, until_us)

    def _note(self, kind: str, operation: str) -> None:
        known = self._offences.get((kind, operation))
        count, at_us = (1, self._now_us()) if known is None else (known.count + 1, known.at_us)
        self._offences[kind, operation] = Offence(kind, operation, count, at_us)
