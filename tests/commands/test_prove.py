"""``ordergate prove`` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ordergate.harness.commands.prove import as_json, holds
from ordergate.harness.defects.catalogue import found
from ordergate.harness.defects.proving.caught import Catchers
from ordergate.harness.defects.proving.page import page
from ordergate.harness.defects.proving.prove import Extent, Proving
from ordergate.harness.running.scenario_files import scenario_folder
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
def test_one_is_caught_by_what_caught_it_and_no_right_engine_is_accused(tmp_path: Path) -> None:
    defect = found("freight-on-every-invoice")
    file = scenario_folder() / "shipments" / "test_freight_and_parcels.py"
    world = ("S10/freight-is-billed-once-for-two-shipments", "shop-erp")
    extent = Extent(stories=2, stories_of_variant=0)
    said: list[str] = []
    by = {defect.name: Catchers(worlds=((world, file),))}
    proof = Proving((defect,), extent, 1, tmp_path, by, said.append).sample()
    told = as_json(proof)
    assert (told["defects"], told["killed"], told["survivors"], told["false_alarms"]) == (1, 1, [], [])
    assert told["severity_1"] == {"defects": 1, "killed": 1}
    assert holds(proof)
    assert page(proof).splitlines()[2].startswith("Of ")
    assert any("1 of 1 scenarios fail" in line for line in said)


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("node") is None, reason="Node.js is not installed; the example is in Node.js"
)
def test_a_broken_connector_in_another_language_is_caught_and_the_right_one_passes() -> None:
    run = ordergate("prove", "node-any-shipment-is-this-one", "--over", "http", "--json")
    told = json.loads(run.stdout)
    assert run.returncode == 0, run.stderr
    assert told["over_the_wire"] == {"variants": 1, "killed": 1, "survivors": []}
    assert told["false_alarms"] == []
    assert "node as it is: passed" in run.stderr


def test_without_the_examples_nothing_can_be_proved_over_the_wire(tmp_path: Path) -> None:
    run = ordergate("prove", "--over", "http", "--examples", str(tmp_path))
    assert (run.returncode, "name the folder with --examples" in run.stderr) == (2, True)


def test_a_broken_connector_over_the_wire_that_is_none_is_told() -> None:
    run = ordergate("prove", "node-any-shipment", "--over", "http")
    assert (run.returncode, "do you mean node-any-shipment-is-this-one" in run.stderr) == (2, True)
