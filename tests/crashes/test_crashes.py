"""The connector dies at points of whole lives of an order; all points are tried by ``make crashes``."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import pytest

from ordergate.simulators.server.topology import TOPOLOGIES

from .every import PASSED
from .lives import DUPLICATES, LIVES, Point, points_of, wrong_after

STRIDES = {"connector": 61, "connector.commit": 15}
"""Odd, so that they meet both what comes before a step and what comes after it."""


@pytest.mark.parametrize("duplicates", DUPLICATES)
@pytest.mark.parametrize("topology", TOPOLOGIES)
@pytest.mark.parametrize("scenario", LIVES)
def test_nothing_is_lost_or_twice_wherever_the_connector_dies(
    scenario: str, topology: str, duplicates: str
) -> None:
    every = list(points_of(scenario, topology, duplicates))
    points = [
        point
        for step, stride in STRIDES.items()
        for point in [one for one in every if one.step == step][::stride]
    ]
    assert Counter(point.moment for point in points).keys() == {"before", "after"}
    wrong = {point.repeat: said for point in points if (said := wrong_after(point))}
    assert wrong == {}


def test_a_point_that_is_never_reached_is_told() -> None:
    beyond = Point("S01", "shop-erp", "taken", "connector", 100_000, "after")
    assert wrong_after(beyond) == ["the connector did not die"]


def test_every_so_many_points_can_be_asked_for() -> None:
    command = [sys.executable, "-m", "tests.crashes.every", "--stride", "1001"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == PASSED, ran.stdout + ran.stderr
    told = re.search(r"(\d+) crashes, 0 with something wrong after them", ran.stdout)
    assert told is not None, ran.stdout
    assert len(LIVES) < int(told[1]) < 50


def test_a_point_is_repeated_by_what_it_says_of_itself() -> None:
    point = Point("S07", "full", "taken", "connector.commit", 3, "before")
    assert point.repeat == "make crashes ARGUMENTS=--point=S07,full,taken,connector.commit,3,before"
    assert Point.read(str(point)) == point
