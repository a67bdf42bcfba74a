"""Life cycles are tables: from which state which move leads where. Nothing else yields a state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from .problems import Refusal

StateT = TypeVar("StateT", bound=StrEnum)
MoveT = TypeVar("MoveT", bound=StrEnum)

WITNESSES: list[Callable[[Lifecycle[Any, Any], str, str], None]] = []
"""Who counts the moves that are made, from which state, of all worlds in this process."""


class IllegalMove(Refusal):
    """The document cannot make this move from where it stands; nothing was changed."""

    status = 409
    code = "illegal-move"


@dataclass(frozen=True)
class Lifecycle(Generic[StateT, MoveT]):
    """The legal moves of one kind of document.

    ``table`` has every state as a key; a state with no moves is final.
    """

    document: str
    start: StateT
    table: dict[StateT, dict[MoveT, StateT]]

    def after(self, state: StateT, move: MoveT, *, of: object) -> StateT:
        """The state that a move leads to; a move that is not in the table is refused."""
        moves = self.table[state]
        if move in moves:
            for witness in WITNESSES:
                witness(self, state, move)
            return moves[move]
        way_out = f"from there it can: {', '.join(moves)}" if moves else "nothing follows that state"
        raise IllegalMove(f"{self.document} {of} cannot {move} while {state}; {way_out}")

    def allows(self, state: StateT, move: MoveT) -> bool:
        """Whether the table has this move."""
        return move in self.table[state]
