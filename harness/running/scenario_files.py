"""Where the scenarios are, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def scenario_folder() -> Path:
    """The folder of the scenarios that come with Ordergate."""
    return Path(str(resources.files("ordergate") / "scenarios")).resolve()


def pytest_ini() -> Path:
    """The settings that scenarios run under, whatever the user's own project says."""
    return Path(str(resources.files("ordergate.harness.running") / "pytest.ini"))
