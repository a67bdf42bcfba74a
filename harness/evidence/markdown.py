"""summary.md: the verdict for the page of a CI job, in the Markdown that GitHub and GitLab show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from .files import write_whole
from .grouping import GroupedFinding, known_findings, money_at_risk, open_findings
from .masked_records import masked_run
from .masking import Masker
from .records import RunRecord, Verdict
from .scope import not_tested_in_short
from .words import amount, amounts, caveat, counted, disturbed, headline, rule_of

BYTES_MAX = 1_000_000
"""GitHub refuses the summary of a step beyond 1 MiB."""
_KEPT_FREE = 4_000  # For the lines at the end, which always have room.
_IN_VIEW_MAX = 10
_CELL_MAX = 600
_TOPOLOGIES_MAX = 6
_SIGNS = {Verdict.PASSED: "✅", Verdict.FAILED: "❌", Verdict.NOT_PROVEN: "⚠️"}
_SPECIAL = re.compile(
    r"[&<>|`*\[\]~\\#@$!\"']|(?<=:)//|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"  # Inside a word _ is a letter.
)
_NEEDS_MORE_THAN_TICKS = re.compile(r"[`|\\]")


def write_markdown(run: RunRecord, path: Path, masker: Masker, evidence: str = "") -> None:
    """Write the summary; ``evidence`` says where the other files are."""
    write_whole(path, [markdown(run, masker, evidence)])


def markdown(run: RunRecord, masker: Masker, evidence: str = "", bytes_max: int = BYTES_MAX) -> str:
    """The summary as text that never gets longer than the limit; what is cut is counted."""
    shown = masked_run(run, masker)
    text = _Text(bytes_max - _KEPT_FREE)
    _verdict(shown, text)
    _table(text, "Failed", ("Scenario", "Rule", "Finding", "Money at risk", "Run it again"), _failed(shown))
    _table(text, "Known findings", ("Scenario", "Rule", "Finding", "Known, because"), _known(shown))
    _table(text, "Not proven", ("Scenario", "Topology", "Because"), _not_proven(shown))
    unmet = [(f"**{escaped(each.id)}**", escaped(each.reason)) for each in shown.unmet]
    _table(text, "Asked for, and not run", ("Scenario", "Because"), unmet)
    left_out = [(escaped(each),) for each in not_tested_in_short(shown)]
    _table(text, "Not tested", ("What was left out",), left_out)
    text.always(
        f"Run {_code(shown.run_id)}, seed {_code(str(shown.seed))}, {escaped(shown.connector)}"
        + (f", {escaped(disturbed(shown))}" if disturbed(shown) else "")
        + (f". Evidence: {_code(masker.text(evidence))}" if evidence else "")
    )
    if text.left_out:
        text.always(
            f"\n**This summary is cut at {bytes_max:,} bytes: {counted(text.left_out, 'line')} left out.** "
            "report.html and findings.json have them all."
        )
    return text.whole()


def escaped(text: str) -> str:
    """The text so that it stays text: one line, without a character that means something in Markdown."""
    line = " ".join(text.split())
    if len(line) > _CELL_MAX:
        line = f"{line[:_CELL_MAX].rstrip()}…"
    return _SPECIAL.sub(lambda found: "".join(f"&#{ord(letter)};" for letter in found[0]), line)


class _Text:
    """Lines, as many as fit; those that do not are counted."""

    def __init__(self, bytes_max: int) -> None:
        self._left = bytes_max
        self._lines: list[str] = []
        self.left_out = 0

    def line(self, line: str) -> None:
        """Add a line if there is room for it; after the first that does not fit none does."""
        size = len(line.encode("utf-8", "replace")) + 1
        if self.left_out or size > self._left:
            self.left_out += 1
            return
        self._left -= size
        self._lines.append(line)

    def always(self, line: str) -> None:
        """Add a line of those that the limit keeps room for."""
        self._lines.append(line)

    def whole(self) -> str:
        """All lines."""
        return "\n".join(self._lines) + "\n"


def _verdict(run: RunRecord, text: _Text) -> None:
    text.line(f"## {_SIGNS[run.verdict]} Ordergate: {run.verdict.words}\n")
    text.line(f"{escaped(headline(run))} {escaped(caveat(run))}".rstrip() + "\n")
    risk = amounts(money_at_risk(open_findings(run)))
    if risk:
        text.line(f"Money at risk: **{escaped(risk)}**\n")
    counts = [(verdict.words, run.count(verdict)) for verdict in Verdict]
    counts += [("passed with known findings", run.known_count), ("not run", len(run.skipped))]
    shown = [(words, number) for words, number in counts if number]
    if shown:
        text.line("| " + " | ".join(words for words, _ in shown) + " |")
        text.line("|" + "---:|" * len(shown))
        text.line("| " + " | ".join(f"{number:,}" for _, number in shown) + " |\n")


def _table(text: _Text, title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A heading with a table of which the first rows are in view and the others folded."""
    listed = ["| " + " | ".join(row) + " |" for row in rows]
    if not listed:
        return
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"
    text.line(f"### {title}\n")
    text.line(head)
    for row in listed[:_IN_VIEW_MAX]:
        text.line(row)
    rest = listed[_IN_VIEW_MAX:]
    if rest and not text.left_out:
        text.always(f"\n<details><summary>{len(rest):,} more</summary>\n")
        text.line(head)
        for row in rest:
            text.line(row)
        text.always("\n</details>")
    else:
        text.left_out += len(rest)
    text.always("")


def _failed(run: RunRecord) -> Iterable[tuple[str, ...]]:
    for group in open_findings(run):
        finding = group.finding
        yield (
            _where(run, group),
            escaped(rule_of(finding, run)),
            escaped(finding.text),
            "" if finding.money_at_risk is None else escaped(amount(finding.money_at_risk, finding.currency)),
            _code(finding.repeat or group.scenario.repeat),
        )
    for scenario in run.scenarios:
        if scenario.verdict is Verdict.FAILED and not scenario.findings:
            name = f"**{escaped(scenario.id)}** {escaped(scenario.title)} ({escaped(scenario.topology)})"
            yield (name, "", escaped(scenario.reason), "", _code(scenario.repeat))


def _known(run: RunRecord) -> Iterable[tuple[str, ...]]:
    for group in known_findings(run):
        rule, text = rule_of(group.finding, run), group.finding.text
        yield (_where(run, group), escaped(rule), escaped(text), escaped(group.reason))


def _not_proven(run: RunRecord) -> Iterable[tuple[str, ...]]:
    for scenario in run.scenarios:
        if scenario.verdict is Verdict.NOT_PROVEN:
            name = f"**{escaped(scenario.id)}** {escaped(scenario.title)}"
            yield (name, escaped(scenario.topology), escaped(scenario.reason))


def _where(run: RunRecord, group: GroupedFinding) -> str:
    topologies = list(dict.fromkeys(run.scenarios[place].topology for place in group.places))
    more = len(topologies) - _TOPOLOGIES_MAX
    listed = ", ".join(topologies[:_TOPOLOGIES_MAX]) + (f" and {more} more" if more > 0 else "")
    times = f", {len(group.places)} times" if len(group.places) > len(topologies) else ""
    scenario = group.scenario
    return f"**{escaped(scenario.id)}** {escaped(scenario.title)} ({escaped(listed)}{times})"


def _code(text: str) -> str:
    """Code as it is written, between ticks; with characters that mean something even there, escaped."""
    line = " ".join(text.split())
    if not line or len(line) > _CELL_MAX or _NEEDS_MORE_THAN_TICKS.search(line):
        return f"<code>{escaped(text)}</code>" if line else ""
    return f"`{line}`"
