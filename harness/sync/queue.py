"""The work to do: durable in the store, and held in memory in the order in which it is due.

Word of a document that is known already adds nothing; news of one that is being worked on lets the
work begin again when it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from .lanes import Lanes
from .store import Store
from .work import SET_ASIDE, Arrival, State, Work


@dataclass(frozen=True, slots=True)
class Habits:
    """How the work of a link is taken up.

    ``once``: a document of its own, carried a single time; otherwise the newest state of something,
    carried whenever there is news. ``batch``: how many are taken up together. ``serial``: one batch
    at a time. ``derived``: what is to do can be read from elsewhere in the store, so that work is
    written down only when it is set aside.
    """

    once: bool = True
    batch: int = 1
    serial: bool = False
    derived: bool = False


class Queue:
    """Work by (link, key), each at most once."""

    def __init__(self, store: Store, habits: Mapping[str, Habits]) -> None:
        self._store = store
        self._habits = habits
        self._by_seq: dict[int, Work] = {}
        self._by_name: dict[tuple[str, str], Work] = {}
        self._heaps: dict[str, list[tuple[int, int]]] = {link: [] for link in habits}
        self._blocked: set[int] = set()
        self._busy: dict[str, int] = dict.fromkeys(habits, 0)
        self._lanes = Lanes()
        self._last_seq = store.last_seq()
        derived = [link for link, habit in habits.items() if habit.derived]
        self._written = store.names(derived)
        for work in store.unfinished():
            if work.link in habits:
                self._line_up(work)

    def __len__(self) -> int:
        return len(self._by_seq)

    def names(self) -> list[tuple[str, str]]:
        """The unfinished work, by (link, key)."""
        return list(self._by_name)

    def next_due_us(self) -> int | None:
        """When the next work is due that nothing else holds up."""
        heads = [heap[0][0] for link, heap in self._heaps.items() if heap and self._prune(link)]
        return min(heads, default=None)

    def admit(self, arrivals: Iterable[Arrival], now_us: int) -> int:
        """Write down word of documents; returns how much of it was news."""
        with self._store.transaction():
            return sum([self._admit(arrival, now_us) for arrival in arrivals])

    def quarantine(self, arrival: Arrival, reason: str) -> None:
        """Write down word that nothing can be done with, once."""
        with self._store.transaction():
            if self._store.standing(arrival.link, arrival.key) is None:
                self._store.quarantine(self._next_seq(), arrival, reason)

    def take(self, now_us: int) -> list[Work]:
        """The works to do next, all of one link; none if nothing is due."""
        taken: list[Work] = []
        while not taken and (link := self._next_link(now_us)):
            most = self._habits[link].batch
            while len(taken) < most and (work := self._pop(link, now_us)):
                if self._lanes.is_free(work.seq, work.lanes):
                    self._lanes.serve(work.seq, work.lanes)
                    work.running = True  # At once: it stands in line twice if it became due anew.
                    taken.append(work)
                else:
                    self._blocked.add(work.seq)
        for work in taken:
            self._busy[work.link] += 1
        return taken

    def enter(self, work: Work, lane: str) -> bool:
        """Join a lane that was found out while working; False if others are to go first."""
        if lane not in work.lanes:
            work.lanes = (*work.lanes, lane)
            self._lanes.join(work.seq, (lane,))
        if not self._lanes.is_free(work.seq, work.lanes):
            return False
        self._lanes.serve(work.seq, (lane,))
        return True

    def hold(self, work: Work, now_us: int) -> None:
        """Let the others in its lanes go first; it comes up again when they are through."""
        self._halt(work)
        work.due_us = now_us
        self._put(work)
        self._release(self._lanes.vacate(work.seq, work.lanes))
        if self._lanes.is_free(work.seq, work.lanes):
            self._push(work)
        else:
            self._blocked.add(work.seq)

    def finish(self, work: Work, state: State, detail: str, now_us: int) -> None:
        """Write down how work ended; with news in the meantime it begins again."""
        if work.rearmed:
            work.rearmed, work.attempts = False, 0
            self.retry(work, now_us, "")
            return
        self._halt(work)
        self._end(work, state, detail)
        del self._by_seq[work.seq], self._by_name[(work.link, work.key)]
        self._release(self._lanes.leave(work.seq, work.lanes))

    def retry(self, work: Work, due_us: int, reason: str, *, to_the_back: bool = False) -> None:
        """Let work wait; ``to_the_back`` lets all that is known by now go before it."""
        self._halt(work)
        if to_the_back:
            self._release(self._lanes.leave(work.seq, work.lanes))
            del self._by_seq[work.seq]
            work.seq = self._next_seq()
        work.due_us = due_us
        if self._is_written(work):
            self._store.put(work)
            self._store.end(work, State.DUE, reason)
        if to_the_back:
            self._line_up(work)
            return
        self._push(work)
        self._release(self._lanes.vacate(work.seq, work.lanes))

    def requeue(self, kind: str | None, key: str | None, now_us: int) -> int:
        """Let work that was set aside begin again; returns how much it was."""
        found = [
            Arrival(held.kind, held.key)
            for held in self._store.set_aside()
            if kind in (None, held.kind) and key in (None, held.key) and held.kind in self._habits
        ]
        with self._store.transaction():
            for arrival in found:
                work = self._store.revived(arrival.link, arrival.key, self._next_seq(), now_us)
                self._line_up(work)
        return len(found)

    def _admit(self, arrival: Arrival, now_us: int) -> int:
        once = self._habits[arrival.link].once
        work = self._by_name.get((arrival.link, arrival.key))
        if work is not None:
            return 0 if once else self._renew(work, arrival, now_us)
        standing = self._standing(arrival)
        if standing is not None:
            _, _, mark, version = standing
            if once or not _is_news(arrival, mark, version):
                return 0
        due_us = now_us + arrival.pause_us
        lanes = (arrival.lane,) if arrival.lane else ()
        work = Work(
            self._next_seq(), arrival.link, arrival.key, due_us, mark=arrival.mark,
            version=arrival.version, payload=arrival.payload, lanes=lanes,
        )  # fmt: skip
        self._put(work)
        self._line_up(work)
        return 1

    def _standing(self, arrival: Arrival) -> tuple[int, State, str, int] | None:
        if self._habits[arrival.link].derived and (arrival.link, arrival.key) not in self._written:
            return None
        return self._store.standing(arrival.link, arrival.key)

    def _is_written(self, work: Work) -> bool:
        return not self._habits[work.link].derived or (work.link, work.key) in self._written

    def _put(self, work: Work) -> None:
        if self._is_written(work):
            self._store.put(work)

    def _end(self, work: Work, state: State, detail: str) -> None:
        if self._is_written(work):
            self._store.end(work, state, detail)
        elif state in SET_ASIDE:
            self._written.add((work.link, work.key))
            self._store.put(work)
            self._store.end(work, state, detail)
        if self._habits[work.link].derived:
            self._store.settle_level(work.key)

    def _renew(self, work: Work, arrival: Arrival, now_us: int) -> int:
        if not _is_news(arrival, work.mark, work.version):
            return 0
        work.mark, work.version, work.payload = arrival.mark, arrival.version, arrival.payload
        if work.running:
            work.rearmed = True
        elif work.attempts == 0 and work.due_us > now_us + arrival.pause_us:
            work.due_us = now_us + arrival.pause_us
            self._push(work)
        self._put(work)
        return 1

    def _halt(self, work: Work) -> None:
        assert work.running, f"{work.name} was not being worked on"
        work.running = False
        self._busy[work.link] -= 1

    def _next_seq(self) -> int:
        self._last_seq += 1
        return self._last_seq

    def _line_up(self, work: Work) -> None:
        self._by_seq[work.seq] = work
        self._by_name[(work.link, work.key)] = work
        self._lanes.join(work.seq, work.lanes)
        self._push(work)

    def _push(self, work: Work) -> None:
        self._blocked.discard(work.seq)
        heappush(self._heaps[work.link], (work.due_us, work.seq))

    def _release(self, heads: Iterable[int]) -> None:
        for seq in heads:
            if seq in self._blocked:
                self._push(self._by_seq[seq])

    def _next_link(self, now_us: int) -> str | None:
        heads = [(heap[0], link) for link, heap in self._heaps.items() if heap and self._prune(link)]
        (due_us, _), link = min(heads, default=((now_us + 1, 0), ""))
        return link if due_us <= now_us else None

    def _pop(self, link: str, now_us: int) -> Work | None:
        if not self._prune(link) or self._heaps[link][0][0] > now_us:
            return None
        _, seq = heappop(self._heaps[link])
        return self._by_seq[seq]

    def _prune(self, link: str) -> bool:
        """Drop entries that mean nothing any more; whether one is left."""
        if self._busy[link] and self._habits[link].serial:
            return False
        heap = self._heaps[link]
        while heap:
            due_us, seq = heap[0]
            work = self._by_seq.get(seq)
            if work and not work.running and work.due_us == due_us and seq not in self._blocked:
                return True
            heappop(heap)
        return False


def _is_news(arrival: Arrival, mark: str, version: int) -> bool:
    if arrival.version:
        return arrival.version > version
    return not arrival.mark or arrival.mark != mark
