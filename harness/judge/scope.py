"""What a rule may look at besides the case in hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from .books import Books

MAY_BE_IGNORED = frozenset({"stock_movement"})
"""Kinds of source document that a rule of the integration may leave out; no order or return is one."""


@dataclass(frozen=True)
class Accounts:
    """What the connector says became of what it received, as (kind, key) of the source document.

    A connector that does not say leaves everything empty: then every record has to be applied.
    """

    ignored: frozenset[tuple[str, str]] = frozenset()
    quarantined: frozenset[tuple[str, str]] = frozenset()

    def excused(self, kind: str, key: str) -> bool:
        """Whether a source record was visibly set aside, or may be ignored and was."""
        if (kind, key) in self.quarantined:
            return True
        return kind in MAY_BE_IGNORED and (kind, key) in self.ignored


@dataclass(frozen=True)
class Scope:
    """The systems that exist, the books, and the connector's accounts."""

    systems: frozenset[str]
    books: Books
    accounts: Accounts = field(default_factory=Accounts)

    def has(self, system: str) -> bool:
        """Whether the topology has this system."""
        return system in self.systems
