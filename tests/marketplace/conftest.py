"""A marketplace of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.marketplace.shop import Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    yield made
    made.close()
