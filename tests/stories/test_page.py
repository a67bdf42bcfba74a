"""What docs/yaml-scenarios.md says is true: its example runs, its messages are real, its tables current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ordergate.harness.stories.reading import FIELDS, read_stories
from ordergate.harness.stories.story import StoryStopped
from tests.commands.ordergate import ROOT, ordergate

from .page import PAGE, page
from .told import mistakes, played, read, written

TEXT = PAGE.read_text("utf-8")
[SAMPLE] = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
FAILURE, MISTAKES = re.findall(r"```\n((?:expected|mine).*?)```", TEXT, re.DOTALL)


def test_the_tables_of_verbs_are_current() -> None:
    assert page() == TEXT, "python -m tests.stories.page writes them again"


def test_the_example_passes_as_it_stands_there(tmp_path: Path) -> None:
    written(tmp_path, SAMPLE)
    ended = ordergate("run", "--scenarios-in", "mine.scenario.yaml", folder=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "2 scenarios passed" in ended.stdout


def test_the_failure_that_the_page_shows_is_what_is_said(tmp_path: Path) -> None:
    wrong = SAMPLE.replace("shipped: { order: order, lines: { MUG-01: 4 }", "shipped: { lines: { MUG-01: 5 }")
    with pytest.raises(StoryStopped) as stopped:
        played(read(tmp_path, wrong.replace("[shop-erp, full]", "[full]")))
    assert f"{stopped.value}\n" == FAILURE


def test_the_mistakes_that_the_page_shows_are_what_is_said(tmp_path: Path) -> None:
    wrong = SAMPLE.replace("quantity: 100", "quantity: 1.5").replace("{ MUG-01: 10 }", "{ MUG-1: 10 }")
    found = mistakes(tmp_path, wrong.replace("picker ships", "picker shops", 1))
    shown = [line.removeprefix("mine.scenario.yaml:").removesuffix("...") for line in MISTAKES.splitlines()]
    assert [line[: len(start)] for line, start in zip(found, shown, strict=True)] == shown


def test_the_fields_of_the_page_are_those_of_a_file() -> None:
    table = TEXT.split("| Field | What it is |")[1].split("\n\n")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    assert [name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)] == list(FIELDS)


def test_the_ids_that_the_page_names_are_there() -> None:
    files = sorted((ROOT / "scenarios" / "yaml").glob("*.scenario.yaml"))
    ids = sorted(story.id for file in files for story in read_stories(file))
    assert f"{ids[0]} to {ids[-1]}" in TEXT
    assert len(ids) == 13
