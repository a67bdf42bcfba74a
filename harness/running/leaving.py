"""What a run leaves in its directory."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ..evidence.records import RunRecord, ScenarioRecord
from ..evidence.writers import Evidence, write_evidence
from ..judge.catalogue import INVARIANTS

_OF_THE_RUN = {
    "I28": "progress: everything arrives within the limit",
    "expectation": "what the scenario itself expects",
}
"""What can be broken besides the rules of the judge."""


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a run was made with; ``started`` is wall time as text."""

    seed: int
    over: str
    started: str
    strict: bool = False
    interrupted: bool = False


def run_record(name: str, made: Circumstances, scenarios: Sequence[ScenarioRecord]) -> RunRecord:
    """The run as plain data."""
    topologies = tuple(dict.fromkeys(record.topology for record in scenarios))
    settings = repr((topologies, made.over, "reference"))
    return RunRecord(
        run_id=name,
        versions={"ordergate": own_version(), "python": sys.version.split()[0]},
        seed=made.seed,
        clock="virtual" if made.over == "process" else "wall",
        connector="reference engine",
        configuration_hash=hashlib.blake2b(settings.encode(), digest_size=8).hexdigest(),
        topologies=topologies,
        started=made.started,
        scenarios=tuple(scenarios),
        rules={**{rule.id: rule.title for rule in INVARIANTS}, **_OF_THE_RUN},
        strict=made.strict,
        interrupted=made.interrupted,
    )


def leave(record: RunRecord, directory: Path) -> Evidence:
    """Write the evidence, and one journal of the whole run: those of its scenarios in a row."""
    evidence = write_evidence(record, directory)
    with (directory / "journal.ndjson").open("wb") as whole:
        for scenario in record.scenarios:
            if scenario.journal is not None:
                whole.write((directory / scenario.journal).read_bytes())
    return evidence


def own_version() -> str:
    """The version that is installed, or "0" in a checkout that is not."""
    try:
        return version("ordergate")
    except PackageNotFoundError:
        return "0"
