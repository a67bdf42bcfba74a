"""What a report shows of each scenario's journal, made in one pass over the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .documents import Documents
from .errors import UnreadableJournal
from .exchanges import Exchanges, ShownExchanges
from .journal_reader import Exchange, Said, Slice, slices
from .masking import Masker
from .records import RunRecord, ScenarioRecord
from .sequence import Diagram, Sequence
from .suspects import Beside, Suspects

_FINDINGS_READ_MAX = 50


@dataclass(frozen=True)
class Detail:
    """How much of each scenario is shown."""

    arrows_max: int
    exchanges_max: int
    body_characters_max: int
    findings_max: int


@dataclass(frozen=True)
class Digest:
    """The diagram and the exchanges of one scenario; ``missing`` says why there are none.

    ``beside`` is what stands beside each of its findings, the first ones first.
    """

    diagram: Diagram | None = None
    exchanges: ShownExchanges | None = None
    beside: tuple[Beside, ...] = ()
    missing: str = ""


class Digests:
    """The digests of a run, each made when it is asked for.

    Scenarios that share a journal are digested together, so that it is read only once. A journal
    of one scenario need not name it.
    """

    def __init__(self, run: RunRecord, directory: Path, masker: Masker, detail: Detail) -> None:
        self._run = run
        self._directory = directory
        self._masker = masker
        self._detail = detail
        self._sharing: dict[str, list[int]] = defaultdict(list)
        for index, scenario in enumerate(run.scenarios):
            if scenario.journal is not None:
                self._sharing[scenario.journal].append(index)
        self._ready: dict[int, Digest] = {}

    def of(self, index: int) -> Digest:
        """The digest of the scenario at this place in the run; it can be asked for once."""
        journal = self._run.scenarios[index].journal
        if journal is None:
            return Digest(missing="No journal was kept of this scenario.")
        if index not in self._ready:
            self._read(journal)
        return self._ready.pop(index)

    def _read(self, journal: str) -> None:
        waiting = list(self._sharing[journal])
        unnamed: Digest | None = None
        problem = f"Journal {journal} holds nothing of this scenario."
        try:
            for part in slices(self._directory / journal):
                index = self._belongs_to(part, waiting)
                if index is not None:
                    self._ready[index] = self._digest(self._run.scenarios[index], part)
                    waiting.remove(index)
                elif part.id is None and len(waiting) == 1:
                    unnamed = self._digest(self._run.scenarios[waiting[0]], part)
        except UnreadableJournal as error:
            problem = str(error)[0].upper() + str(error)[1:] + "."
            unnamed = None
        for index in waiting:
            self._ready[index] = unnamed or Digest(missing=problem)

    def _belongs_to(self, part: Slice, waiting: Iterable[int]) -> int | None:
        for index in waiting:
            if part.id == self._run.scenarios[index].id:
                return index
        return None

    def _digest(self, scenario: ScenarioRecord, part: Slice) -> Digest:
        found = (*scenario.findings, *(finding for finding, _ in scenario.known))
        documents = Documents(found[:_FINDINGS_READ_MAX])
        sequence = Sequence(documents, self._detail.arrows_max)
        exchanges = Exchanges(documents, self._detail.exchanges_max, found=bool(found))
        suspects = Suspects(scenario.findings[: self._detail.findings_max])
        people: dict[str, None] = {}
        for event in part:
            if isinstance(event, Said | Exchange):
                people[event.who if isinstance(event, Said) else event.caller] = None
            documents.follow(event)
            if documents.touched_by(event):
                suspects.add(event)
            sequence.add(event)
            exchanges.add(event)
        self._masker.meet(people)
        characters_max = self._detail.body_characters_max
        return Digest(
            sequence.finished(self._masker),
            exchanges.finished(self._masker, characters_max),
            suspects.finished(self._masker, characters_max),
        )
