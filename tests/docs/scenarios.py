"""What docs/scenarios.md says, made from the scenarios themselves.

``python -m tests.docs.scenarios`` writes the page again.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from ordergate.harness.commands.list_facts import invariants

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "scenarios.md"
_COMMAND = "from ordergate.harness.cli import main; main()"
_TOPOLOGIES = 3
INTRODUCTION = """# Scenarios and rules

{scenarios} scenarios, {cases} with every topology that they run in. Each is a story in a world of its own;
the {rules} rules below are judged in every one of them whenever everything has arrived.
`ordergate run S07` runs those of an id; `S07/an-order-ships-in-two-parts` (the id and the words of the
title with dashes) one of them. What a scenario *needs* a connector offers by naming it in
`connector.features`; without that it is skipped, and says so. Policies are declared choices:
`ordergate list policies`.

This page is made from the scenarios: `python -m tests.docs.scenarios`.
"""

Case = Mapping[str, Any]


def cases() -> list[Case]:
    """Every scenario in every topology, as ``ordergate list scenarios --json`` tells."""
    told = subprocess.run(
        [sys.executable, "-c", _COMMAND, "list", "scenarios", "--json"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return list(json.loads(told.stdout)["scenarios"])


def page(told: list[Case]) -> str:
    """The whole page."""
    stories = [list(group) for _, group in groupby(sorted(told, key=_story), key=_story)]
    rules = invariants()
    head = INTRODUCTION.format(scenarios=len(stories), cases=len(told), rules=len(rules))
    parts = [
        head,
        "## Scenarios\n",
        "| Id | Scenario | What has to be true | Where | Needs, sites, policies |",
    ]
    parts += ["|---|---|---|---|---|", *(_row(story) for story in stories), ""]
    parts += ["## Rules\n", "| Id | What has to be true | When |", "|---|---|---|"]
    parts += [f"| {rule['id']} | {rule['title']} | {', '.join(rule['when'])} |" for rule in rules]
    return "\n".join(parts) + "\n"


def _story(case: Case) -> tuple[str, str]:
    return case["id"], case["title"]


def _row(story: list[Case]) -> str:
    first = story[0]
    places = [case["topology"] for case in story]
    where = "everywhere" if len(places) == _TOPOLOGIES else ", ".join(places)
    rule = " ".join(first["rule"].split()).replace("|", "\\|")
    return f"| {first['id']} | {first['title']} | {rule} | {where} | {', '.join(_conditions(first))} |"


def _conditions(case: Case) -> Iterable[str]:
    yield from case["needs"]
    layout = case["layout"]
    if len(layout["sites"]) > 1:
        yield "sites " + " ".join(layout["sites"])
    for name, choice in {**case["policies"], **layout["policies"]}.items():
        yield f"`{name}` = {choice}"


if __name__ == "__main__":
    PAGE.write_text(page(cases()), "utf-8")
