"""What a rule may look at besides the case in hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ordergate.simulators.kernel.policy import Policy
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Key

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
class Declared:
    """What was declared of a world where the trade is ambiguous; the rules read it.

    ``serving`` are the sites that the shop's buyers are served from, all of them if it is None.
    ``safety_stock`` is how many available units of each item are kept back from buyers.
    Of sites that are ``warehouse_only`` no other system can be told. ``policies`` are those of the
    systems, as far as they differ from what the systems do by themselves. In ``zone`` the company's
    business day begins.
    """

    serving: tuple[str, ...] | None = None
    safety_stock: int = 0
    warehouse_only: tuple[str, ...] = ()
    policies: Mapping[str, str] = field(default_factory=dict)
    zone: str = "Europe/London"

    def chosen(self, policy: Policy) -> str:
        """What a system does where the trade leaves a choice."""
        return policy.among(self.policies)


NOTHING_DECLARED = Declared()


def declared(
    topology: str, layout: Layout, *, safety_stock: int = 0, zone: str = "Europe/London"
) -> Declared:
    """Where an OMS routes, every site serves; without one, orders are booked and shipped at the first."""
    serving = None if topology == "full" else layout.sites[:1]
    return Declared(serving, safety_stock, layout.warehouse_only, layout.policies, zone)


@dataclass(frozen=True)
class Scope:
    """The systems that exist, the books, the connector's accounts, and what was declared."""

    systems: frozenset[str]
    books: Books
    accounts: Accounts = field(default_factory=Accounts)
    declared: Declared = NOTHING_DECLARED

    def has(self, system: str) -> bool:
        """Whether the topology has this system."""
        return system in self.systems

    @cached_property
    def kits(self) -> Mapping[Key, Any]:
        """The items of the ERP that are kits, by their codes."""
        items = self.books.table("erp", "items")
        return {key: item for key, item in items.items() if item.components}
