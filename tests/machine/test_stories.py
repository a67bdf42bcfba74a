"""A story that breaks a rule is shrunk and printed as a scenario, which breaks the same rule."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.config.reading import read_config
from ordergate.harness.connectors.site import python_connector
from tests.machine.refusing import Partner, refused
from tests.machine.story import BrokenStory, Story
from tests.machine.test_machine import machine

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = '[connector]\nname = "careless"\nkind = "python"\nfactory = "tests.machine.careless:engine"\n'
SHORT = settings(
    phases=[Phase.generate, Phase.shrink],
    max_examples=30, stateful_step_count=2, derandomize=True, database=None, deadline=None,
    print_blob=False, report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def careless(tmp_path: Path) -> Path:
    """The settings of a connector that forgets a line of each shipment."""
    file = tmp_path / "ordergate.toml"
    file.write_text(f'{SETTINGS}directory = "{ROOT}"\n', "utf-8")
    return file


@pytest.mark.slow
def test_a_defect_is_told_as_a_short_scenario_that_breaks_the_same_rule(
    careless: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is short enough after some seconds could become shorter in five minutes.
    monkeypatch.setattr("hypothesis.internal.conjecture.engine.MAX_SHRINKING_SECONDS", 8)
    connector = python_connector(read_config(careless, {}))
    with pytest.raises(BrokenStory) as broken:
        run_state_machine_as_test(machine("shop-erp", connector), settings=SHORT)
    told = broken.value.scenario
    said = told.partition("-> None:\n")[2].splitlines()
    assert len(said) <= 12, told
    assert re.search(r"world\.picker\.ships\(order_1", told)
    file = careless.with_name("test_found.py")
    file.write_text(told, "utf-8")
    code, said_by_pytest = run_by_pytest(file, told, "--connector", str(careless))
    assert code == 1, said_by_pytest
    assert f"{broken.value.rule}: " in said_by_pytest
    code, said_by_pytest = run_by_pytest(file, told)
    assert code == 0, said_by_pytest


def run_by_pytest(file: Path, told: str, *options: str) -> tuple[int, str]:
    """The exit code and the output of pytest over the file, with the seed that it names."""
    seed = re.search(r"--seed (\d+)", told)
    assert seed is not None, told
    plugin = ["-p", "ordergate.harness.pytest_plugin", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *plugin, str(file), "--seed", seed[1], *options]
    run = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return run.returncode, run.stdout + run.stderr


def test_an_outage_is_told_with_what_happens_in_it() -> None:
    story = Story("shop-erp", 3)
    story.goes_down("erp")
    story.comes_up()
    story.goes_down("marketplace")
    story.plays("world.run(seconds=5)")
    story.settles()
    body = story.scenario("I99").partition('"""It breaks I99."""\n')[2]
    story.end()
    assert body.splitlines() == [
        '    with world.down("erp"):',
        "        pass",
        '    with world.down("marketplace"):',
        "        world.run(seconds=5)",
        "    world.settle()",
    ]


def test_an_expectation_is_told_only_if_it_does_not_hold() -> None:
    story = Story("shop-erp", 3)
    story.expects("world.seed == 3")
    with pytest.raises(BrokenStory, match=r"assert world\.seed == 4"):
        story.expects("world.seed == 4")
    story.end()


def test_what_is_granted_and_what_changes_something_is_not_a_refusal() -> None:
    story = Story("shop-erp", 3)
    granted = pytest.raises(AssertionError, match="the erp granted what it has to refuse")
    with granted, refused(story.world, "erp"):
        story.world.merchandiser.lists({})
    changed = pytest.raises(AssertionError, match="the erp refused, and changed items A")
    with changed, refused(story.world, "erp"):
        story.world.call("erp", "POST", "/_world/items", ITEM, who="merchandiser")
        story.world.merchandiser.reprices("NO-SUCH", Decimal(1))
    story.end()


def test_a_partner_is_let_in_and_refused_by_the_trade() -> None:
    story = Story("shop-erp", 3)
    with pytest.raises(RefusedByWorld, match="NO-SUCH"):
        Partner(story.world).asks("marketplace", "/payments/NO-SUCH/voids", VOID)
    story.end()


ITEM = {"items": [{"item": "A", "description": "a", "list_price": "1.00"}]}
VOID = {"reference": "r", "amount": "1.00"}
