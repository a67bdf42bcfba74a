"""Policies: what a system does where the trade leaves a choice, declared by name and read by rules.

Every system declares its own beside its service. The first choice is what a system does when nobody
says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """One declared choice: ``oms.backorder``, what it can be, and the question that it answers."""

    name: str
    choices: tuple[str, ...]
    about: str

    @property
    def default(self) -> str:
        """What holds when nobody says otherwise."""
        return self.choices[0]

    def among(self, chosen: Mapping[str, str]) -> str:
        """What was chosen, or the default."""
        return chosen.get(self.name, self.default)


def wrong_with_policies(chosen: Mapping[str, str], known: Iterable[Policy]) -> str | None:
    """Why a world cannot have these policies; None when it can."""
    by_name = {policy.name: policy for policy in known}
    for name, choice in chosen.items():
        policy = by_name.get(name)
        if policy is None:
            return f"there is no policy {name}; there are: {', '.join(sorted(by_name))}"
        if choice not in policy.choices:
            return f"{name} cannot be {choice!r}; it is one of: {', '.join(policy.choices)}"
    return None
