"""Ways to break one thing in a recorded life."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ordergate.harness.findings import Finding
from ordergate.harness.judge.judge import Judge, Ruling
from ordergate.harness.judge.scope import NOTHING_DECLARED, Accounts, Declared
from ordergate.simulators.kernel.tables import Change

SYSTEMS = ("marketplace", "oms", "erp", "wms")


@dataclass(frozen=True)
class Life:
    """The commits of a healthy life; ``order`` shipped, ``waiting`` has an open backorder."""

    changes: list[Change]
    order: str
    waiting: str
    accounts: Accounts
    declared: Declared = NOTHING_DECLARED
    systems: tuple[str, ...] = SYSTEMS

    def judged(self, changes: list[Change] | None = None) -> Ruling:
        judge = Judge(self.systems, declared=self.declared)
        for change in self.changes if changes is None else changes:
            judge.observe([change])
        return judge.settled(self.accounts)

    def edited(
        self,
        system: str,
        table: str,
        edit: Callable[[Any], Any],
        *,
        only: Callable[[Any], bool] | None = None,
    ) -> list[Change]:
        """The life with every chosen version of a kind of document edited."""
        wanted = only or (lambda document: True)

        def changed(document: Any) -> Any:
            return edit(document) if document is not None and wanted(document) else document

        return [
            change._replace(before=changed(change.before), after=changed(change.after))
            if (change.system, change.table) == (system, table)
            else change
            for change in self.changes
        ]

    def last_edited(self, system: str, table: str, edit: Callable[[Any], Any]) -> list[Change]:
        """The life followed by one more version of the last document of a kind."""
        last = self.last(system, table)
        return [
            *self.changes,
            last._replace(before=last.after, after=edit(last.after), version=last.version + 1),
        ]

    def without(self, system: str, table: str, *, count: int = 1) -> list[Change]:
        """The life without the last documents of a kind ever coming into being."""
        keys = [c.key for c in self.changes if (c.system, c.table) == (system, table) and c.version == 1]
        gone = set(keys[-count:])
        return [c for c in self.changes if (c.system, c.table) != (system, table) or c.key not in gone]

    def doubled(self, system: str, table: str, edit: Callable[[Any], Any], key: str | int) -> list[Change]:
        """The life with a second document like the last of its kind."""
        last = self.last(system, table)
        twin = edit(last.after)
        return [*self.changes, last._replace(key=key, before=None, after=twin, version=1)]

    def last(self, system: str, table: str) -> Change:
        return [c for c in self.changes if (c.system, c.table) == (system, table)][-1]


def rules(ruling: Ruling) -> set[str]:
    return {finding.rule for finding in ruling.findings}


def only_rule(ruling: Ruling, rule: str, *, also: str = "") -> Finding:
    """The first finding of a rule, when exactly it is broken, and ``also`` what cannot but follow."""
    said = "\n".join(f"{f.rule}: {f.text}" for f in ruling.findings)
    assert rules(ruling) == {rule, *also.split()}, said
    return next(finding for finding in ruling.findings if finding.rule == rule)
