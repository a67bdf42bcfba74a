"""A warehouse for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wms.stand import Stand


@pytest.fixture
def stand() -> Iterator[Stand]:
    made = Stand()
    yield made
    made.close()
