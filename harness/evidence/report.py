"""report.html: what was tested and what was found, for a reader who is given nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from markupsafe import Markup

from ..findings import Finding
from .digest import Detail, Digests
from .drawing import drawn
from .files import write_whole
from .masked_records import masked_run
from .masking import Masker
from .page import page, part
from .records import RunRecord, ScenarioRecord, Verdict
from .tables import compared
from .words import amount, caveat, headline, repeats, rule_of, what_happened

_ALL_IN_PLACE_MAX = 50
_OPEN_MAX = 10
_LEADING_FINDINGS_MAX = 10
_FULL = Detail(arrows_max=60, exchanges_max=30, body_characters_max=1_500, findings_max=50)
_BRIEF = Detail(arrows_max=40, exchanges_max=6, body_characters_max=400, findings_max=10)
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
        return _money_at_risk(self.scenario.findings)

    @property
    def searched(self) -> str:
        """What the search box searches."""
        scenario = self.scenario
        words = [scenario.id, scenario.title, scenario.rule, scenario.topology, scenario.reason]
        words += [self.words, str(scenario.seed)]
        for finding in scenario.findings[: _FULL.findings_max]:
            words += [finding.text, finding.rule, finding.order or "", *finding.documents]
        return " ".join(" ".join(words).split()).lower()


@dataclass(frozen=True)
class LeadingFinding:
    """A finding at the top of the page, with the way to its scenario."""

    finding: Finding
    entry: Entry


def write_report(run: RunRecord, path: Path, masker: Masker) -> None:
    """Write the report; journals are read from beside it, one scenario at a time."""
    shown = masked_run(run, masker)
    detail = _FULL if len(shown.scenarios) <= _ALL_IN_PLACE_MAX else _BRIEF
    entries = list(_entries(shown))
    digests = Digests(shown, path.parent, masker, detail)
    leading = [LeadingFinding(finding, entry) for entry in entries for finding in entry.scenario.findings]
    known = {
        "run": shown,
        "verdict": shown.verdict,
        "sign": _SIGNS[shown.verdict],
        "headline": headline(shown),
        "caveat": caveat(shown),
        "counts": [(verdict, _SIGNS[verdict], shown.count(verdict)) for verdict in _WORST_FIRST],
        "leading": leading[:_LEADING_FINDINGS_MAX],
        "leading_left_out": max(len(leading) - _LEADING_FINDINGS_MAX, 0),
        "entries": entries,
        "topologies": tuple(dict.fromkeys(each.topology for each in shown.scenarios)),
        "systems": tuple(dict.fromkeys(name for entry in entries for name in entry.look_at)),
        "sections": ((entry, _section(shown, entry, digests, detail)) for entry in entries),
        "rule_of": partial(rule_of, run=shown),
    }
    write_whole(path, page("report.html.j2", style="report.css", script="report.js", known=known))


def _entries(run: RunRecord) -> Iterator[Entry]:
    """The scenarios, the worst first and otherwise as they ran."""
    in_place = len(run.scenarios) <= _ALL_IN_PLACE_MAX
    taken: Counter[str] = Counter()
    numbered = sorted(enumerate(run.scenarios), key=lambda each: _WORST_FIRST.index(each[1].verdict))
    for place, (index, scenario) in enumerate(numbered):
        anchor = re.sub(r"[^\w-]+", "-", f"{scenario.id}-{scenario.topology}")
        taken[anchor] += 1
        if taken[anchor] > 1:
            anchor = f"{anchor}--{taken[anchor]}"
        opened = place < _OPEN_MAX and scenario.verdict is Verdict.FAILED
        yield Entry(index, anchor, scenario, opened, deferred=not (in_place or opened))


def _section(run: RunRecord, entry: Entry, digests: Digests, detail: Detail) -> Markup:
    scenario, digest = entry.scenario, digests.of(entry.index)
    diagram = Markup("")
    if digest.diagram is not None:
        name = f"sequence of {scenario.id} {scenario.title}"
        diagram = drawn(digest.diagram, started_us=scenario.started_us, name=name)
    return part(
        "scenario.html.j2",
        {
            "entry": entry,
            "scenario": scenario,
            "findings": scenario.findings[: detail.findings_max],
            "findings_left_out": max(len(scenario.findings) - detail.findings_max, 0),
            "diagram": diagram,
            "arrows_left_out": digest.diagram.left_out if digest.diagram else 0,
            "exchanges": digest.exchanges,
            "missing": digest.missing,
            "tables": [compared(table) for table in scenario.tables],
            "repeats": repeats(scenario)[: detail.findings_max],
            "rule_of": partial(rule_of, run=run),
        },
    )


def _money_at_risk(findings: tuple[Finding, ...]) -> str:
    by_order: dict[tuple[str, str], Decimal] = {}
    for finding in findings:
        if finding.money_at_risk is not None:
            of = (finding.currency, finding.order or finding.text)
            by_order[of] = max(by_order.get(of, Decimal(0)), finding.money_at_risk)
    totals: dict[str, Decimal] = {}
    for (currency, _), money in by_order.items():
        totals[currency] = totals.get(currency, Decimal(0)) + money
    return ", ".join(amount(total, currency) for currency, total in totals.items())
