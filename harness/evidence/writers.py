"""Everything that a run leaves behind, written into its directory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .ctrf import write_ctrf
from .findings_json import write_findings_json
from .har import write_har
from .junit import write_junit
from .markdown import write_markdown
from .masking import Masker
from .money_json import write_money_json
from .records import RunRecord
from .report import write_report
from .run_json import write_run_json
from .scope import UatScope
from .uat import write_uat


@dataclass(frozen=True)
class Evidence:
    """Where the files of a run are; None for one that was not asked for."""

    run: Path
    findings: Path
    junit: Path
    report: Path
    summary: Path
    money: Path
    uat: Path | None = None
    ctrf: Path | None = None
    har: Path | None = None

    @property
    def written(self) -> tuple[Path, ...]:
        """All files that were written."""
        return tuple(path for path in vars(self).values() if path is not None)


def write_evidence(
    run: RunRecord,
    directory: Path,
    masker: Masker | None = None,
    *,
    uat: UatScope | None = None,
    ctrf: Path | None = None,
    har: bool = False,
) -> Evidence:
    """Write all files; journals are read from below the directory.

    ``uat`` asks for uat.html with this scope, ``ctrf`` for a report in that format at this path,
    ``har`` for traffic.har. The same masker gives the same placeholders in all of them.
    """
    masker = masker or Masker()
    evidence = Evidence(
        run=directory / "run.json",
        findings=directory / "findings.json",
        junit=directory / "junit.xml",
        report=directory / "report.html",
        summary=directory / "summary.md",
        money=directory / "money.json",
        uat=directory / "uat.html" if uat else None,
        ctrf=ctrf,
        har=directory / "traffic.har" if har else None,
    )
    write_run_json(run, evidence.run, masker)
    write_findings_json(run, evidence.findings, masker)
    write_junit(run, evidence.junit, masker)
    write_report(run, evidence.report, masker)
    write_markdown(run, evidence.summary, masker, str(directory))
    write_money_json(run, evidence.money, masker)
    if uat and evidence.uat:
        write_uat(run, evidence.uat, uat, masker)
    if ctrf:
        write_ctrf(run, ctrf, masker)
    if evidence.har:
        write_har(run, directory, evidence.har, masker)
    return evidence
