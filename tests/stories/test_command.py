"""Scenarios in YAML by the same commands as those in Python: exit codes, records, pytest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from ordergate.harness.stories.reading import read_stories
from tests.commands.ordergate import ROOT, ordergate

from .told import story_of, written

ORDER = "buyer orders: { lines: { MUG-01: 8 } }"
GOOD = story_of([ORDER, "picker ships", "everything arrives"], ["shipped: { lines: { MUG-01: 8 } }"])
RED = GOOD.replace("shipped: { lines: { MUG-01: 8 } }", "shipped: { lines: { MUG-01: 9 } }")
OWN = sorted((ROOT / "scenarios" / "yaml").glob("*.scenario.yaml"))


def scenarios(run: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((run / "run.json").read_text())["scenarios"]
    return found


def under_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "ordergate.harness.pytest_plugin", "-p", "no:locust",
         *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD.replace("picker ships", "picker shops"), 9, "unknown verb picker shops under when; do you"),
        (GOOD.replace("{ MUG-01: 8 } }\n  - p", "{ MUG-01: 8.5 } }\n  - p"), 8, "'8.5' is not a whole"),
        (GOOD.replace("{ MUG-01: 8 } }\n  - p", "{ MUG-02: 8 } }\n  - p"), 8, "unknown item MUG-02; do you"),
        (GOOD.replace("item: MUG-01, ", ""), 6, "stock needs item, such as - stock: { item: MUG-01"),
        (GOOD + "policies: { refunds: late }\n", 13, "unknown policy refunds; there are: charges_when"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_ends_with_2_and_names_file_and_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    written(tmp_path, text)
    ended = ordergate("run", "--scenarios-in", "mine.scenario.yaml", folder=tmp_path)
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert f"\nmine.scenario.yaml:{line}: {said}" in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    assert not (tmp_path / "out").exists()


def test_a_scenario_that_passes_leaves_the_record_that_one_in_python_leaves(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    ended = ordergate("run", "x01", "--scenarios-in", ".", "--seed", "4", "--out", "run", folder=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    [record] = scenarios(tmp_path / "run")
    assert (record["id"], record["title"]) == ("X01", "a test")
    assert (record["topology"], record["seed"], record["verdict"]) == ("full", 4, "passed")
    assert (tmp_path / "run" / str(record["journal"])).exists()


def test_a_scenario_that_fails_ends_with_1_and_says_how_to_repeat_it(tmp_path: Path) -> None:
    written(tmp_path, RED)
    ended = ordergate("run", "--scenarios-in", "mine.scenario.yaml", "--out", "run", folder=tmp_path)
    assert ended.returncode == 1
    [finding] = json.loads((tmp_path / "run" / "findings.json").read_text())["findings"]
    assert finding["text"] == "expected: order shipped MUG-01: 9; found: MUG-01: 8 (mine.scenario.yaml:12)"
    assert finding["repeat"] == (
        "ordergate run X01/a-test --topology full --seed 1 --scenarios-in mine.scenario.yaml"
    )
    assert finding["order"].startswith("408-")


def test_pytest_collects_the_file_and_fails_it_without_a_traceback(tmp_path: Path) -> None:
    written(tmp_path, RED)
    ended = under_pytest(tmp_path)
    assert ended.returncode == 1
    told = "expected: order shipped MUG-01: 9; found: MUG-01: 8 (mine.scenario.yaml:12)"
    body, _, _ = ended.stdout.partition("short test summary")  # Builds do not cut its lines short.
    assert body.count(told) == 1
    assert "playing.py" not in ended.stdout and "Traceback" not in ended.stdout


def test_pytest_tells_a_broken_file_in_the_same_words_without_a_traceback(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace("picker ships", "picker shops"))
    ended = under_pytest(tmp_path)
    assert ended.returncode == pytest.ExitCode.INTERRUPTED
    assert "\nmine.scenario.yaml:9: unknown verb picker shops under when; do you mean" in ended.stdout
    assert "Traceback" not in ended.stdout and ".py" not in ended.stdout


def test_tags_topologies_and_shards_choose_among_scenarios_in_yaml(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace("[full]", "[shop-erp, full]") + "tags: [mine]\n")
    ended = ordergate(
        "run", "--tag", "mine", "--topology", "full", "--shard", "1/1", "--parallel", "2", "--repeat", "2",
        "--scenarios-in", ".", "--out", "run", folder=tmp_path,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert sorted((one["topology"], one["seed"]) for one in scenarios(tmp_path / "run")) == [
        ("full", 1), ("full", 2),
    ]  # fmt: skip


def test_a_connector_with_another_policy_is_left_out_with_the_reason(tmp_path: Path) -> None:
    written(tmp_path, GOOD + "policies: { charges_when_cancelled: void }\n")
    (tmp_path / "ordergate.toml").write_text('[connector]\nkind = "command"\ncommand = ["node"]\n')
    asked = ("list", "--connector", "ordergate.toml", "--scenarios-in", ".", "--json")
    [listed] = json.loads(ordergate(*asked, folder=tmp_path).stdout)["scenarios"]
    assert (listed["runs"], listed["settles"]) == (False, 3)
    assert listed["reason"] == (
        "it is about connectors with the policy charges_when_cancelled = void "
        "(policies.charges_when_cancelled)"
    )


def test_a_yaml_file_of_another_name_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD)
    (tmp_path / "empty").mkdir()
    named = ordergate("run", "--scenarios-in", "mine.yaml", folder=tmp_path)
    assert (named.returncode, "named like mine.scenario.yaml; rename" in named.stderr) == (2, True)
    empty = ordergate("run", "--scenarios-in", "empty", folder=tmp_path)
    assert empty.returncode == 5
    assert "there are no scenarios in empty; they are in test_*.py and *.scenario.yaml" in empty.stderr


def test_the_list_of_verbs_has_parameters_and_an_example_each(tmp_path: Path) -> None:
    listed = ordergate("list", "verbs", folder=tmp_path)
    assert listed.returncode == 0
    assert "  - picker ships: { order: order, lines: { MUG-01: 4 } }\n" in listed.stdout
    assert "      parcels  a whole number from 1 (left out: 1)\n" in listed.stdout
    [verb] = [
        one
        for one in json.loads(ordergate("list", "verbs", "--json").stdout)["verbs"]
        if one["verb"] == "stock"
    ]
    assert verb["example"] == "- stock: { item: MUG-01, quantity: 100, price: 12.50 }"
    assert verb["under"] == ["given", "when"]
    assert [(one["name"], one["required"]) for one in verb["parameters"]] == [
        ("item", True), ("quantity", False), ("price", False), ("at", False), ("units", False),
        ("sold_in", False), ("partner_units", False),
    ]  # fmt: skip


def test_the_schema_for_editors_takes_our_own_scenarios_and_refuses_mistakes() -> None:
    schema = jsonschema_rs.validator_for(json.loads(ordergate("list", "verbs", "--schema").stdout))
    own = [document for file in OWN for document in yaml.safe_load_all(file.read_text("utf-8"))]
    assert len(own) == 13
    for document in own:
        schema.validate(json.loads(json.dumps(document)))
    assert not schema.is_valid(yaml.safe_load(GOOD.replace("picker ships", "picker shops")))
    assert not schema.is_valid(yaml.safe_load(GOOD.replace("MUG-01: 8", "MUG-01: 8.5")))


def test_our_own_scenarios_are_those_of_python_under_the_same_numbers() -> None:
    ids = sorted(story.id for file in OWN for story in read_stories(file))
    assert ids == ["Y01", "Y04", "Y07", "Y08", "Y09", "Y10", "Y11", "Y14", "Y16", "Y18", "Y22", "Y49", "Y58"]


def test_our_own_scenarios_pass_with_several_seeds(tmp_path: Path) -> None:
    ended = ordergate(
        "run", "--tag", "yaml", "--repeat", "2", "--seed", "11", "--out", "run", folder=tmp_path
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    ran = scenarios(tmp_path / "run")
    assert len(ran) == 2 * 35
    assert {one["verdict"] for one in ran} == {"passed"}


def test_a_scenario_in_yaml_passes_over_http(tmp_path: Path) -> None:
    ended = ordergate(
        "run", "Y04", "--topology", "shop-erp", "--over", "http", "--out", "run", folder=tmp_path
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [one["verdict"] for one in scenarios(tmp_path / "run")] == ["passed"]
