"""Defects are exact: they are found where they stand, once, and say whether they ever ran."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ordergate.harness.defects.breaking import Finder, broken_by, changed_lines, watched_for
from ordergate.harness.defects.catalogue import DEFECTS, found
from ordergate.harness.defects.defect import Change, Defect, DefectGone
from ordergate.harness.defects.families import FAMILIES
from ordergate.harness.defects.foreign.variant import Variant
from ordergate.harness.defects.proving.abroad import VARIANTS, changed
from ordergate.harness.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "harness" / "sync"


def source_of(module: str) -> str:
    return (ENGINE / f"{module.replace('.', '/')}.py").read_text("utf-8")


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: str(defect.name))
def test_every_defect_is_a_change_that_can_be_made_and_read(defect: Defect) -> None:
    changed: dict[str, str] = {}
    for change in defect.changes:
        changed[change.module] = change.applied(changed.get(change.module, source_of(change.module)))
    for module, source in changed.items():
        assert ast.dump(ast.parse(source)) != ast.dump(ast.parse(source_of(module)))
    assert defect.severity in (1, 2, 3)
    assert defect.says.endswith(".")
    assert defect.sources


def test_every_kind_of_bug_that_can_be_shown_has_a_defect() -> None:
    shown = {defect.family for defect in DEFECTS}
    assert {family.name for family in FAMILIES if not family.needs} <= shown
    assert shown <= {family.name for family in FAMILIES}


def test_names_are_names_of_one() -> None:
    names = [defect.name for defect in DEFECTS]
    assert len(set(names)) == len(names)
    with pytest.raises(UsageError, match=r"there is no defect freight-on-every-bill; did you mean"):
        found("freight-on-every-bill")


def test_a_defect_whose_target_is_gone_says_so() -> None:
    with pytest.raises(DefectGone, match=r"changes in links.orders is not there; write the defect anew"):
        Change("links.orders", "nothing of this", "").applied("other source")
    with pytest.raises(DefectGone, match="is there 2 times"):
        Change("run", "a", "b").applied("a = a")


def test_the_lines_that_are_watched_are_those_that_changed() -> None:
    assert changed_lines("a\nb\nc\n", "a\nB\nc\n") == {2}
    assert changed_lines("a\nb\nc\n", "a\nc\n") == {2}
    assert changed_lines("a\n", "a\nb\n") == {2}


def test_what_is_imported_already_cannot_be_broken_any_more() -> None:
    import ordergate.harness.sync.engine  # noqa: F401, PLC0415 - it is there, whoever imported it first

    with pytest.raises(UsageError, match=r"sync\.engine is imported already"):
        Finder({"engine": lambda source: (source, {})}).install()


def test_finders_know_the_modules_of_their_defects() -> None:
    defect = found("freight-on-every-invoice")
    for finder in (broken_by(defect), watched_for([defect])):
        assert finder.find_spec("ordergate.harness.sync.engine", None) is None


def tried(name: str, *arguments: str, told: Path) -> tuple[int, dict[str, object]]:
    command = [sys.executable, "-m", "ordergate.harness.defects.trial", name, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ORDERGATE_TRIAL": str(told)}
    run = subprocess.run(command, cwd=told.parent, env=environment, capture_output=True, check=False)
    return run.returncode, json.loads(told.read_text("utf-8"))


@pytest.mark.slow
def test_a_broken_connector_fails_a_scenario_in_a_process_of_its_own(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    code, said = tried("freight-on-every-invoice", "run", "S10", "--topology", "full", "--lean", told=told)
    assert (code, said) == (1, {"defect": "freight-on-every-invoice", "executed": True})


@pytest.mark.slow
def test_a_changed_line_that_never_ran_is_told(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    code, said = tried("freight-on-every-invoice", "list", "policies", told=told)
    assert (code, said["executed"]) == (0, False)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: str(variant.defect.name))
def test_every_variant_of_an_example_can_be_made(variant: Variant, tmp_path: Path) -> None:
    settings = changed(variant, ROOT / "docs" / "examples", tmp_path / "copy")
    assert settings.exists()
    assert variant.defect.family in {family.name for family in FAMILIES}
    for change in variant.defect.changes:
        before = (ROOT / "docs" / "examples" / variant.example / change.module).read_text("utf-8")
        assert (settings.parent / change.module).read_text("utf-8") != before
