"""``ordergate run``: a verdict, its evidence, and exit codes that CI can trust."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ordergate.simulators.faults.profiles import PROFILES
from ordergate.simulators.server.topology import TOPOLOGIES

from .ordergate import ROOT, ordergate

EVERY_FAULT = (
    "S14", "S28/of-a-batch-of-listings-a-part-is-done:-short",
    "S52/a-subscription-is-gone-and-nobody-said-so",
)  # fmt: skip
"""Scenarios in which each fault of the profile finds something to spoil."""
FAULT = b'"kind":"fault"'
BROKEN = '''
import pytest
from msgspec.structs import replace


@pytest.mark.scenario("X07", "full")
def test_a_parcel_nobody_told_the_buyer_about(world):
    """4 of 10 ship, and the marketplace is told of 3."""
    item = world.stocked("MUG-01", 100, price="17.50")
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 4})
    world.settle()
    service = world.port.vendors["marketplace"].service
    shown = service.orders.get(f"main/{order.id}")
    service.orders.put(replace(shown, lines=(replace(shown.lines[0], shipped=3),)))
'''


def test_a_scenario_runs_in_every_topology_and_leaves_its_evidence(tmp_path: Path) -> None:
    ended = ordergate("run", "S07", "--out", tmp_path / "run", folder=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    left = {path.name for path in (tmp_path / "run").iterdir()}
    assert {
        "report.html",
        "junit.xml",
        "run.json",
        "findings.json",
        "journal.ndjson",
        "allure-results",
    } <= left
    run = json.loads((tmp_path / "run" / "run.json").read_text())
    assert [scenario["topology"] for scenario in run["scenarios"]] == ["shop-erp", "shop-erp-wms", "full"]
    suite = ElementTree.parse(tmp_path / "run" / "junit.xml").getroot()
    assert len(suite.findall(".//testcase")) == 3
    assert list((tmp_path / "run" / "allure-results").glob("*-result.json"))


def test_a_lean_run_keeps_the_journal_of_nothing_but_what_did_not_pass(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(
        BROKEN
        + '''

@pytest.mark.scenario("X08", "full")
def test_one_order(world):
    """One order ships."""
    world.buyer.orders({world.stocked(): 1})
'''
    )
    ended = ordergate("run", "--lean", "--scenarios-in", tmp_path, "--out", tmp_path / "run", folder=tmp_path)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    run = json.loads((tmp_path / "run" / "run.json").read_text())
    kept = {one["id"]: one["journal"] for one in run["scenarios"]}
    assert kept["X08"] is None
    assert [str(path.relative_to(tmp_path / "run")) for path in tmp_path.rglob("journals/*.ndjson")] == [
        kept["X07"]
    ]


def test_the_seed_is_printed_first(tmp_path: Path) -> None:
    ended = ordergate("run", "S07", "--topology", "shop-erp", "--seed", "31", folder=tmp_path)
    assert ended.stdout.startswith("seed 31")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["S99"], 5, "no scenario matches S99; there are: S01"),
        (["--topology", "moon"], 2, "there is no topology moon; there are: shop-erp"),
        (["--over", "pigeon"], 2, "--over takes process or http, not pigeon"),
        (["--session", "S11", "--session", "refunds"], 2, "--session names refunds, which is no id or tag"),
        (["--bogus"], 2, "--bogus"),
        (["--seed", "many"], 2, "--seed"),
    ],
)
def test_bad_usage_is_named_and_leaves_nothing(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    ended = ordergate("run", *arguments, folder=tmp_path)
    assert ended.returncode == code
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.glob("out/*"))


@pytest.mark.parametrize("profile", ["calm", "hostile"])
def test_the_same_seed_gives_the_same_journal_byte_for_byte(tmp_path: Path, profile: str) -> None:
    journals = []
    for number, hash_seed in enumerate(("0", "4242")):
        folder = tmp_path / str(number)
        folder.mkdir()
        asked = (*EVERY_FAULT, "--profile", profile, "--out", folder / "run")
        ordergate("run", *asked, folder=folder, hash_seed=hash_seed)
        journals.append((folder / "run" / "journal.ndjson").read_bytes())
    assert journals[0] == journals[1]
    struck = {
        json.loads(line)["rule"].partition(" ")[0] for line in journals[0].splitlines() if FAULT in line
    }
    assert struck >= {rule.partition(" ")[0] for rule in PROFILES[profile]}


def test_a_broken_rule_fails_a_users_own_test_with_values_money_and_the_line_that_repeats_it(
    pytester_run: Path,
) -> None:
    text = pytester_run.read_text()
    assert "I07" in text
    assert "wms 4, oms 4, erp 4, marketplace 3" in text
    assert "repeat: pytest" in text
    assert "--seed 5" in text


@pytest.fixture
def pytester_run(tmp_path: Path) -> Path:
    (tmp_path / "test_mine.py").write_text(BROKEN)
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "ordergate.harness.pytest_plugin", "--seed", "5",
         "test_mine.py"],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stdout
    out = tmp_path / "out.txt"
    out.write_text(ended.stdout)
    return out


def test_the_same_files_pass_over_http_with_the_engine_in_a_process_of_its_own(tmp_path: Path) -> None:
    chosen = ("S01", "S07/an-order-ships-in-two-parts", "S14/the-second-line-of-an-order-comes-back")
    ended = ordergate("run", *chosen, "--over", "http", "--out", tmp_path / "run", folder=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    run = json.loads((tmp_path / "run" / "run.json").read_text())
    ran = {(scenario["id"], scenario["topology"]) for scenario in run["scenarios"]}
    everywhere = {(name, where) for name in ("S01", "S07", "S14") for where in TOPOLOGIES}
    assert everywhere <= ran
    assert {scenario["verdict"] for scenario in run["scenarios"]} == {"passed"}
    assert run["clock"] == "wall"


def test_an_expectation_that_does_not_hold_names_its_line_and_the_order(tmp_path: Path) -> None:
    text = "def test_mine(world):\n    item = world.stocked()\n    order = world.buyer.orders({item: 2})\n"
    text += "    world.settle()\n    assert world.order(order).shipped() == {item: 2}\n"
    (tmp_path / "test_mine.py").write_text(text)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "ordergate.harness.pytest_plugin",
        "--evidence",
        "out",
    ]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    subprocess.run(
        [*command, "test_mine.py"], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    [finding] = json.loads((tmp_path / "out" / "findings.json").read_text())["findings"]
    assert "expected: world.order(order).shipped() == {item: 2}" in finding["text"]
    assert "test_mine.py:5" in finding["text"]
    assert finding["order"].startswith("408-")


def test_an_interrupted_scenario_is_not_proven(tmp_path: Path) -> None:
    text = "def test_mine(world):\n    world.buyer.buys(world.stocked(), 1)\n    raise KeyboardInterrupt\n"
    (tmp_path / "test_mine.py").write_text(text)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "ordergate.harness.pytest_plugin",
        "--evidence",
        "out",
    ]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    subprocess.run(
        [*command, "test_mine.py"], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    [scenario] = json.loads((tmp_path / "out" / "run.json").read_text())["scenarios"]
    assert (scenario["verdict"], scenario["reason"]) == ("indeterminate", "interrupted before its end")


def test_evidence_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = ordergate("run", "S07", "--out", "file/run", folder=tmp_path)
    assert ended.returncode == 2
    assert "evidence cannot be written to file/run" in ended.stderr
    assert "Traceback" not in ended.stderr
