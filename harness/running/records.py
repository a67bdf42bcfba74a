"""What the scenarios of one pytest session leave, shared by the plugin and the commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ..evidence.records import ScenarioRecord

PLUGIN = "ordergate.harness.pytest_plugin"


@dataclass
class Records:
    """The records so far, and where journals go (None: nowhere)."""

    scenarios: list[ScenarioRecord] = field(default_factory=list)
    directory: Path | None = None
    repeat_with_ordergate: bool = False


records_key = pytest.StashKey[Records]()
