"""An order management system for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.oms.desk import Desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    made.lists("MUG", "TEE", "CAP")
    yield made
    made.close()
