"""One attempt at a piece of work: what is known, what was found out, and what has to follow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from .errors import Doubtful, Rejected
from .queue import Queue
from .store import Store
from .waiting import Turnstile
from .work import Arrival, Work


class Behind(Exception):
    """Others in a lane that was found out just now are to go first; nothing was done yet."""


class Run:
    """What a link is handed for one piece of work.

    What is remembered here is written down together with the outcome of the attempt, good or bad.
    """

    def __init__(self, work: Work, store: Store, queue: Queue, turnstile: Turnstile) -> None:
        self.work = work
        self.key = work.key
        self.payload = work.payload
        self.store = store
        self.followers: list[Arrival] = []
        self._queue = queue
        self._turnstile = turnstile
        self._found: dict[tuple[str, str], str] = {}

    @property
    def look_first(self) -> bool:
        """Whether an earlier attempt may have done part of the work without anybody knowing."""
        return self.work.look_first or self.work.attempts > 0

    def refs(self) -> list[tuple[str, str, str]]:
        """What was found out, as (kind, source, target)."""
        return [(kind, source, target) for (kind, source), target in self._found.items()]

    def known(self, kind: str, source: str) -> str | None:
        """What something became elsewhere, if that is known."""
        found = self._found.get((kind, source))
        return self.store.ref(kind, source) if found is None else found

    def remember(self, kind: str, source: str, target: str) -> None:
        """Know from now on what something became elsewhere."""
        self._found[(kind, source)] = target

    async def once(
        self,
        kind: str,
        source: str,
        create: Callable[[], Awaitable[str]],
        look: Callable[[], Awaitable[str | None]] | None = None,
    ) -> str:
        """Have one effect for one business key; after an unclear attempt, look whether it is there.

        A refusal after such an attempt is believed when a second look, some time later, finds nothing either.
        """
        known = self.known(kind, source)
        if known is not None:
            return known
        made = await look() if look is not None and self.look_first else None
        if made is None:
            try:
                made = await create()
            except Rejected as refusal:
                if look is None or not self.look_first or self.work.doubted:
                    raise
                self.work.doubted = True
                raise Doubtful(f"{refusal}; perhaps it was done before") from None
        self.remember(kind, source, made)
        return made

    def then(self, arrival: Arrival) -> None:
        """Let other work follow."""
        self.followers.append(arrival)

    async def take_turn(self) -> None:
        """Let works of this link that arrived earlier come to this point first."""
        await self._turnstile.pass_through(self.work.seq)

    def enter(self, lane: str) -> None:
        """Go on only if nobody in this lane is to go first; to be asked before anything is done."""
        if not self._queue.enter(self.work, lane):
            raise Behind
