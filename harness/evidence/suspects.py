"""The exchanges to look at first for a finding: those by which the connector most likely caused it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from ..findings import Finding
from .documents import Documents
from .exchanges import Shown, shown, writes
from .journal_reader import Delivery, Event, Exchange
from .masking import Masker

_EACH_MAX = 3


@dataclass(frozen=True)
class Beside:
    """What stands beside a finding; ``absent`` says in words that nothing is there, where that tells."""

    exchanges: tuple[Shown, ...] = ()
    absent: str = ""


class Suspects:
    """Picks the exchanges for each of some findings from a stream of events.

    They are what the connector wrote to the systems to look at about the documents of the finding.
    Of these, what names most of the documents counts; then what was not answered well, and what
    came last. Where nothing was written, they are webhooks about these documents that nobody took.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        # What a scenario expects names no system: those that the rules name are as good a start.
        named = tuple(dict.fromkeys(name for finding in findings for name in finding.systems))
        self._suspected = [_Suspected(finding, finding.systems or named) for finding in findings]

    def add(self, event: Event) -> None:
        """Take in the next event that touched documents of any of the findings."""
        if isinstance(event, Exchange | Delivery):
            for suspected in self._suspected:
                suspected.add(event)

    def finished(self, masker: Masker, body_characters_max: int) -> tuple[Beside, ...]:
        """What stands beside each finding, masked."""
        return tuple(suspected.beside(masker, body_characters_max) for suspected in self._suspected)


class _Suspected:
    def __init__(self, finding: Finding, systems: tuple[str, ...]) -> None:
        self._systems = systems
        self._own = Documents([finding])
        self._with_made_from_them = Documents([finding])
        self._kept: list[tuple[int, bool, int, Exchange | Delivery]] = []

    def add(self, event: Exchange | Delivery) -> None:
        self._with_made_from_them.follow(event)
        if isinstance(event, Delivery) and not event.failed:
            self._forget(event)
        if not self._may_have_caused(event) or not self._with_made_from_them.touched_by(event):
            return
        named = 0 if isinstance(event, Delivery) else self._own.named_by(event)
        heapq.heappush(self._kept, (named, event.failed, event.number, event))
        if len(self._kept) > _EACH_MAX:
            heapq.heappop(self._kept)

    def beside(self, masker: Masker, body_characters_max: int) -> Beside:
        most = max((named for named, *_ in self._kept), default=0)
        events = sorted((kept[-1] for kept in self._kept if kept[0] == most), key=lambda event: event.number)
        if events:
            return Beside(tuple(shown(event, masker, body_characters_max) for event in events))
        if not self._own or not self._systems:
            return Beside()
        systems = " or ".join(self._systems)
        return Beside(absent=f"In the journal, no call that would change {systems} names these documents.")

    def _forget(self, taken: Delivery) -> None:
        """A webhook that was taken in the end has done no harm."""
        self._kept = [
            kept
            for kept in self._kept
            if not (isinstance(kept[-1], Delivery) and kept[-1].event == taken.event)
        ]
        heapq.heapify(self._kept)

    def _may_have_caused(self, event: Exchange | Delivery) -> bool:
        if isinstance(event, Delivery):
            return event.failed
        return writes(event) and (not self._systems or event.system in self._systems)
