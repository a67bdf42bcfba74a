"""A small system for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kernel.parts import Hand, Toy


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def toy() -> Iterator[Toy]:
    made = Toy()
    yield made
    made.close()
