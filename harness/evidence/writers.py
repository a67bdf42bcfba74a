"""Everything that a run leaves behind, written into its directory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .findings_json import write_findings_json
from .junit import write_junit
from .masking import Masker
from .records import RunRecord
from .report import write_report
from .run_json import write_run_json


@dataclass(frozen=True)
class Evidence:
    """Where the files of a run are."""

    run: Path
    findings: Path
    junit: Path
    report: Path


def write_evidence(run: RunRecord, directory: Path, masker: Masker | None = None) -> Evidence:
    """Write all files; journals are read from below the directory.

    The same masker gives the same placeholders in all of them.
    """
    masker = masker or Masker()
    evidence = Evidence(
        run=directory / "run.json",
        findings=directory / "findings.json",
        junit=directory / "junit.xml",
        report=directory / "report.html",
    )
    write_run_json(run, evidence.run, masker)
    write_findings_json(run, evidence.findings, masker)
    write_junit(run, evidence.junit, masker)
    write_report(run, evidence.report, masker)
    return evidence
