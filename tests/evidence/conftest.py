"""One fabricated run with everything written, shared because it only is read, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ordergate.harness.evidence.records import RunRecord
from ordergate.harness.evidence.writers import Evidence, write_evidence
from tests.evidence.browser import CHROMIUM, FLAGS
from tests.evidence.fabricated import SCOPE, a_run


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="session")
def run(directory: Path) -> RunRecord:
    return a_run(directory)


@pytest.fixture(scope="session")
def evidence(run: RunRecord, directory: Path) -> Evidence:
    return write_evidence(run, directory, uat=SCOPE, ctrf=directory / "ctrf.json", har=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Skipped loudly where there is none."""
    if CHROMIUM is None:
        pytest.skip("REPORT NOT OPENED IN A BROWSER: no chromium (on Debian: apt install chromium)")
    playwright = pytest.importorskip(
        "playwright.sync_api",
        reason="REPORT NOT OPENED IN A BROWSER: no playwright (pip install playwright)",
    )
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
