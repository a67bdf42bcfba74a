"""A company of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.erp.company import Company


@pytest.fixture
def company() -> Iterator[Company]:
    made = Company()
    yield made
    made.close()
