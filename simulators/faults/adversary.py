"""The adversary of a world: which rules are in force, and what has fired.

Whether a rule with a share strikes is decided by a hash of the seed, the rule, the operation, what it
is about and the how-manieth time that is: whatever order concurrent calls come in, the same ones are struck.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..kernel.arithmetic import BASIS
from ..kernel.chance import Chance, digest
from ..kernel.clock import Clock
from ..kernel.disturbance import Passage, Posting
from ..kernel.journal import Journal
from ..kernel.problems import Unprocessable
from ..kernel.system import System
from ..kernel.wire import Surface, WireReply, WireRequest
from .crash import Crash
from .fault import CallFault, Moment, WebhookFault
from .on_connector import COMMIT, CONNECTOR, check_it_can_crash, wrong_with_place
from .rule import ANY, Rule


@dataclass
class Struck:
    """A rule in force: since when, how often calls met it, and how often it fired."""

    name: str
    rule: Rule
    began_us: int
    kept: dict[str, Any] = field(default_factory=dict)
    met: int = 0
    fired: int = 0
    attempts: Counter[tuple[str, str]] = field(default_factory=Counter)


class Adversary:
    """Makes systems misbehave by rules until they are ended; it writes down every fault that fires.

    ``crashes`` is whether whoever runs the world can make its connector crash at a given step.
    """

    def __init__(self, systems: Mapping[str, System], chance: Chance, clock: Clock, journal: Journal) -> None:
        self._systems = systems
        self._chance = chance
        self._clock = clock
        self._journal = journal
        self._rules: dict[str, Struck] = {}
        self._resting = False
        self.crashes = False

    def begin(self, rule: Rule) -> Struck:
        """Put a rule in force; Unprocessable when it can never strike, or contradicts another."""
        check_it_can_crash(rule, crashes=self.crashes)
        if rule.system != CONNECTOR:
            _check_it_can_strike(rule, self._system(rule))
        elif wrong := wrong_with_place(rule):
            raise _never(rule, wrong)
        for other in self._rules.values():
            _check_agreement(rule, other.rule)
        number = self._journal.write("disturbed", system=rule.system, what=rule.text)
        struck = Struck(f"{rule.system}-{rule.name}-{number}", rule, self._clock.now_us())
        self._rules[struck.name] = struck
        self._hook(rule.system)
        return struck

    def end(self, name: str) -> Struck:
        """End a rule; KeyError when there is none of this name."""
        struck = self._rules.pop(name)
        self._hook(struck.rule.system)
        self._journal.write("healed", system=struck.rule.system, what=struck.rule.text, fired=struck.fired)
        return struck

    def rules(self) -> list[Struck]:
        """The rules in force, oldest first."""
        return list(self._rules.values())

    def rest(self, *, resting: bool) -> None:
        """Let no rule strike for a while, but for those that end by themselves."""
        self._resting = resting

    def take_over(self, other: Adversary) -> None:
        """Go on with the rules of another, whose systems were replaced by these."""
        self._rules = {**other._rules}
        self._resting = other._resting
        for name in self._systems:
            self._hook(name)

    async def around(self, system: str, passage: Passage) -> WireReply:
        """The answer after all rules that strike had their say, the oldest outermost."""
        return await self._through(self._of(system), passage)

    async def around_post(self, system: str, posting: Posting) -> int | None:
        """The status that a webhook was taken with after all rules that strike had their say."""
        return await self._through_post(self._of(system), posting)

    def at_commit(self) -> Crash | None:
        """The crash that strikes at a commit of the connector's store, if one does; it is written down."""
        for struck in self._rules.values():
            at_commits = (struck.rule.system, struck.rule.operation) == (CONNECTOR, COMMIT)
            if at_commits and self._strikes(struck, COMMIT, COMMIT, COMMIT):
                assert isinstance(struck.rule.fault, Crash), "nothing else happens on the connector"
                with self._fired(struck, COMMIT, COMMIT, COMMIT):
                    return struck.rule.fault
        return None

    async def _through(self, rules: list[Struck], passage: Passage) -> WireReply:
        for place, struck in enumerate(rules):
            fault, said = struck.rule.fault, _said(passage.request)
            if not isinstance(fault, CallFault) or not fault.fits(
                passage.operation, self._suffering(struck.rule)
            ):
                continue
            name, about = passage.operation.name, passage.request.headers.get("idempotency-key") or said
            if self._strikes(struck, name, about, said):
                inner = partial(self._proceed, rules[place + 1 :], passage)
                with self._fired(struck, name, about, passage.number) as moment:
                    return await fault.around(replace(passage, proceed=inner), moment)
            if fault.watches and struck.rule.operation in (name, ANY):
                reply = await self._proceed(rules[place + 1 :], passage, passage.request)
                fault.watch(passage, reply, self._moment(struck, 0))
                return reply
        return await passage.proceed(passage.request)

    async def _proceed(self, rules: list[Struck], passage: Passage, request: WireRequest) -> WireReply:
        return await self._through(rules, replace(passage, request=request))

    async def _through_post(self, rules: list[Struck], posting: Posting) -> int | None:
        event = posting.event
        about = f"{event.id} {posting.subscription.id}"
        for place, struck in enumerate(rules):
            fault = struck.rule.fault
            if isinstance(fault, WebhookFault) and self._strikes(struck, event.topic, about, event.subject):
                inner = partial(self._carry, rules[place + 1 :], posting)
                with self._fired(struck, event.topic, about, event.id) as moment:
                    return await fault.around_post(replace(posting, carry=inner), moment)
        return await posting.carry(posting.request)

    async def _carry(self, rules: list[Struck], posting: Posting, request: WireRequest) -> int | None:
        return await self._through_post(rules, replace(posting, request=request))

    def _of(self, system: str) -> list[Struck]:
        """The rules for a system, oldest first; those that name their calls by ``nth`` come before."""
        found = [struck for struck in self._rules.values() if struck.rule.system in (system, CONNECTOR)]
        return sorted(found, key=lambda struck: not struck.rule.when.nth)

    def _strikes(self, struck: Struck, operation: str, about: str, said: str) -> bool:
        rule, when = struck.rule, struck.rule.when
        if rule.operation not in (operation, ANY) or when.key not in said:
            return False
        if self._resting and not when.bounded:
            return False
        if not when.in_window(self._clock.now_us() - struck.began_us):
            return False
        if when.times is not None and struck.fired >= when.times:
            return False
        struck.met += 1
        struck.attempts[operation, about] += 1
        if when.nth:
            return struck.met in when.nth
        drawn = self._number(struck, operation, about)
        return drawn % BASIS < when.share_bp

    def _number(self, struck: Struck, operation: str, about: str) -> int:
        attempt = struck.attempts[operation, about]
        return digest(self._chance.seed, "fault", struck.rule.text, operation, about, attempt)

    @contextmanager
    def _fired(self, struck: Struck, operation: str, about: str, of: int | str) -> Iterator[Moment]:
        """The moment of a fault; it is written down unless the fault found nothing to spoil."""
        struck.fired += 1
        moment = self._moment(struck, self._number(struck, operation, about) // BASIS)
        try:
            yield moment
        finally:
            struck.fired -= moment.spared
            if not moment.spared:
                self._journal.write(
                    "fault", system=struck.rule.system, rule=struck.rule.text, op=operation, of=of
                )

    def _moment(self, struck: Struck, number: int) -> Moment:
        return Moment(self._suffering(struck.rule), partial(_draw, number), struck.kept)

    def _suffering(self, rule: Rule) -> System:
        """The system of a rule; what happens on the connector is not about any, so the first will do."""
        return self._systems.get(rule.system) or next(iter(self._systems.values()))

    def _system(self, rule: Rule) -> System:
        if rule.system not in self._systems:
            raise Unprocessable(
                f"the fault rule {rule.text!r} cannot be used: there is no {rule.system} in this world; "
                f"there is: {', '.join(self._systems)}",
                field="rule",
            )
        return self._systems[rule.system]

    def _hook(self, name: str) -> None:
        """Stand between a system and its callers exactly while a rule is in force."""
        if name == CONNECTOR:
            for each in self._systems:
                self._hook(each)
            return
        system = self._systems[name]
        wanted = any(struck.rule.system in (name, CONNECTOR) for struck in self._rules.values())
        # The list stays the same one: further APIs of the system suffer from it too.
        system.disturbances[:] = [_Calls(self, name)] if wanted else []
        system.context.outbox.disturbances[:] = [_Posts(self, name)] if wanted else []


@dataclass(frozen=True)
class _Calls:
    adversary: Adversary
    system: str

    async def around(self, passage: Passage) -> WireReply:
        return await self.adversary.around(self.system, passage)


@dataclass(frozen=True)
class _Posts:
    adversary: Adversary
    system: str

    async def around_post(self, posting: Posting) -> int | None:
        return await self.adversary.around_post(self.system, posting)


def _draw(number: int, bound: int) -> int:
    return number % bound


def _said(request: WireRequest) -> str:
    return f"{request.path}?{request.query} {request.body.decode('utf-8', 'replace')}"


def _check_it_can_strike(rule: Rule, system: System) -> None:
    if isinstance(rule.fault, CallFault):
        asked = [one for one in system.routes.operations if one.surface is not Surface.WORLD]
        known = [one.name for one in asked if rule.fault.fits(one, system)]
        if not known:
            raise _never(rule, f"no operation of the {rule.system} can have {rule.name}")
        what = "operation"
    else:
        known = sorted({topic for one in system.routes.operations for topic in one.topics})
        if not known:
            raise _never(rule, f"the {rule.system} sends no webhooks")
        what = "topic"
    if rule.operation not in (ANY, *known):
        raise _never(rule, f"there is no {what} {rule.operation} that it fits; there are: {', '.join(known)}")


def _check_agreement(rule: Rule, other: Rule) -> None:
    """Behind a rule that lets nothing past at one place another would never fire."""
    same_kind = isinstance(rule.fault, CallFault) == isinstance(other.fault, CallFault)
    here = rule.system == other.system and rule.operation == other.operation
    if same_kind and here and other.when.always and other.fault.stops:
        raise _never(rule, f"the rule {other.text!r} lets nothing past")


def _never(rule: Rule, reason: str) -> Unprocessable:
    return Unprocessable(
        f"the fault rule {rule.text!r} can never strike: {reason}; leave it out, or put it right",
        field="rule",
    )
