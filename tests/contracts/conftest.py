"""A world with some trade in it, shared by the tests of one file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.counter import Trade


@pytest.fixture(scope="module")
def trade() -> Iterator[Trade]:
    made = Trade()
    yield made
    made.close()
