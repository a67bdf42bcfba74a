"""The page on people is what they can do, and its samples run."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.docs.people import PAGE, SAMPLES, page, people


def test_the_page_is_what_people_can_do() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.docs.people writes it again"


def test_every_person_has_its_verbs() -> None:
    text = PAGE.read_text("utf-8")
    assert {"buyer", "picker", "receiver", "merchandiser", "accountant"} <= set(people())
    assert [name for name in people() if f"| `world.{name}." not in text] == []


@pytest.mark.slow
def test_the_samples_run() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "ordergate.harness.pytest_plugin", str(SAMPLES)]
    ended = subprocess.run(command, cwd=PAGE.parents[1], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    assert "not proven" not in ended.stdout
