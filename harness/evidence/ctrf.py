"""ctrf.json: the run in the Common Test Report Format, which many CI tools read (https://ctrf.io)."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ..findings import Finding
from .files import write_whole
from .masked_records import masked_run
from .masking import Masker
from .records import RunRecord, ScenarioRecord, SkippedScenario, Verdict
from .words import explanation, what_happened

_SPECIFICATION = "0.1.0"
_STATUSES = ("passed", "failed", "skipped", "pending", "other")
_OF_VERDICT = {Verdict.PASSED: "passed", Verdict.FAILED: "failed", Verdict.NOT_PROVEN: "other"}
_THOUSAND = 1_000


def write_ctrf(run: RunRecord, path: Path, masker: Masker) -> None:
    """Write one test per scenario and topology; what is not proven is *other*, or failed in a strict run."""
    shown = masked_run(run, masker)
    tests = [_test(shown, scenario) for scenario in shown.scenarios]
    tests += [_skipped(each) for each in shown.skipped]
    plain = {
        "reportFormat": "CTRF",
        "specVersion": _SPECIFICATION,
        "generatedBy": "Ordergate",
        "results": {
            "tool": {"name": "ordergate", "version": shown.versions.get("ordergate", "0")},
            "summary": _summary(shown, tests),
            "tests": tests,
            "environment": _environment(shown),
        },
    }
    write_whole(path, [json.dumps(plain, indent=2, ensure_ascii=False), "\n"])


def _summary(run: RunRecord, tests: list[dict[str, Any]]) -> dict[str, int]:
    counts = Counter(test["status"] for test in tests)
    start = _milliseconds(run.started)
    took = sum(test["duration"] for test in tests)
    suites = len({tuple(test["suite"]) for test in tests})
    listed = {status: counts[status] for status in _STATUSES}
    return {"tests": len(tests), **listed, "suites": suites, "start": start, "stop": start + took}


def _environment(run: RunRecord) -> dict[str, Any]:
    return {
        "reportName": run.run_id,
        "appName": run.connector,
        "osPlatform": platform.system().lower(),
        "extra": {
            "seed": run.seed,
            "clock": run.clock,
            "configuration_hash": run.configuration_hash,
            "verdict": run.verdict.words,
        },
    }


def _test(run: RunRecord, scenario: ScenarioRecord) -> dict[str, Any]:
    status = _OF_VERDICT[scenario.verdict]
    if status == "other" and run.strict:
        status = "failed"
    rules = list(dict.fromkeys(finding.rule for finding in scenario.findings))
    test: dict[str, Any] = {
        **_identity(scenario.id, scenario.title, scenario.topology, str(scenario.seed)),
        "status": status,
        "rawStatus": scenario.verdict.words,
        "duration": round(scenario.wall_s * _THOUSAND),
        "tags": [scenario.id, scenario.topology, *rules, *(["known"] if scenario.known else [])],
        "labels": {"scenario": scenario.id, "topology": scenario.topology, "seed": scenario.seed},
    }
    if scenario.verdict is not Verdict.PASSED:
        test["message"] = what_happened(scenario)
        test["trace"] = "\n".join(explanation(run, scenario))
    found = [_finding(finding) for finding in scenario.findings]
    known = [{**_finding(finding), "reason": reason} for finding, reason in scenario.known]
    extra = {"repeat": scenario.repeat, "findings": found, "known": known}
    return {**test, "extra": {name: held for name, held in extra.items() if held}}


def _skipped(each: SkippedScenario) -> dict[str, Any]:
    topology = each.topology or "any"
    return {
        **_identity(each.id, each.title, topology, ""),
        "status": "skipped",
        "duration": 0,
        "message": each.reason,
        "tags": [each.id, topology],
    }


def _identity(id: str, title: str, topology: str, seed: str) -> Mapping[str, Any]:
    """What tells a test from others; the same test has the same id in every run."""
    name = f"{id} {title} [{topology}]"
    return {
        "id": str(uuid5(NAMESPACE_URL, f"ordergate:{name}:{seed}")),
        "name": name,
        "suite": ["ordergate", topology],
        "type": "e2e",
    }


def _finding(finding: Finding) -> dict[str, Any]:
    money = finding.money_at_risk
    return {
        "rule": finding.rule,
        "text": finding.text,
        "order": finding.order,
        "money_at_risk": None if money is None else str(money),
        "currency": finding.currency,
    }


def _milliseconds(started: str) -> int:
    """The instant in milliseconds; 0 when the text is none."""
    try:
        at = datetime.fromisoformat(started.replace(" UTC", "+00:00"))
    except ValueError:
        return 0
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * _THOUSAND)
