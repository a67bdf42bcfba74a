"""One fabricated run with everything written, shared because it only is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.evidence.records import RunRecord
from ordergate.harness.evidence.writers import Evidence, write_evidence
from tests.evidence.fabricated import a_run


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="session")
def run(directory: Path) -> RunRecord:
    return a_run(directory)


@pytest.fixture(scope="session")
def evidence(run: RunRecord, directory: Path) -> Evidence:
    return write_evidence(run, directory)
