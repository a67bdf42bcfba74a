"""The verdict on the terminal: a table, then the findings in plain words and how to repeat them."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..findings import Finding
from .grouping import GroupedFinding, known_findings, open_findings
from .masked_records import masked_run
from .masking import Masker
from .records import RunRecord, ScenarioRecord, Verdict
from .scope import not_tested_tally
from .words import amount, caveat, counted, disturbed, elapsed, headline, repeats, rule_of, verdict_words

_STYLES = {Verdict.PASSED: "green", Verdict.FAILED: "bold red", Verdict.NOT_PROVEN: "yellow"}
_FINDINGS_MAX = 20
_KNOWN_MAX = 5
_PLAIN_WIDTH = 110


def print_summary(run: RunRecord, console: Console, masker: Masker | None = None) -> None:
    """Print the verdict of a run to a terminal, in its width and colours."""
    shown = masked_run(run, masker or Masker())
    console.print(_table(shown))
    for line in _lines(shown):
        # Lines are left whole, so that a command can be copied from the terminal.
        console.print(line, soft_wrap=True)


def plain_summary(run: RunRecord, masker: Masker | None = None) -> str:
    """The same as text without colours, for the log of a CI job."""
    sink = io.StringIO()
    console = Console(
        file=sink, width=_PLAIN_WIDTH, color_system=None, force_terminal=False, legacy_windows=False
    )
    print_summary(run, console, masker)
    return "\n".join(line.rstrip() for line in sink.getvalue().splitlines()) + "\n"


def _table(run: RunRecord) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("verdict", no_wrap=True)
    table.add_column("scenario", overflow="fold")
    table.add_column("topology", overflow="fold")
    table.add_column("findings", justify="right", no_wrap=True)
    table.add_column("simulated", justify="right", no_wrap=True)
    for alike in _repeats(run):
        first = alike[0]
        times = "" if len(alike) == 1 else f" {len(alike)} times"
        longest_us = max(scenario.ended_us - scenario.started_us for scenario in alike)
        table.add_row(
            Text(f"{verdict_words(first)}{times}", _STYLES[first.verdict]),
            Text(f"{first.id} {first.title}"),
            Text(first.topology),
            Text(str(sum(len(scenario.findings) for scenario in alike) or "")),
            Text(elapsed(longest_us)),
        )
    return table


def _repeats(run: RunRecord) -> Iterator[list[ScenarioRecord]]:
    """Repeats of a scenario in one topology that ended alike."""
    rows: dict[tuple[str, str, str, str], list[ScenarioRecord]] = {}
    for scenario in run.scenarios:
        key = (scenario.id, scenario.title, scenario.topology, verdict_words(scenario))
        rows.setdefault(key, []).append(scenario)
    yield from rows.values()


def _lines(run: RunRecord) -> Iterator[Text]:
    left = _FINDINGS_MAX
    for groups in _alike(run):
        if left > 0:
            yield from _found(run, groups[:left])
        left -= len(groups)
    if left < 0:
        yield Text("")
        yield Text(f"{counted(-left, 'more finding')}; report.html and findings.json have them all")
    for scenario in run.scenarios:
        if scenario.verdict is not Verdict.PASSED and not scenario.findings:
            yield from _ended(scenario, scenario.topology)
            yield Text(f"  {scenario.reason}")
            yield from _repeated(scenario)
    yield from _known(run)
    yield Text("")
    for each in run.unmet:
        yield Text.assemble(("not run", "yellow"), f" {each.id}: {each.reason}")
    if tally := not_tested_tally(run):
        yield Text(tally)
    yield Text.assemble((run.verdict.words, _STYLES[run.verdict]), f": {headline(run)}")
    for sentence in filter(None, (disturbed(run), caveat(run))):
        yield Text(sentence)


def _alike(run: RunRecord) -> list[list[GroupedFinding]]:
    """The findings of each scenario that were made in the same topologies, as they ran."""
    by_place: dict[tuple[tuple[int, ...], str, str], list[GroupedFinding]] = {}
    for group in open_findings(run):
        by_place.setdefault((group.places, group.scenario.id, group.scenario.title), []).append(group)
    return [by_place[key] for key in sorted(by_place)]


def _known(run: RunRecord) -> Iterator[Text]:
    """What was found again and is known, each once."""
    groups = known_findings(run)
    for group in groups[:_KNOWN_MAX]:
        yield Text("")
        yield Text.assemble(("known", "yellow"), f" {group.scenario.id} {group.scenario.title}")
        yield Text(f"  {group.finding.text}")
        yield Text(f"  because: {group.reason}")
    if len(groups) > _KNOWN_MAX:
        yield Text("")
        yield Text(f"{counted(len(groups) - _KNOWN_MAX, 'more known finding')}; report.html has them all")


def _ended(scenario: ScenarioRecord, where: str) -> Iterator[Text]:
    yield Text("")
    yield Text.assemble(
        (scenario.verdict.words, _STYLES[scenario.verdict]), f" {scenario.id} {scenario.title} ({where})"
    )


def _found(run: RunRecord, groups: list[GroupedFinding]) -> Iterator[Text]:
    """What was found in one scenario, and the line that repeats it in the first place that has it."""
    places = [run.scenarios[place] for place in groups[0].places]
    yield from _ended(places[0], ", ".join(dict.fromkeys(place.topology for place in places)))
    for group in groups:
        yield from _facts(run, group.finding)
    yield from _repeated(places[0])


def _repeated(scenario: ScenarioRecord) -> Iterator[Text]:
    for line in repeats(scenario):
        yield Text(f"  repeat: {line}")


def _facts(run: RunRecord, finding: Finding) -> Iterator[Text]:
    yield Text(f"  {finding.text}", "bold")
    facts = [f"rule {rule_of(finding, run)}"]
    if finding.order:
        facts.append(f"order {finding.order}")
    if finding.money_at_risk is not None:
        facts.append(f"{amount(finding.money_at_risk, finding.currency)} at risk")
    if finding.systems:
        facts.append(f"look at {', '.join(finding.systems)}")
    yield Text(f"  {'; '.join(facts)}")
