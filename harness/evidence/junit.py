"""junit.xml: one test case per scenario and topology, for the CI server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from .files import write_whole
from .masked_records import masked_run
from .masking import Masker
from .records import RunRecord, ScenarioRecord, Verdict
from .words import explanation, known_lines, telling_finding, what_happened

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(run: RunRecord, path: Path, masker: Masker) -> None:
    """Write one suite per topology; what is not proven is skipped, or an error in a strict run."""
    shown = masked_run(run, masker)
    root = Element("testsuites", {"name": "ordergate", **_counts(shown, shown.scenarios)})
    for topology, scenarios in _by_topology(shown):
        suite = SubElement(
            root,
            "testsuite",
            {
                "name": f"ordergate {topology}",
                **_counts(shown, scenarios),
                "timestamp": shown.started,
            },
        )
        properties = SubElement(suite, "properties")
        for name, value in _facts(shown):
            SubElement(properties, "property", {"name": name, "value": _xml(value)})
        for scenario in scenarios:
            _case(suite, shown, scenario)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    write_whole(path, ['<?xml version="1.0" encoding="utf-8"?>\n', text, "\n"])


def _by_topology(run: RunRecord) -> Iterator[tuple[str, tuple[ScenarioRecord, ...]]]:
    for topology in dict.fromkeys(scenario.topology for scenario in run.scenarios):
        yield topology, tuple(each for each in run.scenarios if each.topology == topology)


def _facts(run: RunRecord) -> Iterator[tuple[str, str]]:
    yield "run", run.run_id
    yield "connector", run.connector
    yield "seed", str(run.seed)
    yield "clock", run.clock


def _counts(run: RunRecord, scenarios: tuple[ScenarioRecord, ...]) -> dict[str, str]:
    failed = sum(scenario.verdict is Verdict.FAILED for scenario in scenarios)
    unproven = sum(scenario.verdict is Verdict.NOT_PROVEN for scenario in scenarios)
    return {
        "tests": str(len(scenarios)),
        "failures": str(failed),
        "errors": str(unproven if run.strict else 0),
        "skipped": str(0 if run.strict else unproven),
        "time": f"{sum(scenario.wall_s for scenario in scenarios):.3f}",
    }


def _case(suite: Element, run: RunRecord, scenario: ScenarioRecord) -> None:
    case = SubElement(
        suite,
        "testcase",
        {
            "classname": f"ordergate.{scenario.topology}",
            "name": _xml(f"{scenario.id} {scenario.title} [seed {scenario.seed}]"),
            "time": f"{scenario.wall_s:.3f}",
        },
    )
    if scenario.verdict is Verdict.FAILED:
        failure = SubElement(case, "failure", {"message": _xml(what_happened(scenario))})
        telling = telling_finding(scenario)
        failure.set("type", telling.rule if telling else "scenario")
        failure.text = _xml("\n".join(explanation(run, scenario)))
    elif scenario.verdict is Verdict.NOT_PROVEN:
        kind = "error" if run.strict else "skipped"
        SubElement(case, kind, {"message": _xml(f"not proven: {scenario.reason}")})
    if scenario.known:
        SubElement(case, "system-out").text = _xml("\n".join(known_lines(scenario)))


def _xml(text: str) -> str:
    """The text without the characters that XML 1.0 has no way to hold."""
    return _NOT_XML.sub("\ufffd", text)
