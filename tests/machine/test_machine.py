"""Whatever people do, in whatever order: every rule holds in every topology.

The profile is fixed and repeats. ``make soak`` tries many more stories, and prints its seed.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from ordergate.harness.world.in_process import MakeConnector
from ordergate.harness.world.reference import reference_engine
from tests.machine.trespass import Trespass

SOAK = int(os.environ.get("ORDERGATE_SOAK", "0"))
"""How many stories a soak tells in each topology; 0 is the fixed profile."""

PROFILE = settings(
    max_examples=SOAK or 80,
    stateful_step_count=50 if SOAK else 30,
    derandomize=not SOAK,
    database=None,
    deadline=None,
    print_blob=False,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def machine(
    topology: str, connector: MakeConnector = reference_engine, sites: tuple[str, ...] = ("MAIN",)
) -> type[Trespass]:
    """The machine for a topology with a connector, over one site or several."""
    facts = {"topology": topology, "sites": sites, "connector": staticmethod(connector)}
    return type("Machine", (Trespass,), facts)


@pytest.mark.slow
@pytest.mark.parametrize("topology", ["shop-erp", "shop-erp-wms", "full"])
def test_every_rule_holds_whatever_people_do(topology: str) -> None:
    run_state_machine_as_test(machine(topology), settings=PROFILE)


@pytest.mark.slow
@pytest.mark.parametrize("topology", ["shop-erp-wms", "full"])
def test_every_rule_holds_whatever_people_do_at_two_sites(topology: str) -> None:
    run_state_machine_as_test(machine(topology, sites=("MAIN", "NORTH")), settings=PROFILE)
