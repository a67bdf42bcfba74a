"""What the scenarios of one pytest session leave, shared by the plugin and the commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from ..evidence.records import ScenarioRecord

PLUGIN = "ordergate.harness.pytest_plugin"
ATTRIBUTE = "ordergate_record"
"""Under this name a record travels on pytest's report, from a worker process too."""
SECRETS = "ordergate_secrets"
"""Under this name travel the secrets that must not be told, which no file ever holds."""


@dataclass
class Records:
    """The records so far, and where journals go (None: nowhere).

    ``unexplained`` are failures that no record tells of: something in the harness went wrong.
    ``secrets`` are those of the worlds and of the connector, by value, with their names.
    """

    scenarios: list[ScenarioRecord] = field(default_factory=list)
    directory: Path | None = None
    unexplained: list[str] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)

    def keep(self, record: ScenarioRecord, secrets: Mapping[str, str]) -> None:
        """Keep a record that no report carries."""
        self.scenarios.append(record)
        self.secrets |= secrets

    def take(self, report: pytest.TestReport) -> None:
        """Keep what a report tells."""
        self.secrets |= getattr(report, SECRETS, {})
        packed = getattr(report, ATTRIBUTE, None)
        if packed is not None:
            self.scenarios.append(msgspec.json.decode(packed, type=ScenarioRecord))
        elif report.failed:
            self.unexplained.append(f"{report.nodeid} ({report.when}): {report.longreprtext}")


def packed(record: ScenarioRecord) -> str:
    """A record as text that pytest carries between processes."""
    return msgspec.json.encode(record).decode()


records_key = pytest.StashKey[Records]()
