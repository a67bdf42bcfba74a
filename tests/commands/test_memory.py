"""A long run holds one world at a time."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from .ordergate import ROOT

CONFTEST = """
import gc
from ordergate.harness.world.in_process import InProcessWorld

def pytest_sessionfinish():
    gc.collect()
    held = [one for one in gc.get_objects() if isinstance(one, InProcessWorld)]
    print(f"worlds held: {len(held)}")
"""
SCENARIO = """
import pytest

@pytest.mark.scenario("X1", "shop-erp", "full")
@pytest.mark.parametrize("units", [1, 2])
def test_mine(world, units):
    order = world.buyer.orders({world.stocked(): units})
    world.settle()
    assert units < 2
"""


def test_worlds_do_not_outlive_their_scenarios_but_for_the_last_that_failed(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_mine.py").write_text(SCENARIO)
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-p", "ordergate.harness.pytest_plugin", "test_mine.py"],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert "2 failed, 2 passed" in ended.stdout, ended.stdout
    held = re.search(r"worlds held: (\d+)", ended.stdout)
    assert held is not None and int(held[1]) <= 1
