"""Runs scenario files through pytest and hands back what they left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from .records import PLUGIN, Records, records_key
from .scenario_files import pytest_ini, scenario_folder


@dataclass(frozen=True)
class Selection:
    """Which scenarios to run, and how."""

    scenarios: Sequence[str] = ()
    topologies: Sequence[str] = ()
    seed: int = 1
    over: str = "process"


@dataclass
class Session:
    """One run of pytest over the scenarios."""

    selection: Selection
    directory: Path
    records: Records = field(init=False)
    known: dict[str, list[str]] = field(default_factory=dict)
    code: int = 0

    def __post_init__(self) -> None:
        self.records = Records(directory=self.directory.resolve(), repeat_with_ordergate=True)

    def run(self) -> None:
        """Run the scenarios; ``code`` is pytest's exit code afterwards."""
        self.code = int(pytest.main(self._arguments(), plugins=[self]))

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the plugin keep its records here."""
        config.stash[records_key] = self.records

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Remember which scenarios there are, and where they run, before any is deselected."""
        marks = [item.get_closest_marker("scenario") for item in items]
        found = {str(mark.args[0]): list(mark.args[1:]) for mark in marks if mark is not None}
        self.known = dict(sorted(found.items()))

    def _arguments(self) -> list[str]:
        folder, asked = scenario_folder(), self.selection
        arguments = [
            str(folder), "-c", str(pytest_ini()), f"--rootdir={folder}", f"--confcutdir={folder}",
            "-q", "--no-header", "--tb=no", "-rN", "--no-summary",
            f"--seed={asked.seed}", f"--over={asked.over}", f"--evidence={self.directory.resolve()}",
            f"--alluredir={self.directory / 'allure-results'}", "--clean-alluredir",
        ]  # fmt: skip
        if all(entry.value != PLUGIN for entry in entry_points(group="pytest11")):
            arguments += ["-p", PLUGIN]
        arguments += [f"--scenario={name}" for name in asked.scenarios]
        arguments += [f"--topology={name}" for name in asked.topologies]
        return arguments
