"""``ordergate prove`` on the command line."""

from __future__ import annotations

import json

import pytest

from tests.commands.ordergate import ordergate


def test_the_list_says_what_each_broken_connector_does() -> None:
    run = ordergate("prove", "--list")
    assert run.returncode == 0
    assert "freight-on-every-invoice" in run.stdout
    assert "of them with two defects at once" in run.stdout


def test_a_name_that_is_none_is_told() -> None:
    run = ordergate("prove", "freight-on-each-invoice")
    assert (run.returncode, "did you mean freight-on-every-invoice" in run.stderr) == (2, True)


def test_a_page_is_about_all_of_them() -> None:
    run = ordergate("prove", "freight-on-every-invoice", "--page", "proof.md")
    assert (run.returncode, "leave out" in run.stderr) == (2, True)


@pytest.mark.slow
def test_one_is_caught_and_no_right_engine_is_accused() -> None:
    run = ordergate(
        "prove", "freight-on-every-invoice", "--sample", "--stories", "2", "--jobs", "1", "--json"
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert (told["defects"], told["killed"], told["survivors"]) == (1, 1, [])
    assert told["severity_1"] == {"defects": 1, "killed": 1}
    assert (told["false_alarms"], told["seeds"]) == ([], 20)
