"""A broken connector as data: which lines of the engine read otherwise, and what real bug that is like."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import UsageError


@dataclass(frozen=True)
class Change:
    """In a module of the engine, such as ``links.orders``, ``new`` stands where ``old`` stood, once."""

    module: str
    old: str
    new: str

    def applied(self, source: str) -> str:
        """The source with the change; DefectGone unless what it changes stands there exactly once."""
        found = source.count(self.old)
        if found != 1:
            raise DefectGone(self, found)
        return source.replace(self.old, self.new)


@dataclass(frozen=True, kw_only=True)
class Defect:
    """A connector that is right but for this.

    ``family`` is the kind of bug in the words of ``families.table``; ``severity`` 1 is money or goods wrong
    or lost without a word, 2 late or left to a person, 3 untidy. ``sources`` are reports of the real bug,
    as ``repository#number``; ``says`` is what this connector does wrong.
    """

    name: str
    family: str
    severity: int
    sources: tuple[str, ...]
    says: str
    changes: tuple[Change, ...]


class DefectGone(UsageError):
    """The engine has changed under a defect, which therefore proves nothing any more."""

    def __init__(self, change: Change, found: int) -> None:
        times = "not there" if not found else f"there {found} times"
        super().__init__(
            f"the source that a defect changes in {change.module} is {times}; "
            f"write the defect anew for: {change.old.strip().splitlines()[0].strip()}"
        )
