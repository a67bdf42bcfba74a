"""run.json: what was run with what, and how it ended; for machines, and for running it again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .files import write_whole
from .masked_records import masked_run
from .masking import Masker
from .records import RunRecord, ScenarioRecord, Verdict

_FORMAT = 1


def write_run_json(run: RunRecord, path: Path, masker: Masker) -> None:
    """Write what was run with what, and how each scenario ended."""
    shown = masked_run(run, masker)
    plain = {
        "format": _FORMAT,
        "run": shown.run_id,
        "verdict": shown.verdict.value,
        "interrupted": shown.interrupted,
        "strict": shown.strict,
        "started": shown.started,
        "seed": shown.seed,
        "clock": shown.clock,
        "connector": shown.connector,
        "configuration_hash": shown.configuration_hash,
        "profile": shown.profile,
        "faults": list(shown.faults),
        "topologies": list(shown.topologies),
        "versions": dict(shown.versions),
        "counts": {verdict.value: shown.count(verdict) for verdict in Verdict},
        "known": shown.known_count,
        "links_covered": {topology: list(links) for topology, links in shown.links_covered.items()},
        "links_by_reference": {topology: list(links) for topology, links in shown.links_by_reference.items()},
        "harness_failed": shown.harness_failed,
        "unmet": [asdict(each) for each in shown.unmet],
        "skipped": [asdict(each) for each in shown.skipped],
        "scenarios": [_scenario(scenario) for scenario in shown.scenarios],
    }
    write_whole(path, [json.dumps(plain, indent=2, ensure_ascii=False), "\n"])


def _scenario(scenario: ScenarioRecord) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "title": scenario.title,
        "topology": scenario.topology,
        "seed": scenario.seed,
        "verdict": scenario.verdict.value,
        "reason": scenario.reason,
        "findings": len(scenario.findings),
        "known": len(scenario.known),
        "started_us": scenario.started_us,
        "ended_us": scenario.ended_us,
        "wall_s": round(scenario.wall_s, 3),
        "journal": scenario.journal,
        "repeat": scenario.repeat,
        "policies": dict(scenario.policies),
    }
