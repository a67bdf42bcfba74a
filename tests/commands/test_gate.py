"""What a gate in CI relies on: which scenarios run, how often, beside each other, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ordergate.harness.commands.run import RunOptions, run
from ordergate.harness.errors import UsageError
from ordergate.harness.world.edges import Stopwatch, wait
from tests.connectors.gate import LIMITS, ROOT, Gate

CONNECTORS = ROOT / "tests" / "connectors" / "in_virtual_time.py"
MINE = '''
import pytest


@pytest.mark.scenario("X01", "shop-erp", "full", tags="slow nightly")
def test_what_is_promised(world):
    """An order of 2 is shipped at once."""
    order = world.buyer.orders({world.stocked("MUG-01", 10): 2})
    world.settle()
    assert world.order(order).shipped() == {"MUG-01": 2}


@pytest.mark.scenario("X02", "full")
def test_what_holds(world):
    """An order of 1 arrives."""
    order = world.buyer.orders({world.stocked("MUG-01", 10): 1})
    world.settle()
    assert world.order(order).shipped() == {}
'''
PYTHON = '[connector]\nkind = "python"\nfactory = "acme_connector:engine"\n'


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    shutil.copy(CONNECTORS, tmp_path / "acme_connector.py")
    (tmp_path / "test_mine.py").write_text(MINE)
    made = Gate(tmp_path)
    made.settings("[run]\n")
    yield made
    for process in made.processes():
        process.kill()


def told(gate: Gate) -> Any:
    return json.loads((gate.out / "run.json").read_text("utf-8"))


def ran(gate: Gate, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(one[name] for name in names) for one in gate.scenarios()]


def test_a_scenario_that_is_repeated_has_another_seed_each_time(gate: Gate) -> None:
    ended = gate.run("S07", "--topology", "shop-erp", "--repeat", "3", "--seed", "40")
    assert ended.code == 0, ended.said
    assert ran(gate, "id", "seed", "verdict") == [("S07", seed, "passed") for seed in (40, 41, 42)]
    journals = list((gate.out / "journals").iterdir())
    assert len({journal.read_bytes() for journal in journals}) == len(journals) == 3


def test_worlds_beside_each_other_give_the_same_records(gate: Gate) -> None:
    records = []
    for parallel in ("1", "2"):
        gate.out = gate.folder / parallel
        assert gate.run("S07", "--parallel", parallel).code == 0
        records.append(ran(gate, "id", "title", "topology", "seed", "verdict"))
    assert records[0] == records[1]
    assert len(records[0]) == 3
    assert (gate.folder / "1" / "journal.ndjson").read_bytes() == (gate.out / "journal.ndjson").read_bytes()


def listed(gate: Gate, *flags: str) -> list[dict[str, Any]]:
    ended = gate.ordergate("list", "scenarios", "--connector", gate.file, "--json", *flags)
    assert (ended.code, ended.errors) == (0, "")
    rows: list[dict[str, Any]] = json.loads(ended.out)["scenarios"]
    return rows


def test_the_list_says_what_runs_with_a_connector_what_not_and_why(gate: Gate) -> None:
    gate.settings('[connector]\ntopologies = ["full"]\n[run]\ntags = ["smoke"]\n')
    rows = listed(gate)
    assert {row["topology"] for row in rows if row["runs"]} == {"full"}
    reasons = {(row["id"], row["topology"]): row["reason"] for row in rows}
    assert reasons["S07", "full"] == ""
    assert reasons["S07", "shop-erp"] == "the connector does not work in shop-erp (connector.topologies)"
    assert reasons["S09", "full"] == "has no tag smoke"
    assert all("smoke" in row["tags"] for row in rows if row["runs"])


def test_shards_share_out_what_runs(gate: Gate) -> None:
    parts = [listed(gate, "--tag", "smoke", "--shard", shard) for shard in ("1/2", "2/2")]
    runs = [[row["runs"] for row in part] for part in parts]
    whole = [bool({"smoke"} & {*row["tags"]}) for row in parts[0]]
    assert [one != other for one, other in zip(*runs, strict=True)] == whole
    assert sum(whole) >= 12


def test_what_the_time_budget_leaves_out_is_not_proven_and_fails_only_a_strict_run(gate: Gate) -> None:
    gate.settings("[run]\ntime_budget_min = 0.00001\n")
    ended = gate.run()
    assert ended.code == 0, ended.said
    reason = "not begun: the time budget of 1e-05 min was used up"
    assert ran(gate, "verdict", "reason") == [("indeterminate", reason)]
    assert reason in ended.out or "not proven" in ended.out
    assert gate.run("S01", "--topology", "shop-erp", "--strict").code == 1


def test_a_known_finding_passes_with_a_mark_until_it_expires(gate: Gate) -> None:
    known = '[[known]]\nrule = "expectation"\nscenario = "X01"\nreason = "OPS-12"\nexpires = {}\n'
    other = '[[known]]\nrule = "I12"\nreason = "gone"\nexpires = 2999-01-01\n'
    gate.settings('[run]\nbaseline = "known.toml"\n')
    asked = ("X01", "X02", "--topology", "full", "--scenarios-in", "test_mine.py")
    (gate.folder / "known.toml").write_text(known.format("2999-12-31") + other)
    ended = gate.run(*asked)
    assert ended.code == 0, ended.said
    assert "OPS-12 (until 2999-12-31)" in ended.out
    assert "known findings: the known finding I12 was not met; take it out when it is mended" in ended.out
    assert ran(gate, "id", "verdict") == [("X01", "passed"), ("X02", "passed")]
    (gate.folder / "known.toml").write_text(known.format("2020-01-01"))
    ended = gate.run(*asked)
    assert ended.code == 1
    assert "the known finding expectation X01 expired on 2020-01-01 and counts again" in ended.out


def test_what_was_asked_for_and_cannot_be_run_is_named_and_fails_a_strict_run(gate: Gate) -> None:
    gate.settings(PYTHON.replace("[connector]", "[connector]\nfeatures = []"))
    asked = ("S01", "S34", "--topology", "shop-erp")
    ended = gate.run(*asked)
    [told] = [line for line in ended.out.splitlines() if line.startswith("not run ")]
    assert told.startswith("not run S34: ")
    assert "the connector does not offer kits (connector.features)" in told
    assert "S34 could not be run" in ended.out
    assert (ended.code, gate.run(*asked, "--strict").code) == (0, 1), ended.said


def test_marks_that_cannot_be_end_the_command_with_file_and_line(gate: Gate) -> None:
    (gate.folder / "test_marked.py").write_text(
        'import pytest\n\n\n@pytest.mark.scenario("X03", "ful", policies="oms.backorder=kill", needs="x")\n'
        "def test_a(world):\n    pass\n"
    )
    ended = gate.run("--scenarios-in", "test_marked.py")
    assert ended.code == 2, ended.said
    assert "test_marked.py:4: unknown topology ful; do you mean full?" in ended.errors
    assert "test_marked.py:4: policy oms.backorder is 'kill': it is one of: keep, cancel" in ended.errors
    assert "test_marked.py:4: unknown feature x; there are: accounts, " in ended.errors
    assert "Traceback" not in ended.said


def test_a_feature_that_nobody_knows_is_refused_in_the_settings(gate: Gate) -> None:
    gate.settings('[connector]\nkind = "python"\nfactory = "acme_connector:engine"\nfeatures = ["kit"]\n')
    ended = gate.run()
    assert (ended.code, "connector.features: unknown feature kit; do you mean kits?" in ended.errors) == (
        2,
        True,
    )


def test_when_ordergate_itself_fails_nothing_says_passed(gate: Gate) -> None:
    (gate.folder / "test_broken.py").write_text(
        "import pytest\n\n@pytest.fixture\ndef torn():\n    raise RuntimeError('torn')\n\n"
        "def test_a(world, torn):\n    pass\n"
    )
    ended = gate.run("--scenarios-in", "test_broken.py")
    assert ended.code == 4, ended.said
    assert "the harness itself failed in" in ended.errors
    assert "passed" not in ended.out


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (RunOptions(seed=-1), "run.seed is -1: input should be greater than or equal to 0"),
        (RunOptions(time_budget_min=0), "run.time_budget_min is 0: input should be greater than 0"),
        (RunOptions(shard="3/2"), "--shard takes a part and the number of parts, such as 2/4, not 3/2"),
        (RunOptions(folders=[Path("nowhere")]), "there is no folder or file nowhere of scenarios"),
        (RunOptions(baseline=Path("nowhere.toml")), "there is no file nowhere.toml of known findings"),
        (
            RunOptions(connector=Path("nowhere.toml")),
            "there is no file nowhere.toml; `ordergate init` writes",
        ),
    ],
)
def test_what_cannot_be_asked_for_is_named(asked: RunOptions, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        run(asked)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("S07", "S99"), "no scenario matches S99; there are: S01, "),
        (("--tag", "moon"), "no scenario has the tag moon; there are: "),
        (("S07", "--tag", "returns"), "nothing is left to run: S07: has no tag returns"),
        (("S07", "--shard", "9/9"), "shard of the chosen scenarios is empty"),
    ],
)
def test_a_choice_that_leaves_nothing_has_a_code_of_its_own(
    gate: Gate, flags: tuple[str, ...], words: str
) -> None:
    ended = gate.ordergate("run", *flags, "--out", gate.out)
    assert (ended.code, "Traceback" in ended.said) == (5, False), ended.said
    assert words in ended.errors


def test_wrong_settings_end_the_command_before_anything_is_made(gate: Gate) -> None:
    gate.settings('[connector]\nkind = "command"\ncommand = ["no-such-program"]\n')
    ended = gate.run()
    assert (ended.code, gate.out.exists(), "Traceback" in ended.said) == (2, False, False)
    assert "connector.command names 'no-such-program'" in ended.errors


def test_pytest_of_another_repository_tests_the_connector_of_a_file(gate: Gate) -> None:
    gate.settings(PYTHON)
    ended = gate.python(
        "-m", "pytest", "-q", "-p", "ordergate.harness.pytest_plugin", "--connector", "ordergate.toml",
        "--evidence", "run", "--seed", "3", "test_mine.py",
    )  # fmt: skip
    assert ended.code == 1, ended.said
    assert {(one["id"], one["topology"], one["verdict"], one["seed"]) for one in gate.scenarios()} == {
        ("X01", "shop-erp", "failed", 3), ("X01", "full", "failed", 3), ("X02", "full", "passed", 3),
    }  # fmt: skip
    assert told(gate)["connector"] == gate.folder.name
    repeat = (
        "pytest test_mine.py -k test_what_is_promised --topology full --seed 3 --connector ordergate.toml"
    )
    assert repeat in {found["repeat"] for found in gate.findings()}


def test_pytest_names_settings_that_cannot_work_before_any_test(gate: Gate) -> None:
    gate.settings('[connector]\nkind = "command"\ncommand = ["no-such-program"]\n')
    asked = ("-p", "ordergate.harness.pytest_plugin", "--connector", "ordergate.toml", "test_mine.py")
    ended = gate.python("-m", "pytest", "-q", *asked)
    assert ended.code == 4  # That of pytest for a wrong use.
    assert "connector.command names 'no-such-program'" in ended.said


def interrupted_when(gate: Gate, begun: Any, *arguments: str) -> tuple[int, str]:
    """How a run ends on Ctrl-C in its terminal."""
    process = gate.started(*gate.asked(*arguments))
    waited = Stopwatch()
    while not begun():
        assert waited.elapsed_s < 60 and process.poll() is None, "nothing has begun"
        wait(0.02)
    os.killpg(process.pid, signal.SIGINT)
    out, errors = process.communicate(timeout=180)
    return process.returncode, out + errors


def test_an_interrupted_run_beside_others_keeps_what_has_ended(gate: Gate) -> None:
    journals = gate.out / "journals"
    code, said = interrupted_when(
        gate, lambda: journals.is_dir() and len(list(journals.iterdir())) > 8, "--parallel", "2"
    )
    assert code == 130, said
    assert told(gate)["interrupted"] is True
    assert "passed" in {one["verdict"] for one in gate.scenarios()}
    assert (gate.out / "report.html").is_file()
    assert "The run was interrupted before its end" in said
    assert gate.nothing_is_left(), gate.left_behind()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_an_interrupted_run_leaves_no_connector_of_any_worker(gate: Gate) -> None:
    gate.misbehaving("never_settles+leaves_grandchild", limits=LIMITS.replace("limit_s = ", "limit_s = 3"))
    code, said = interrupted_when(gate, lambda: len(gate.noted("children")) > 2, "S01", "--parallel", "2")
    assert (code, told(gate)["interrupted"]) == (130, True), said
    assert gate.nothing_is_left(), gate.left_behind()
