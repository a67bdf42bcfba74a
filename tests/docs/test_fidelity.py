"""The page of fidelity says what the systems are, and of each where it is known to differ."""

from __future__ import annotations

import tomllib

from ordergate.simulators.server.topology import TOPOLOGIES

from .fidelity import DIFFERENCES, OURS, PAGE, page


def test_the_page_of_fidelity_is_what_the_systems_are() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.docs.fidelity"


def test_every_system_says_where_it_differs_and_has_rules_with_and_without_a_source() -> None:
    assert set(tomllib.loads(DIFFERENCES.read_text("utf-8"))) == set(TOPOLOGIES["full"])
    for part in page().split("\n## ")[1:]:
        assert OURS in part
        assert "https://" in part
