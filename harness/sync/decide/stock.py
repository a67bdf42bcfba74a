"""What the shop may offer, and which movements of goods have to be told."""

from __future__ import annotations

TOLD_KINDS = ("receipt", "adjustment")


def to_publish(available: int) -> int:
    """How many units the shop may offer: what is available at all sites, and never below 0."""
    return max(0, available)


def rule_for(kind: str) -> str | None:
    """The rule by which a movement is not told, because another document tells of it."""
    if kind in TOLD_KINDS:
        return None
    return f"movements of kind {kind} are told by the document that caused them"
