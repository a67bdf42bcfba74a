"""report.html: what was tested and what was found, for a reader who is given nothing else."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from markupsafe import Markup

from .anchors import anchors
from .digest import Detail, Digest, Digests
from .drawing import drawn
from .files import write_whole
from .grouping import GroupedFinding, known_findings, money_at_risk, open_findings, risk_of
from .masked_records import masked_run
from .masking import Masker
from .page import page, part
from .records import RunRecord, ScenarioRecord, Verdict
from .scope import not_tested
from .sequence import Arrow
from .suspects import Beside
from .tables import compared
from .words import amounts, caveat, disturbed, headline, repeats, rule_of, what_happened

_ALL_IN_PLACE_MAX = 50
_OPEN_MAX = 10
_LEADING_FINDINGS_MAX = 10
_PLACES_MAX = 12
_FULL = Detail(arrows_max=60, exchanges_max=30, body_characters_max=1_500, findings_max=50)
_BRIEF = Detail(arrows_max=40, exchanges_max=10, body_characters_max=600, findings_max=10)
_WORST_FIRST = (Verdict.FAILED, Verdict.NOT_PROVEN, Verdict.PASSED)
_SIGNS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.NOT_PROVEN: "?"}


@dataclass(frozen=True)
class Entry:
    """A scenario in the list of scenarios: everything but its journal."""

    index: int
    anchor: str
    scenario: ScenarioRecord
    opened: bool
    deferred: bool

    @property
    def words(self) -> str:
        """The verdict as users read it."""
        return self.scenario.verdict.words

    @property
    def sign(self) -> str:
        """The verdict as one sign."""
        return _SIGNS[self.scenario.verdict]

    @property
    def happened(self) -> str:
        """One line on why it ended as it did."""
        return what_happened(self.scenario)

    @property
    def look_at(self) -> tuple[str, ...]:
        """The systems that its findings point to."""
        systems = (system for finding in self.scenario.findings for system in finding.systems)
        return tuple(dict.fromkeys(systems))

    @property
    def money(self) -> str:
        """What its findings put at risk, each order counted once."""
        return amounts(risk_of(self.scenario))

    @property
    def broken(self) -> tuple[str, ...]:
        """The rules that its findings break."""
        return tuple(dict.fromkeys(finding.rule for finding in self.scenario.findings))

    @property
    def searched(self) -> str:
        """What the search box searches."""
        scenario = self.scenario
        words = [scenario.id, scenario.title, scenario.rule, scenario.topology, scenario.reason]
        words += [self.words, str(scenario.seed)]
        words += ["known"] if scenario.known else []
        for finding in scenario.findings[: _FULL.findings_max]:
            words += [finding.text, finding.rule, finding.order or "", *finding.documents]
        return " ".join(" ".join(words).split()).lower()


@dataclass(frozen=True)
class Told:
    """A finding at the top of the page, with the ways to the scenarios that have it."""

    group: GroupedFinding
    entries: tuple[Entry, ...]

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The scenarios that are linked."""
        return self.entries[:_PLACES_MAX]

    @property
    def left_out(self) -> int:
        """How many more scenarios have it."""
        return max(len(self.entries) - _PLACES_MAX, 0)


def write_report(run: RunRecord, path: Path, masker: Masker) -> None:
    """Write the report; journals are read from beside it, one scenario at a time."""
    shown = masked_run(run, masker)
    detail = _FULL if len(shown.scenarios) <= _ALL_IN_PLACE_MAX else _BRIEF
    entries = list(_entries(shown))
    digests = Digests(shown, path.parent, masker, detail)
    found = open_findings(shown)
    known = {
        "run": shown,
        "verdict": shown.verdict,
        "sign": _SIGNS[shown.verdict],
        "headline": headline(shown),
        "caveat": caveat(shown),
        "disturbed": disturbed(shown),
        "risk": amounts(money_at_risk(found)),
        "counts": [(verdict, _SIGNS[verdict], shown.count(verdict)) for verdict in _WORST_FIRST],
        "found": _told(found[:_LEADING_FINDINGS_MAX], entries),
        "found_left_out": max(len(found) - _LEADING_FINDINGS_MAX, 0),
        "accepted": _told(known_findings(shown), entries),
        "left_undone": not_tested(shown),
        "entries": entries,
        "filters": _filters(shown, entries),
        "sections": ((entry, _placed(_section(shown, entry, digests, detail), entry)) for entry in entries),
        "rule_of": partial(rule_of, run=shown),
    }
    write_whole(path, page("report.html.j2", style="report.css", script="report.js", known=known))


def _told(groups: tuple[GroupedFinding, ...], entries: list[Entry]) -> list[Told]:
    by_index = {entry.index: entry for entry in entries}
    return [Told(group, tuple(by_index[index] for index in group.places)) for group in groups]


def _filters(run: RunRecord, entries: list[Entry]) -> dict[str, tuple[str, ...]]:
    """The values that the list of scenarios can be narrowed to."""
    return {
        "topology": tuple(dict.fromkeys(each.topology for each in run.scenarios)),
        "system": tuple(dict.fromkeys(name for entry in entries for name in entry.look_at)),
        "rule": tuple(sorted({rule for entry in entries for rule in entry.broken})),
    }


def _entries(run: RunRecord) -> Iterator[Entry]:
    """The scenarios, the worst first and otherwise as they ran."""
    in_place = len(run.scenarios) <= _ALL_IN_PLACE_MAX
    named = anchors(run)
    numbered = sorted(enumerate(run.scenarios), key=lambda each: _WORST_FIRST.index(each[1].verdict))
    for place, (index, scenario) in enumerate(numbered):
        opened = place < _OPEN_MAX and scenario.verdict is Verdict.FAILED
        yield Entry(index, named[index], scenario, opened, deferred=not (in_place or opened))


def _section(run: RunRecord, entry: Entry, digests: Digests, detail: Detail) -> Markup:
    scenario, digest = entry.scenario, digests.of(entry.index)
    beside = [*digest.beside, *[Beside()] * len(scenario.findings)]
    spots = _spots(entry, digest)
    return part(
        "scenario.html.j2",
        {
            "entry": entry,
            "scenario": scenario,
            "findings": list(zip(scenario.findings[: detail.findings_max], beside, strict=False)),
            "findings_left_out": max(len(scenario.findings) - detail.findings_max, 0),
            "spots": spots,
            "diagram": _diagram(scenario, digest, spots),
            "arrows_left_out": digest.diagram.left_out if digest.diagram else 0,
            "exchanges": digest.exchanges,
            "missing": digest.missing,
            "tables": [compared(table) for table in scenario.tables],
            "repeats": repeats(scenario)[: detail.findings_max],
            "rule_of": partial(rule_of, run=run),
        },
    )


def _diagram(scenario: ScenarioRecord, digest: Digest, spots: Mapping[int, str]) -> Markup:
    if digest.diagram is None:
        return Markup("")
    name = f"sequence of {scenario.id} {scenario.title}"
    return drawn(digest.diagram, started_us=scenario.started_us, name=name, spots=spots)


def _spots(entry: Entry, digest: Digest) -> Mapping[int, str]:
    """The arrows of the diagram that stand beside a finding, with the ids that they are linked by."""
    rows = digest.diagram.rows if digest.diagram else ()
    drawn_numbers = {row.number for row in rows if isinstance(row, Arrow)}
    wanted = [each.number for beside in digest.beside for each in beside.exchanges]
    return {number: f"{entry.anchor}-{number}" for number in wanted if number in drawn_numbers}


def _placed(section: Markup, entry: Entry) -> Markup:
    """The section as it is or, where it waits to be opened, compressed."""
    if not entry.deferred:
        return section
    packed = base64.b64encode(gzip.compress(section.encode("utf-8", "replace"), mtime=0)).decode()
    return Markup('<script type="text/plain" class="later">{}</script>').format(packed)
