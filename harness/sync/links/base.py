"""What a link is: it carries the documents of one kind from where they arise to where they belong."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from ...errors import OrdergateError
from ..errors import Rejected
from ..queue import Habits
from ..run import Run
from ..surroundings import Surroundings
from ..work import Outcome

Result = Outcome | OrdergateError


class Link(ABC):
    """Carries one document at a time.

    ``can_start`` says whether its key alone is enough to fetch the document; ``in_turn`` whether
    works have to come to their lanes in the order in which they arrived.
    """

    name: ClassVar[str]
    habits: ClassVar[Habits] = Habits()
    can_start: ClassVar[bool] = True
    in_turn: ClassVar[bool] = False

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.settings = around.settings

    async def carry_all(self, runs: Sequence[Run]) -> list[Result]:
        """What became of each; here there is always one."""
        return [await self.carry(run) for run in runs]

    @abstractmethod
    async def carry(self, run: Run) -> Outcome:
        """Bring the document to where it belongs."""


class BatchLink(Link):
    """Carries documents in bulk requests; one that is wrong does not keep the others back."""

    async def carry_all(self, runs: Sequence[Run]) -> list[Result]:
        """What became of each; a bulk request that is refused as a whole is tried in halves."""
        try:
            return await self.carry_together(runs)
        except Rejected as refusal:
            if len(runs) == 1:
                return [refusal]
            half = len(runs) // 2
            return [*await self.carry_all(runs[:half]), *await self.carry_all(runs[half:])]

    async def carry(self, run: Run) -> Outcome:
        """Bring a single document to where it belongs."""
        [result] = await self.carry_all([run])
        if isinstance(result, OrdergateError):
            raise result
        return result

    @abstractmethod
    async def carry_together(self, runs: Sequence[Run]) -> list[Result]:
        """Bring the documents to where they belong; what became of each, in their order."""
