"""A piece of work: one document that one link has to carry, known by (link, key)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a piece of work stands; being worked on is no state, so that a crash leaves none behind."""

    DUE = "due"
    APPLIED = "applied"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"
    DEAD = "dead"


SET_ASIDE = (State.QUARANTINED, State.DEAD)
"""States that only a person, or news of the document, ends."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Word of a document, from a webhook or a poll.

    Word that is no news is dropped: by ``version`` (only a higher one is news) or by ``mark`` (only
    another one is). ``pause_us`` lets the work wait, for word that will probably come by itself.
    """

    link: str
    key: str
    mark: str = ""
    version: int = 0
    payload: bytes = b""
    lane: str = ""
    pause_us: int = 0


@dataclass(slots=True)
class Work:
    """Unfinished work. Works that share a lane are done one after the other, in order of ``seq``."""

    seq: int
    link: str
    key: str
    due_us: int
    attempts: int = 0
    mark: str = ""
    version: int = 0
    payload: bytes = b""
    lanes: tuple[str, ...] = ()
    look_first: bool = False
    doubted: bool = False
    running: bool = False
    rearmed: bool = False

    @property
    def name(self) -> str:
        """The work as messages call it."""
        return f"{self.link} {self.key}"


@dataclass(frozen=True, slots=True)
class Applied:
    """The document is where it belongs; ``target`` names what it became there."""

    target: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """There was nothing to carry, by a rule with a name."""

    rule: str


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """One item of a bulk request was refused; a person has to look at it."""

    reason: str


Outcome = Applied | Ignored | TurnedAway


@dataclass(frozen=True, slots=True)
class SetAside:
    """Work that will not be tried again by itself, with the reason."""

    kind: str
    key: str
    reason: str
    attempts: int
    state: State


@dataclass(frozen=True, slots=True)
class Accounts:
    """Everything that was received, by (kind, key), and how each ended; the rest is pending."""

    received: list[tuple[str, str]]
    applied: list[tuple[str, str]]
    ignored: list[tuple[str, str]]
    quarantined: list[tuple[str, str]]
