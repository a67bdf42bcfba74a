"""What ``ordergate bench`` measured is printed, and written as a page and as a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ordergate.harness.commands.bench import BenchOptions, bench
from tests.trade.making import a_file, a_line


def test_figures_are_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = a_file(tmp_path, a_line(document="1", quantity=10, price="2"))
    page, report = tmp_path / "year.md", tmp_path / "out" / "year.json"
    assert bench(BenchOptions(file, year=True, page=page, report=report)) == 0
    printed = capsys.readouterr().out
    assert "1 of 20 pounds" in printed
    assert "where the processor time goes" in printed
    assert "| closed | yes |" in page.read_text(encoding="utf-8")
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["rows"], told["amount"], told["findings"]) == (1, "20", [])
