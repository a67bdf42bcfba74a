"""``ordergate repeat``: a run again, as it was asked for, and whether it ended in the same way."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..running.repeating import kept_arguments
from .explore import SUMMARY

_TOLD = ("run.json", SUMMARY)


def repeat_run(directory: Path, command: Callable[[Sequence[str]], int]) -> int:
    """Run it again beside the first; its exit code, or 1 when something is otherwise than it was."""
    before = _outcome(directory)
    arguments = kept_arguments(directory)
    again = _free(directory)
    words = [*arguments, "--out", str(again)]
    print(f"again: ordergate {' '.join(words)}", flush=True)
    code = command(words)
    differences = sorted(before.items() ^ _outcome(again).items())
    for name, said in differences:
        print(f"otherwise than before: {name}: {said}", file=sys.stderr)
    if not differences:
        print(f"the same as before: {len(before)} outcomes")
    return code or int(bool(differences))


def _free(directory: Path) -> Path:
    number = 2
    while (again := directory.with_name(f"{directory.name}-again{number}")).exists():
        number += 1
    return again


def _outcome(directory: Path) -> dict[str, str]:
    """How each scenario, or each story that broke a rule, ended."""
    for name in _TOLD:
        if (directory / name).exists():
            told: dict[str, Any] = json.loads((directory / name).read_text("utf-8"))
            return _of_run(told) if name == "run.json" else _of_stories(told)
    raise UsageError(f"{directory} is no directory of a run: it has neither {' nor '.join(_TOLD)}")


def _of_run(told: dict[str, Any]) -> dict[str, str]:
    return {
        f"{one['id']} {one['title']} ({one['topology']}, seed {one['seed']})": (
            f"{one['verdict']}, {one['findings']} findings, ended at {one['ended_us']}"
        )
        for one in told["scenarios"]
    }


def _of_stories(told: dict[str, Any]) -> dict[str, str]:
    outcome = {f"seed {one['seed']}": f"{one['rule']}: {one['text']}" for one in told["findings"]}
    return outcome | {name: str(told[name]) for name in ("stories", "orders", "steps")}
