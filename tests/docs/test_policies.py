"""Every setting of every policy is exercised by a scenario, and the page about them is true."""

from __future__ import annotations

from ordergate.simulators.server.topology import POLICIES
from tests.docs.policies import PAGE, exercised, page


def test_every_setting_of_every_policy_is_exercised_by_a_scenario_that_names_it() -> None:
    shown = exercised()
    declared = [(policy.name, choice) for policy in POLICIES for choice in policy.choices]
    assert [f"{name}={choice}" for name, choice in declared if (name, choice) not in shown] == []


def test_no_scenario_names_a_policy_that_no_system_declares() -> None:
    declared = {(policy.name, choice) for policy in POLICIES for choice in policy.choices}
    assert {setting for setting in exercised() if "." in setting[0]} <= declared


def test_the_page_of_policies_is_what_is_declared() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.docs.policies writes it again"
