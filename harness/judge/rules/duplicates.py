"""Effect once: I27."""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding
from ..found import found
from ..scope import Scope

ONCE = (
    ("erp", "customers", "external_ref", "customer"),
    ("erp", "orders", "external_ref", "order"),
    ("erp", "deliveries", "external_ref", "delivery"),
    ("erp", "credit_memos", "external_ref", "credit memo"),
    ("erp", "returns", "external_ref", "return"),
    ("erp", "payments", "external_ref", "payment"),
    ("erp", "stock_movements", "external_ref", "stock movement"),
    ("wms", "outbounds", "reference", "outbound"),
)
"""Where each document that a connector makes bears a reference of its own."""


def i27_effect_once(scope: Scope) -> Iterator[Finding]:
    """No two documents of a kind bear the same reference: what was told twice has one effect."""
    for system, table, field, kind in ONCE:
        first: dict[str, object] = {}
        for key, document in scope.books.table(system, table).items():
            reference = getattr(document, field)
            if not reference:
                continue
            if (other := first.setdefault(reference, key)) != key:
                yield found(
                    "I27",
                    f"{kind} {key} of the {system} bears the reference {reference} of {kind} {other}: "
                    "it was made twice",
                    systems=(system,), documents=[other, key], reference=reference,
                )  # fmt: skip
