from __future__ import annotations

import resource
from dataclasses import replace
from pathlib import Path

import pytest

from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.report import write_report
from tests.evidence.fabricated import FAILED, run_of, write_failed_journal


@pytest.mark.slow
def test_a_thousand_failed_scenarios_fit_a_report_that_is_made_in_seconds(tmp_path: Path) -> None:
    write_failed_journal(tmp_path / "journal.ndjson")
    text = (tmp_path / "journal.ndjson").read_bytes()
    records = []
    for number in range(1_000):
        (tmp_path / f"{number}.ndjson").write_bytes(text)
        records.append(replace(FAILED, seed=number, journal=f"{number}.ndjson"))
    before_s = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    write_report(run_of(tuple(records)), tmp_path / "report.html", Masker())
    took_s = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before_s
    assert (tmp_path / "report.html").stat().st_size < 30_000_000
    assert took_s < 10
