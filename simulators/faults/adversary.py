"""The adversary of a world: which rules are in force, and what has fired.

Whether a rule with a share strikes is decided by a hash of the seed, the rule, the operation, what it
is about and the how-manieth time that is: whatever order concurrent calls come in, the same ones are struck.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..kernel.arithmetic import BASIS
from ..kernel.chance import Chance, Digest, encoded
from ..kernel.clock import Clock
from ..kernel.disturbance import Passage, Posting
from ..kernel.journal import Journal
from ..kernel.problems import Unprocessable
from ..kernel.system import System
from ..kernel.wire import Operation, Surface, WireReply, WireRequest
from .crash import Crash
from .fault import CallFault, Moment, WebhookFault
from .on_connector import COMMIT, CONNECTOR, check_it_can_crash, wrong_with_place
from .rule import ANY, Rule
from .when import When


@dataclass
class Struck:
    """A rule in force: since when, how often calls met it and it fired; ``owed``: struck in vain."""

    name: str
    rule: Rule
    began_us: int
    chance: Digest
    gives_way: bool = False
    kept: dict[str, Any] = field(default_factory=dict)
    met: int = 0
    fired: int = 0
    owed: int = 0
    attempts: Counter[bytes] = field(default_factory=Counter)

    def number(self, call: Met) -> int:
        """What is drawn for this attempt at a call."""
        return self.chance.of(call.asked + encoded(self.attempts[call.asked]))


class Met:
    """What rules meet: an operation or topic, what it is about, and all that was ``said``."""

    def __init__(self, operation: str, about: str, said: str) -> None:
        self.operation = operation
        self.about = about
        self.said = said
        self.asked = encoded(operation, about)


_AT_COMMIT = Met(COMMIT, COMMIT, COMMIT)


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
        self._fitting: dict[tuple[str, Operation], list[Struck]] = {}
        self._resting: frozenset[str] = frozenset()
        self._awaited: defaultdict[str, set[str]] = defaultdict(set)
        self.crashes = False

    def begin(self, rule: Rule, *, gives_way: bool = False) -> Struck:
        """Put a rule in force; Unprocessable when it can never strike, or contradicts another.

        One that ``gives_way`` strikes nothing of a system while another there has not struck yet.
        """
        check_it_can_crash(rule, crashes=self.crashes)
        if rule.system != CONNECTOR:
            _check_it_can_strike(rule, self._system(rule))
        elif wrong := wrong_with_place(rule):
            raise _never(rule, wrong)
        for other in self._rules.values():
            _check_agreement(rule, other.rule)
        number = self._journal.write("disturbed", system=rule.system, what=rule.text)
        struck = Struck(
            f"{rule.system}-{rule.name}-{number}",
            rule,
            self._clock.now_us(),
            Digest(self._chance.seed, "fault", rule.text),
            gives_way,
        )
        self._rules[struck.name] = struck
        if not gives_way:
            self._awaited[rule.system].add(struck.name)
        self._hook(rule.system)
        return struck

    def end(self, name: str) -> Struck:
        """End a rule; KeyError when there is none of this name."""
        struck = self._rules.pop(name)
        self._awaited[struck.rule.system].discard(name)
        self._hook(struck.rule.system)
        self._journal.write("healed", system=struck.rule.system, what=struck.rule.text, fired=struck.fired)
        return struck

    def rules(self) -> list[Struck]:
        """The rules in force, oldest first."""
        return list(self._rules.values())

    def rest(self, names: Iterable[str]) -> None:
        """Let these rules strike nothing until told otherwise, but for those that end by themselves."""
        self._resting = frozenset(names)

    def take_over(self, other: Adversary) -> None:
        """Go on with the rules of another, whose systems were replaced by these."""
        self._rules = {**other._rules}
        self._awaited = other._awaited
        self._resting = other._resting
        for name in self._systems:
            self._hook(name)

    async def around(self, system: str, passage: Passage) -> WireReply:
        """The answer after all rules that strike had their say, the surest outermost."""
        return await self._through(self._for(system, passage.operation), passage, _met(passage))

    async def around_post(self, system: str, posting: Posting) -> int | None:
        """The status that a webhook was taken with after all rules that strike had their say."""
        return await self._through_post(self._of(system), posting)

    def at_commit(self) -> Crash | None:
        """The crash that strikes at a commit of the connector's store, if one does; it is written down."""
        for struck in self._rules.values():
            at_commits = (struck.rule.system, struck.rule.operation) == (CONNECTOR, COMMIT)
            if at_commits and self._strikes(struck, _AT_COMMIT):
                assert isinstance(struck.rule.fault, Crash), "nothing else happens on the connector"
                with self._fired(struck, _AT_COMMIT, COMMIT):
                    return struck.rule.fault
        return None

    async def _through(self, rules: Sequence[Struck], passage: Passage, call: Met) -> WireReply:
        for place, struck in enumerate(rules):
            fault = struck.rule.fault
            assert isinstance(fault, CallFault), "only these fit an operation"
            if self._strikes(struck, call):
                inner = partial(self._proceed, rules[place + 1 :], passage, call)
                with self._fired(struck, call, passage.number) as moment:
                    return await fault.around(replace(passage, proceed=inner), moment)
            if fault.watches:
                reply = await self._proceed(rules[place + 1 :], passage, call, passage.request)
                fault.watch(passage, reply, self._moment(struck, 0))
                return reply
        return await passage.proceed(passage.request)

    async def _proceed(
        self, rules: Sequence[Struck], passage: Passage, call: Met, request: WireRequest
    ) -> WireReply:
        if request is not passage.request:
            passage = replace(passage, request=request)
            call = _met(passage)
        return await self._through(rules, passage, call)

    async def _through_post(self, rules: Sequence[Struck], posting: Posting) -> int | None:
        event = posting.event
        call = Met(event.topic, f"{event.id} {posting.subscription.id}", event.subject)
        for place, struck in enumerate(rules):
            fault = struck.rule.fault
            if isinstance(fault, WebhookFault) and self._strikes(struck, call):
                inner = partial(self._carry, rules[place + 1 :], posting)
                with self._fired(struck, call, event.id) as moment:
                    return await fault.around_post(replace(posting, carry=inner), moment)
        return await posting.carry(posting.request)

    async def _carry(self, rules: Sequence[Struck], posting: Posting, request: WireRequest) -> int | None:
        return await self._through_post(rules, replace(posting, request=request))

    def _for(self, system: str, operation: Operation) -> list[Struck]:
        """The rules that an operation of a system may suffer from, in the order of ``_of``."""
        if (system, operation) not in self._fitting:
            self._fitting[system, operation] = [
                struck for struck in self._of(system) if self._fits(struck.rule, operation)
            ]
        return self._fitting[system, operation]

    def _fits(self, rule: Rule, operation: Operation) -> bool:
        if not isinstance(rule.fault, CallFault) or rule.operation not in (operation.name, ANY):
            return False
        return rule.fault.fits(operation, self._suffering(rule))

    def _of(self, system: str) -> list[Struck]:
        """The rules for a system, the surest first: by ``nth``, then always, by share; the older first."""
        found = [struck for struck in self._rules.values() if struck.rule.system in (system, CONNECTOR)]
        return sorted(found, key=lambda struck: _chanciness(struck.rule.when))

    def _strikes(self, struck: Struck, call: Met) -> bool:
        rule, when = struck.rule, struck.rule.when
        if self._holds_back(struck):
            return False
        if rule.operation not in (call.operation, ANY) or when.key not in call.said:
            return False
        if not when.in_window(self._clock.now_us() - struck.began_us):
            return False
        if when.times is not None and struck.fired >= when.times:
            return False
        struck.met += 1
        struck.attempts[call.asked] += 1
        if when.nth:
            return self._is_due(struck)
        return struck.number(call) % BASIS < when.share_bp

    def _holds_back(self, struck: Struck) -> bool:
        unending = not (struck.rule.when.bounded or struck.rule.fault.lasts)
        if struck.name in self._resting and unending:
            return True
        return struck.gives_way and bool(self._awaited[struck.rule.system])

    def _is_due(self, struck: Struck) -> bool:
        """Whether this call was named by ``nth``, or comes instead of one with nothing to spoil."""
        if struck.met in struck.rule.when.nth:
            return True
        instead = struck.owed > 0
        struck.owed -= instead
        return instead

    @contextmanager
    def _fired(self, struck: Struck, call: Met, of: int | str) -> Iterator[Moment]:
        """The moment of a fault; it is written down unless the fault found nothing to spoil."""
        struck.fired += 1
        moment = self._moment(struck, struck.number(call) // BASIS)
        try:
            yield moment
        finally:
            struck.fired -= moment.spared
            struck.owed += moment.spared
            if isinstance(struck.rule.fault, Crash):
                for system in self._systems.values():
                    system.conduct.starts_anew()
            if not moment.spared:
                self._awaited[struck.rule.system].discard(struck.name)
                self._journal.write(
                    "fault", system=struck.rule.system, rule=struck.rule.text, op=call.operation, of=of
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
        self._fitting.clear()
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


def _chanciness(when: When) -> int:
    return 0 if when.nth else 1 if when.share_bp >= BASIS else 2


def _met(passage: Passage) -> Met:
    request = passage.request
    said = f"{request.path}?{request.query} {request.body.decode('utf-8', 'replace')}"
    return Met(passage.operation.name, request.headers.get("idempotency-key") or said, said)


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
    """Behind a rule that lets nothing past at one place another would never fire, unless it is surer."""
    same_kind = isinstance(rule.fault, CallFault) == isinstance(other.fault, CallFault)
    here = rule.system == other.system and rule.operation == other.operation
    behind = _chanciness(rule.when) >= _chanciness(other.when)
    if same_kind and here and behind and other.when.always and other.fault.stops:
        raise _never(rule, f"the rule {other.text!r} lets nothing past")


def _never(rule: Rule, reason: str) -> Unprocessable:
    return Unprocessable(
        f"the fault rule {rule.text!r} can never strike: {reason}; leave it out, or put it right",
        field="rule",
    )
