"""Runs scenario files through pytest and hands back what they left."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from io import StringIO
from pathlib import Path

import pytest

from .cases import case_of
from .choosing import Case
from .records import PLUGIN, Records, records_key
from .scenario_files import pytest_ini, scenario_folder


@dataclass(frozen=True)
class Selection:
    """Which scenarios to run, and how; ``flags`` are those of the pytest plugin.

    ``folders`` are where scenarios are looked for, Ordergate's own where none is named.
    """

    scenarios: Sequence[str] = ()
    topologies: Sequence[str] = ()
    flags: Sequence[str] = ()
    folders: Sequence[Path] = ()
    parallel: int = 1


@dataclass
class Session:
    """One run of pytest over the scenarios; without a directory it leaves its records alone.

    ``plugins`` are those of pytest that take part besides.
    """

    selection: Selection
    directory: Path | None
    plugins: Sequence[object] = ()
    records: Records = field(init=False)
    code: int = 0

    def __post_init__(self) -> None:
        self.records = Records(directory=None if self.directory is None else self.directory.resolve())

    @property
    def broke(self) -> bool:
        """Whether pytest itself could not go on to the end."""
        known = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
        return self.code not in (*known, pytest.ExitCode.INTERRUPTED)

    @property
    def harness_failed(self) -> int:
        """In how many scenarios Ordergate itself failed, as far as anybody can tell."""
        return len(self.records.unexplained) or int(self.broke)

    def run(self, *, allure: Path | None = None) -> None:
        """Run the scenarios; ``code`` is pytest's exit code afterwards."""
        arguments = _arguments(self.selection)
        if self.directory is not None:
            arguments.append(f"--evidence={self.directory.resolve()}")
        if allure is not None:
            arguments += [f"--alluredir={allure}", "--clean-alluredir"]
        if self.selection.parallel > 1:
            arguments += ["-n", str(self.selection.parallel), "--dist=worksteal"]
            os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        self.code = int(pytest.main(arguments, plugins=[self, *self.plugins]))

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the plugin keep its records here."""
        config.stash[records_key] = self.records


@dataclass
class Catalogue:
    """Every scenario that there is, whatever was asked for."""

    selection: Selection
    cases: list[Case] = field(default_factory=list)
    trouble: str = ""
    _failures: list[str] = field(default_factory=list)

    def collect(self) -> None:
        """Look through the scenario files without running any."""
        said = StringIO()
        with redirect_stdout(said):
            code = pytest.main(
                [*_arguments(self.selection), "--collect-only", "-p", "no:allure_pytest"], plugins=[self]
            )
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            self.trouble = "\n".join(self._failures) or said.getvalue().strip()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why a file could not be read."""
        if report.failed:
            self._failures.append(report.longreprtext)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Take down what there is before any is deselected."""
        self.cases = [case for item in items if (case := case_of(item)) is not None]


def _arguments(asked: Selection) -> list[str]:
    folders = [folder.resolve() for folder in asked.folders] or [scenario_folder()]
    root = folders[0] if folders[0].is_dir() else folders[0].parent
    arguments = [
        *map(str, folders), "-c", str(pytest_ini()), f"--rootdir={root}", f"--confcutdir={root}",
        "-q", "--no-header", "--tb=no", "-rN", "--no-summary", "--by-ordergate",
    ]  # fmt: skip
    if all(entry.value != PLUGIN for entry in entry_points(group="pytest11")):
        arguments += ["-p", PLUGIN]
    arguments += asked.flags
    arguments += [f"--scenario={name}" for name in asked.scenarios]
    arguments += [f"--topology={name}" for name in asked.topologies]
    return arguments
