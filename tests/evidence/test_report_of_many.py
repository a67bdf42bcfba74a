from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.report import write_report
from tests.evidence.browser import Opened
from tests.evidence.fabricated import CANARIES, FAILED, run_of, write_failed_journal
from tests.evidence.reading import readable


@pytest.mark.slow
def test_a_thousand_failed_scenarios_fit_a_report_that_can_be_sent(tmp_path: Path) -> None:
    write_failed_journal(tmp_path / "journal.ndjson")
    text = (tmp_path / "journal.ndjson").read_bytes()
    records = []
    for number in range(1_000):
        (tmp_path / f"{number}.ndjson").write_bytes(text)
        records.append(replace(FAILED, seed=number, journal=f"{number}.ndjson"))
    write_report(run_of(tuple(records)), tmp_path / "report.html", Masker())
    assert (tmp_path / "report.html").stat().st_size < 12_000_000


@pytest.mark.slow
def test_a_report_of_a_thousand_scenarios_is_searched_and_opened_in_a_browser(
    browser: Any, tmp_path: Path
) -> None:
    write_failed_journal(tmp_path / "journal.ndjson")
    records = tuple(
        replace(FAILED, id=f"S{number}", journal="journal.ndjson" if number == 7 else None)
        for number in range(1_000)
    )
    write_report(run_of(records), tmp_path / "report.html", Masker())
    opened = Opened(browser, tmp_path / "report.html")
    opened.page.fill("#search", "S999")
    assert opened.shown() == ["S999"]
    opened.page.locator("#S999-shop-erp-wms summary").first.click()
    opened.page.locator("#S999-shop-erp-wms .rule").wait_for(state="visible")
    assert (opened.complaints, opened.requests) == ([], [(tmp_path / "report.html").as_uri()])
    opened.page.close()


def test_what_waits_to_be_opened_is_masked_like_the_rest(tmp_path: Path) -> None:
    write_failed_journal(tmp_path / "journal.ndjson")
    failed = replace(FAILED, journal="journal.ndjson", id="S07")
    others = (replace(FAILED, journal=None, id=f"S{number}") for number in range(100, 160))
    write_report(run_of((*others, failed)), tmp_path / "report.html", Masker())
    page, *waiting = readable(tmp_path / "report.html")
    assert len(waiting) == 51
    assert 'class="sequence"' not in page
    assert 'class="sequence"' in waiting[-1]
    assert [canary for canary in CANARIES if canary in waiting[-1]] == []
