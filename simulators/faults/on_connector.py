"""Rules about the connector itself, such as ``crash on connector nth=7``."""

from __future__ import annotations

from ..kernel.problems import Unprocessable
from .crash import Crash
from .rule import ANY, Rule

CONNECTOR = "connector"
"""Where a rule says that the connector crashes, at whichever system it calls."""

COMMIT = "commit"
"""A step of the connector that no system sees: its store keeps what was written."""


def wrong_with_place(rule: Rule) -> str | None:
    """Why a rule on the connector can never strike; None when it can."""
    if not isinstance(rule.fault, Crash):
        return f"only crash happens on the {CONNECTOR}; name a system"
    if rule.operation not in (ANY, COMMIT):
        there_are = f"write {CONNECTOR} for all its calls, {CONNECTOR}.{COMMIT} for those of its store"
        return f"the {CONNECTOR} has no {rule.operation}; {there_are}"
    if rule.operation == COMMIT and rule.when.key:
        return "a commit names no document, so that key fits none"
    return None


def check_it_can_crash(rule: Rule, *, crashes: bool) -> None:
    """Unprocessable when the connector is one that nobody here can kill."""
    if isinstance(rule.fault, Crash) and not crashes:
        raise Unprocessable(
            f"the fault rule {rule.text!r} cannot be used: this connector runs where nobody here can make it "
            "crash at a given step; end its process with kill -9 and start it again (docs/faults.md)",
            field="rule",
        )
