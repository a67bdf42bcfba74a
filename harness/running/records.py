"""What the scenarios of one pytest session leave, shared by the plugin and the commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from ..evidence.records import ScenarioRecord

PLUGIN = "ordergate.harness.pytest_plugin"
ATTRIBUTE = "ordergate_record"
"""Under this name a record travels on pytest's report, from a worker process too."""


@dataclass
class Records:
    """The records so far, and where journals go (None: nowhere).

    ``unexplained`` are failures that no record tells of: something in the harness went wrong.
    """

    scenarios: list[ScenarioRecord] = field(default_factory=list)
    directory: Path | None = None
    unexplained: list[str] = field(default_factory=list)

    def take(self, report: pytest.TestReport) -> None:
        """Keep what a report tells."""
        packed = getattr(report, ATTRIBUTE, None)
        if packed is not None:
            self.scenarios.append(msgspec.json.decode(packed, type=ScenarioRecord))
        elif report.failed:
            self.unexplained.append(f"{report.nodeid} ({report.when}): {report.longreprtext}")


def packed(record: ScenarioRecord) -> str:
    """A record as text that pytest carries between processes."""
    return msgspec.json.encode(record).decode()


records_key = pytest.StashKey[Records]()
