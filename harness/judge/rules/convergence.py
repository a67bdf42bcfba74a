"""Convergence of master data: I04."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..arithmetic import money
from ..found import found
from ..scope import Scope
from .versions import COPIES, ENTITIES, OWNERS, VersionBook, said_by


def i04_never_back(change: Change, versions: VersionBook) -> Iterator[Finding]:
    """No copy goes back to what its owner has left behind since."""
    for step in versions.apply(change):
        if step.back:
            owner = COPIES[change.system, change.table].owner
            value = _told(step.field, step.value)
            yield found(
                "I04",
                f"the {step.field} of {ENTITIES[owner]} {step.name} went back to {value} in the "
                f"{change.system}, which the {owner[0]} has left behind",
                systems=(change.system,), documents=[step.name], said=step.value,
            )  # fmt: skip


def i04_convergence(scope: Scope) -> Iterator[Finding]:
    """Every copy of an item or a customer is what its owner says now."""
    for table, copy in COPIES.items():
        owners = scope.books.table(*copy.owner)
        kind = ENTITIES[copy.owner]
        for document in scope.books.table(*table).values():
            name = str(getattr(document, copy.name))
            owner = owners.get(name)
            if owner is None or scope.accounts.excused(kind, name):
                continue
            right = said_by(owner, OWNERS[copy.owner])
            for field, value in said_by(document, copy.fields).items():
                if right.get(field, value) != value:
                    yield found(
                        "I04",
                        f"the {field} of {kind} {name} is {_told(field, value)} in the {table[0]}; "
                        f"the {copy.owner[0]} owns it and says {_told(field, right[field])}",
                        systems=(table[0],), documents=[name], said=value, right=right[field],
                    )  # fmt: skip


def _told(field: str, value: Any) -> str:
    return str(money(value)) if field.startswith("price") else str(value)
