"""What docs/policies.md says, made from what is declared and from the marks of the scenarios.

``python -m tests.docs.policies`` writes the page again.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from ordergate.harness.commands.list_facts import policies
from ordergate.harness.running.marks import words_of
from ordergate.harness.running.scenario_files import scenario_folder

PAGE = Path(__file__).resolve().parents[2] / "docs" / "policies.md"
INTRODUCTION = """# Policies

Where the trade leaves a choice, a system declares what it does, and the judge's rules read what was
declared: a unit that no site has may wait, or be cancelled, and both are right in a world that says so. A
world whose policies nobody chose has the first setting of each. `ordergate list policies` prints them.

| Where | How policies are chosen |
|---|---|
| a scenario | `@pytest.mark.scenario("X01", "full", policies="oms.backorder=cancel oms.ship=complete")` |
| a scenario in YAML | `policies: { oms.backorder: cancel }` |
| `ordergate up` | `--policy oms.backorder=cancel`, repeatable; the start page shows them |
| the control surface | `"policies": {"oms.backorder": "cancel"}` in `POST /_control/worlds` |

What they ask of a connector stands in [connecting](connecting.md#policies-of-the-systems).

"""
CONNECTORS = """
## Of connectors

These are choices of the connector under test, in `[policies]` of its `ordergate.toml`. The reference engine
follows whatever a scenario is about; `ordergate run` tries another connector only with what it keeps to, and
`ordergate judge` reads them from `--connector`, or from the `ordergate.toml` of the folder.

| Policy | What it decides | Choices | Default |
|---|---|---|---|
"""
CLOSING = """
This page is made from the code: `python -m tests.docs.policies`.
"""
Exercised = dict[tuple[str, str], list[str]]


def exercised() -> Exercised:
    """The ids of the scenarios that name each setting of a policy, in order."""
    found: Exercised = {}
    for mark in _marks():
        for word in words_of(mark, "policies"):
            name, _, choice = word.partition("=")
            ids = found.setdefault((name, choice), [])
            if mark.args[0] not in ids:
                ids.append(mark.args[0])
    return {setting: sorted(ids) for setting, ids in found.items()}


def _marks() -> Iterator[Any]:
    for file in sorted(scenario_folder().rglob("test_*.py")):
        spec = spec_from_file_location(f"scenarios_for_policies_{file.stem}", file)
        assert spec is not None and spec.loader is not None, f"{file} cannot be read"
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        for _, function in inspect.getmembers(module, inspect.isfunction):
            yield from (mark for mark in getattr(function, "pytestmark", ()) if mark.name == "scenario")


def of_systems() -> list[dict[str, Any]]:
    """What is declared of systems."""
    return [one for one in policies() if "." in one["name"]]


def page() -> str:
    """The whole page."""
    shown = exercised()
    text = INTRODUCTION + "| Policy | Setting | Scenarios | What it decides |\n|---|---|---|---|\n"
    for one in of_systems():
        for choice in one["choices"]:
            first = choice == one["default"]
            cells = (
                f"`{one['name']}`" if first else "",
                f"`{choice}`{' (default)' if first else ''}",
                ", ".join(shown.get((one["name"], choice), ())),
                one["about"] if first else "",
            )
            text += f"| {' | '.join(cells)} |\n".replace("|  |", "| |")
    text += CONNECTORS
    for one in policies():
        if "." not in one["name"]:
            choices = ", ".join(f"`{choice}`" for choice in one["choices"])
            text += f"| `{one['name']}` | {one['about']} | {choices} | `{one['default']}` |\n"
    return text + CLOSING


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
