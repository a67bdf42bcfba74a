"""uat.html: the record of a user acceptance test, to be printed and signed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

from .acceptance import Outcome, RequirementResult, requirement_results, scenario_results
from .files import write_whole
from .grouping import known_findings, money_at_risk, open_findings
from .masked_records import masked_run
from .masking import Masker
from .page import page
from .records import RunRecord, Verdict
from .requirements import Requirement
from .scope import UatScope, not_tested_in_short
from .session import USUAL, in_session, sheets_of
from .words import amounts, caveat, disturbed, headline, rule_of

REPORT = "report.html"
"""The report that the evidence points to, beside this file."""
_TONES = {Outcome.FAILED: Verdict.FAILED, Outcome.PASSED: Verdict.PASSED}
_WHERE_MAX = 12


def write_uat(run: RunRecord, path: Path, scope: UatScope, masker: Masker) -> None:
    """Write the page; tester and approver are shown as they are, everything else is masked."""
    shown = masked_run(run, masker)
    scope = _filled(scope, shown, masker)
    found = open_findings(shown)
    scenarios = scenario_results(shown)
    requirements = requirement_results(scope.requirements, scenarios)
    sheets, session = sheets_of(shown), scope.session or USUAL
    known = {
        "run": shown,
        "scope": scope,
        "headline": headline(shown),
        "caveat": caveat(shown),
        "disturbed": disturbed(shown),
        "not_tested": (*not_tested_in_short(shown), *scope.not_tested),
        "requirements": requirements,
        "requirement_counts": _counts(requirements),
        "open_requirements": _not_shown(requirements),
        "tone": _tone,
        "found": found,
        "risk": amounts(money_at_risk(found)),
        "unknown_risk": sum(group.money is None for group in found),
        "accepted": known_findings(shown),
        "where": partial(_where, shown),
        "scenarios": scenarios,
        "session": session,
        "session_sheets": [sheet for sheet in sheets if in_session(sheet, session)],
        "other_sheets": [sheet for sheet in sheets if not in_session(sheet, session)],
        "report": REPORT,
        "rule_of": partial(rule_of, run=shown),
    }
    write_whole(path, page("uat.html.j2", style="uat.css", known=known))


def _filled(scope: UatScope, run: RunRecord, masker: Masker) -> UatScope:
    """The scope, masked, with what it leaves open taken from the run."""
    systems = dict.fromkeys(name for scenario in run.scenarios for name in scenario.systems)
    return replace(
        scope,
        project=masker.text(scope.project),
        systems=scope.systems or tuple(systems),
        links_covered=scope.links_covered or run.links_covered,
        links_by_reference=scope.links_by_reference or run.links_by_reference,
        not_tested=tuple(masker.text(sentence) for sentence in scope.not_tested),
        requirements=tuple(_masked(requirement, masker) for requirement in scope.requirements),
    )


def _masked(requirement: Requirement, masker: Masker) -> Requirement:
    return replace(requirement, text=masker.text(requirement.text), note=masker.text(requirement.note))


def _counts(requirements: tuple[RequirementResult, ...]) -> list[tuple[Outcome, int]]:
    counts = Counter(result.outcome for result in requirements)
    return [(outcome, counts[outcome]) for outcome in Outcome if counts[outcome]]


def _not_shown(requirements: tuple[RequirementResult, ...]) -> str:
    """A sentence on the requirements that nothing has shown; empty when all are."""
    count = sum(result.outcome is not Outcome.PASSED for result in requirements)
    return f"Of {len(requirements)} requirements, {count} are not shown to be met." if count else ""


def _tone(words: str) -> str:
    """The class that colours a result."""
    start = words.removesuffix(" (known)")
    return next((verdict.value for outcome, verdict in _TONES.items() if outcome == start), "indeterminate")


def _where(run: RunRecord, places: tuple[int, ...]) -> str:
    """The topologies and seeds in which something was found."""
    listed = [f"{run.scenarios[place].topology} (seed {run.scenarios[place].seed})" for place in places]
    more = len(listed) - _WHERE_MAX
    return ", ".join(listed[:_WHERE_MAX]) + (f" and {more:,} more" if more > 0 else "")
