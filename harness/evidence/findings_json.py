"""findings.json: every broken rule of a run with its values, documents and money at risk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..findings import Finding
from .files import write_whole
from .masked_records import masked_run
from .masking import Masker
from .records import RunRecord, ScenarioRecord

_FORMAT = 1


def write_findings_json(run: RunRecord, path: Path, masker: Masker) -> None:
    """Write every finding with the scenario that it comes from; amounts are decimal strings."""
    shown = masked_run(run, masker)
    found = [(scenario, finding) for scenario in shown.scenarios for finding in scenario.findings]
    known = [(scenario, *each) for scenario in shown.scenarios for each in scenario.known]
    plain = {
        "format": _FORMAT,
        "run": shown.run_id,
        "findings": [_finding(shown, scenario, finding) for scenario, finding in found],
        "known": [
            {**_finding(shown, scenario, finding), "reason": reason} for scenario, finding, reason in known
        ],
    }
    write_whole(path, [json.dumps(plain, indent=2, ensure_ascii=False), "\n"])


def _finding(run: RunRecord, scenario: ScenarioRecord, finding: Finding) -> dict[str, Any]:
    money = finding.money_at_risk
    return {
        "scenario": scenario.id,
        "topology": scenario.topology,
        "seed": scenario.seed,
        "rule": finding.rule,
        "rule_title": run.rules.get(finding.rule, ""),
        "text": finding.text,
        "systems": list(finding.systems),
        "documents": list(finding.documents),
        "order": finding.order,
        "values": dict(finding.values),
        "money_at_risk": None if money is None else str(money),
        "currency": finding.currency,
        "repeat": finding.repeat,
    }
