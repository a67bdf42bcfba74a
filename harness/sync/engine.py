"""The engine: it takes up work when it is due, carries it through its link, and books the outcome."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Mapping

from msgspec import MsgspecError
from pydantic import ValidationError

from ..errors import OrdergateError
from .directory import Directory
from .errors import Misread, Missing, Refused, Resting, Severed, Unclear, Unsuitable
from .feeds import Feeds
from .inbox import Inbox
from .links import stock
from .links.base import Link, Result
from .links.registry import links_of
from .polls import Poller
from .ports import SECOND_US, Ports
from .queue import Queue
from .reconciling import Reconciliation
from .run import Behind, Run
from .settings import Settings
from .store import Store
from .subscribing import subscription_feeds
from .surroundings import surroundings
from .waiting import Alarm, Turnstile
from .work import (
    SET_ASIDE,
    Accounts,
    Applied,
    Arrival,
    Ignored,
    SetAside,
    State,
    TurnedAway,
    Work,
)

_OUR_OWN_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MsgspecError, TypeError, ValueError,
)  # fmt: skip
MISREAD_MAX = 5
"""So often the answer to a question is asked for until it counts as one of a form that is not known."""

WAITED_MAX = 8
"""Attempts that waiting for other work that is under way costs, at most."""


class Engine:
    """Carries documents between the vendors of a topology until it is stopped."""

    def __init__(self, settings: Settings, ports: Ports) -> None:
        self._settings = settings
        self._clock = ports.clock
        self._jitter = ports.jitter
        around = surroundings(settings, ports)
        self._links: dict[str, Link] = links_of(around)
        self._store = Store(settings.store_path, settings.store_sync, ports.opens)
        self._queue = Queue(self._store, {name: link.habits for name, link in self._links.items()})
        if stock.Stock.name in self._links:
            unpublished = stock.arrivals_of(self._store.unpublished())
            self._queue.admit(unpublished, ports.clock.now_us())
        directory = Directory(self._store)
        self._inbox = Inbox(self._store, self._queue, directory, ports.clock, self._links)
        self._alarm = Alarm(ports.clock)
        self._turnstile = Turnstile()
        self._subscriptions = subscription_feeds(around, self._inbox, self._store)
        found = Feeds(around, directory).of_topology(list(self._links))
        stock_link = self._links.get(stock.Stock.name, stock.Stock(around))
        assert isinstance(stock_link, stock.Stock), "the link of this name"
        reconciliation = Reconciliation(around, self._store, stock_link, ports.clock, self._is_settled)
        found += reconciliation.feeds(self._links)
        self._poller = Poller(
            [*found, *self._subscriptions],
            self._store, self._queue, ports.clock,
            overlap_s=settings.polls.overlap_s, retry=settings.retry, news=self._alarm.ring,
        )  # fmt: skip
        self._running: set[asyncio.Task[None]] = set()
        self._standing: list[asyncio.Task[None]] = []
        self._misread: Counter[str] = Counter()
        self._severed = False
        self._failure: BaseException | None = None

    async def start(self) -> None:
        """Subscribe to the vendors' events, as far as they answer, and begin to work."""
        for feed in self._subscriptions:
            try:
                await self._poller.read(feed)
            except OrdergateError as trouble:
                feed.trouble = str(trouble)
        loop = asyncio.get_running_loop()
        self._standing = [loop.create_task(self._work())]
        self._standing += [loop.create_task(self._poller.keep_reading(feed)) for feed in self._poller.feeds]

    async def stop(self) -> None:
        """End whatever is under way, and close the store; what is unfinished is done next time."""
        tasks = [*self._standing, *self._running]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._alarm.stop()
        self._store.close()

    def keep_in(self, path: str) -> None:
        """Go on with a store in this file, with everything that is remembered."""
        self._store.move_to(path)

    def sever(self) -> None:
        """Lose the store at once, as in a crash; the engine does nothing any more, not even tidy up."""
        self._severed = True
        self._store.sever()

    def receive(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        """Take in a webhook; the path ends with the vendor's name. Returns the status to answer."""
        if self._severed:
            return 503
        status = self._inbox.receive(path, headers, body)
        self._alarm.ring()
        return status

    async def sweep(self) -> int:
        """Read all feeds now; returns how many documents were news."""
        return await self._poller.sweep()

    def pending(self) -> int:
        """How many documents are not where they belong yet and are not set aside, and how many feeds ail.

        What a feed would tell that cannot be read just now, nobody knows.
        """
        return len(self._queue) + len(self.troubles())

    def pending_names(self) -> list[tuple[str, str]]:
        """The documents that are not where they belong yet, by (kind, key)."""
        return self._queue.names()

    def idle(self) -> bool:
        """Whether nothing is to be done until something happens outside."""
        return not len(self._queue) and not self._running and not self._poller.busy()

    def _is_settled(self) -> bool:
        return not self.pending() and not self._running

    def next_due_us(self) -> int | None:
        """When work that waits is due next; None when none waits."""
        return self._queue.next_due_us()

    def read_since_us(self) -> int:
        """The instant since which every feed has been read from beginning to end."""
        return self._poller.read_since_us()

    def troubles(self) -> dict[str, str]:
        """What keeps feeds from being read, by feed."""
        return {feed.name: feed.trouble for feed in self._poller.feeds if feed.trouble}

    def quarantined(self) -> list[SetAside]:
        """The documents that wait for a person, with reasons, oldest first."""
        return self._store.set_aside()

    def requeue(self, kind: str | None = None, key: str | None = None) -> int:
        """Try documents again that were set aside; returns how many."""
        count = self._queue.requeue(kind, key, self._clock.now_us())
        self._alarm.ring()
        return count

    def accounts(self) -> Accounts:
        """Everything that was received, and what became of it."""
        return self._store.accounts()

    def rules(self) -> dict[tuple[str, str], str]:
        """The rule by which each (kind, key) was ignored."""
        return self._store.rules()

    def failure(self) -> BaseException | None:
        """What ended the engine's work, if anything did; it then has to be started anew."""
        return self._failure

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._severed and self._failure is None:
            while len(self._running) < self._settings.concurrency and (
                works := self._queue.take(self._clock.now_us())
            ):
                task = loop.create_task(self._attempt(works))
                self._running.add(task)
                task.add_done_callback(self._ended)
            full = len(self._running) >= self._settings.concurrency
            await self._alarm.wait(None if full else self._queue.next_due_us())

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = task.exception()
        self._alarm.ring()

    async def _attempt(self, works: list[Work]) -> None:
        link = self._links[works[0].link]
        runs = [Run(work, self._store, self._queue, self._turnstile) for work in works]
        if link.in_turn:
            self._turnstile.approach(works[0].seq)
        try:
            results = await self._carried(link, runs)
            with self._store.transaction():
                for run, result in zip(runs, results, strict=True):
                    self._book(run, result)
        except Severed:
            return
        except sqlite3.Error:
            if not self._severed:
                raise
        finally:
            if link.in_turn:
                self._turnstile.turn_back(works[0].seq)

    async def _carried(self, link: Link, runs: list[Run]) -> list[Result | Behind]:
        try:
            return list(await link.carry_all(runs))
        except Behind as behind:
            return [behind]
        except Severed:
            raise
        except OrdergateError as trouble:
            return [trouble for _ in runs]
        except ValidationError as wrong:
            return [Unsuitable(_in_words(wrong)) for _ in runs]
        except _OUR_OWN_FAULTS as error:
            # Our own fault: this document is set aside with it, and the others go on.
            text = f"this engine cannot cope with it: {type(error).__name__} {error}"
            return [Unsuitable(text) for _ in runs]

    def _book(self, run: Run, result: Result | Behind) -> None:
        now_us = self._clock.now_us()
        self._store.refer(run.refs())
        if not isinstance(result, Misread):
            self._misread.pop(run.work.name, None)
        if run.followers:
            self._let_follow(run.followers, now_us)
        match result:
            case Behind():
                self._queue.hold(run.work, now_us)
            case Applied(target):
                self._queue.finish(run.work, State.APPLIED, target, now_us)
            case Ignored(rule):
                self._queue.finish(run.work, State.IGNORED, rule, now_us)
            case TurnedAway(reason):
                self._set_aside(run, State.QUARANTINED, reason)
            case Resting():
                run.work.look_first = True  # Others may have done their part before this one was asked.
                if result.down:  # Whoever waits for a vendor is not given up before it is back.
                    run.work.attempts = min(run.work.attempts, WAITED_MAX)
                self._queue.retry(run.work, result.until_us, str(result))
            case Missing():
                self._wait_for(run, result, now_us)
            case Misread() if self._may_be_read_yet(run):
                self._try_again(run, result, None, now_us)
            case Refused(transient=True) | Unclear():
                self._try_again(run, result, self._asked_pause(result), now_us)
            case _:
                self._set_aside(run, State.QUARANTINED, str(result))

    def _let_follow(self, followers: list[Arrival], now_us: int) -> None:
        """Admit what follows, unless it is a data flow that somebody else carries."""
        ours = [one for one in followers if one.link in self._links]
        # Work that is derived is not written down; without this it would be gone with the process.
        self._store.owe_stock([one.key for one in ours if one.link == stock.Stock.name])
        self._queue.admit(ours, now_us)

    def _asked_pause(self, trouble: Refused | Unclear) -> int | None:
        """The pause that a vendor asks for, or until the effect of an order shows, if there was one."""
        asked_us = trouble.retry_after_us
        if isinstance(trouble, Unclear) and trouble.may_show_late:
            return max(self._settings.polls.overlap_s * SECOND_US, asked_us or 0)
        return asked_us

    def _may_be_read_yet(self, run: Run) -> bool:
        """Whether it is worth asking again for what could not be read: for a glitch, a few times in a row."""
        self._misread[run.work.name] += 1
        return self._misread[run.work.name] < MISREAD_MAX

    def _try_again(self, run: Run, trouble: OrdergateError, asked_us: int | None, now_us: int) -> None:
        due_us = self._next_due(run, trouble, asked_us, now_us)
        if due_us is not None:
            self._queue.retry(run.work, due_us, str(trouble))

    def _next_due(self, run: Run, trouble: OrdergateError, asked_us: int | None, now_us: int) -> int | None:
        """When to try again; None when that was the last attempt, and the work is dead."""
        run.work.attempts += 1
        retry = self._settings.retry
        if run.work.attempts >= retry.attempts_max:
            text = f"gave up after {run.work.attempts} attempts: {trouble}"
            self._set_aside(run, State.DEAD, text)
            return None
        return retry.due_us(
            now_us, run.work.attempts, asked_us=asked_us, jitter=self._jitter, name=run.work.name
        )

    def _wait_for(self, run: Run, missing: Missing, now_us: int) -> None:
        """Let the missing document go first; it is set on its way if nobody has done so."""
        link = self._links.get(missing.link)
        standing = self._store.standing(missing.link, missing.key)
        state = standing[1] if standing else None
        if state in SET_ASIDE:
            reason = self._store.reason(missing.link, missing.key)
            self._set_aside(
                run, State.QUARANTINED,
                f"{missing}, because {missing.link} {missing.key} was set aside: {reason}",
            )  # fmt: skip
            return
        if state is None and link is not None and link.can_start:
            self._queue.admit([Arrival(missing.link, missing.key, lane=missing.lane)], now_us)
            state = State.DUE
        if state is State.DUE:
            # Whoever waits for work that is under way is not given up before that is.
            run.work.attempts = min(run.work.attempts, WAITED_MAX)
        due_us = self._next_due(run, missing, None, now_us)
        if due_us is not None:
            in_line = state is State.DUE and missing.lane in run.work.lanes
            self._queue.retry(run.work, now_us if in_line else due_us, str(missing), to_the_back=True)

    def _set_aside(self, run: Run, state: State, reason: str) -> None:
        self._misread.pop(run.work.name, None)
        if state is State.QUARANTINED:
            run.work.attempts += 1
        self._queue.finish(run.work, state, reason, self._clock.now_us())


def _in_words(wrong: ValidationError) -> str:
    found = [
        f"{'.'.join(str(part) for part in error['loc'])}: {error['msg'].lower()}"
        for error in wrong.errors(include_input=False, include_url=False)
    ]
    return f"the {wrong.title.lower()} is not of a form that can be carried: {'; '.join(found)}"
