"""What the shop may offer, and which movements of goods have to be told."""

from __future__ import annotations

from collections.abc import Iterable

TOLD_KINDS = ("receipt", "adjustment", "transfer_out", "transfer_in")


def to_publish(available: Iterable[int], safety_stock: int = 0) -> int:
    """How many units the shop may offer: what its sites have available, but for the safety stock.

    A site that has promised more than it holds has none; what it owes, no other site owes for it.
    """
    return max(0, sum(max(0, at_site) for at_site in available) - safety_stock)


def kits_to_publish(parts: Iterable[tuple[int, int]]) -> int:
    """How many whole kits the shop may offer, of (what it may offer of a component, how many one kit has)."""
    return min(offered // per_kit for offered, per_kit in parts)


def rule_for(kind: str) -> str | None:
    """The rule by which a movement is not told, because another document tells of it."""
    if kind in TOLD_KINDS:
        return None
    return f"movements of kind {kind} are told by the document that caused them"
