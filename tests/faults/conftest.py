"""A disturbed system for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.parts import Disturbed


@pytest.fixture
def toy() -> Iterator[Disturbed]:
    made = Disturbed()
    yield made
    made.close()
