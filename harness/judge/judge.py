"""The judge: listens to every commit, and at settled says what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ordergate.simulators.kernel.conduct import Offence
from ordergate.simulators.kernel.tables import Change

from ..findings import Finding
from .books import Books, Case
from .catalogue import (
    ALWAYS_PRICES,
    ALWAYS_TABLES,
    BOOKS_RULES,
    PER_CASE,
    PER_PLACE,
    PER_WORLD,
    VERSION_RULES,
)
from .found import with_store
from .rules.conduct import i28_manners, i29_silence, i30_access
from .rules.price_book import PriceBook
from .rules.versions import VersionBook
from .scope import NOTHING_DECLARED, Accounts, Declared, Scope
from .stock_book import Place, StockBook


@dataclass(frozen=True)
class Ruling:
    """What the judge found at one settled moment."""

    findings: tuple[Finding, ...]
    changes_seen: int

    @property
    def clean(self) -> bool:
        """Whether every rule holds."""
        return not self.findings


class Judge:
    """Keeps an incremental view of one world; never stops at the first finding.

    A commit costs the lines that it changed. At settled only the orders and the stock that changed
    since the last time are evaluated again; ``full`` evaluates everything, and must agree.
    """

    ALWAYS_LIMIT = 10_000

    def __init__(
        self, systems: Iterable[str], *, repeat: str = "", declared: Declared = NOTHING_DECLARED
    ) -> None:
        self.books = Books()
        self.stock = StockBook()
        self.versions = VersionBook()
        self.prices = PriceBook(self.books, declared)
        self.changes_seen = 0
        self.always: dict[Finding, None] = {}
        self._manners: tuple[Finding, ...] = ()
        self._systems = frozenset(systems)
        self._repeat = repeat
        self._declared = declared
        self._by_case: dict[str, tuple[Finding, ...]] = {}
        self._by_place: dict[Place, tuple[Finding, ...]] = {}

    def observe(self, changes: list[Change]) -> None:
        """Take in a commit and evaluate the rules that hold at every moment."""
        for change in changes:
            self.changes_seen += 1
            self.books.apply(change)
            self.stock.apply(change)
            table = (change.system, change.table)
            for rule in ALWAYS_TABLES.get(table, ()):
                self._note(rule(change))
            for priced in ALWAYS_PRICES.get(table, ()):
                self._note(priced(change, self.prices))
            for versioned in VERSION_RULES.get(table, ()):
                self._note(versioned(change, self.versions))
            for gathered in BOOKS_RULES.get(table, ()):
                self._note(gathered(change, self.books, self._declared))

    def _note(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if len(self.always) < self.ALWAYS_LIMIT:
                self.always[finding] = None

    def heard(
        self, offences: Mapping[str, Sequence[Offence]], writes: Mapping[tuple[str, str], int] | None = None
    ) -> None:
        """Take in how the connector behaved so far: what it did too often, and what it wrote in the end.

        ``writes`` are those after nothing changed any more, by system and operation; None if nobody looked.
        """
        manners = [
            one
            for system, done in offences.items()
            for one in (*i28_manners(system, done), *i30_access(system, done))
        ]
        self._manners = (*manners, *i29_silence(writes or {}))

    def settled(self, accounts: Accounts | None = None) -> Ruling:
        """Everything that is wrong now that all has arrived, evaluating only what changed."""
        scope = self._scope(accounts)
        excused = accounts is not None and (accounts.quarantined or accounts.ignored)
        touched = list(self.books.cases.values()) if excused else self.books.cleaned()
        if excused:
            self.books.cleaned()
        for case in touched:
            self._by_case[case.key] = _judged(case, scope)
        places = list(self.stock.dirty)
        self.stock.dirty.clear()
        for place in places:
            self._by_place[place] = self._judged_place(place, scope)
        return self._ruling(self._by_case, self._by_place, scope)

    def full(self, accounts: Accounts | None = None) -> Ruling:
        """The same verdict from scratch, over everything."""
        scope = self._scope(accounts)
        by_case = {case.key: _judged(case, scope) for case in self.books.cases.values()}
        by_place = {place: self._judged_place(place, scope) for place in sorted(self.stock.known())}
        return self._ruling(by_case, by_place, scope)

    def _scope(self, accounts: Accounts | None) -> Scope:
        return Scope(self._systems, self.books, accounts or Accounts(), self._declared)

    def _judged_place(self, place: Place, scope: Scope) -> tuple[Finding, ...]:
        return tuple(f for rule in PER_PLACE for f in rule([place], self.stock, scope))

    def _ruling(
        self,
        by_case: dict[str, tuple[Finding, ...]],
        by_place: dict[Place, tuple[Finding, ...]],
        scope: Scope,
    ) -> Ruling:
        found = [finding for findings in by_case.values() for finding in findings]
        found += [finding for findings in by_place.values() for finding in findings]
        found += [finding for rule in PER_WORLD for finding in rule(scope)]
        found += self.always
        found += self._manners
        told = (with_store(finding, self.books.stores) for finding in found)
        unique = dict.fromkeys(replace(finding, repeat=self._repeat) for finding in told)
        ordered = sorted(unique, key=lambda f: (f.rule, f.order or "", f.text))
        return Ruling(tuple(ordered), self.changes_seen)


def _judged(case: Case, scope: Scope) -> tuple[Finding, ...]:
    found = tuple([finding for rule in PER_CASE for finding in rule(case, scope)])
    case.forget()
    return found
