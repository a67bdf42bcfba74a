"""Has tasks done, each in a process of its own, several at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec

from ...explore.pool import as_done
from .task import Outcome, Task

_SAID_MAX = 2000


def outcomes(tasks: Iterable[Task], *, jobs: int, directory: Path) -> Iterator[Outcome]:
    """What comes of each task, as soon as it is done."""
    directory.mkdir(parents=True, exist_ok=True)
    return as_done(partial(_done, directory=directory), tasks, jobs=jobs)


def _done(task: Task, *, directory: Path) -> Outcome:
    """Do one task; what its process said when it came to nothing is its trouble."""
    task = replace(task, directory=str(directory))
    asked, told = directory / f"{task.name}.task.json", directory / f"{task.name}.outcome.json"
    asked.write_bytes(msgspec.json.encode(task))
    told.unlink(missing_ok=True)
    command = [sys.executable, "-m", f"{__package__}.work", str(asked), str(told)]
    ended = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    asked.unlink()
    if not told.exists():
        return Outcome(task=task, executed=False, trouble=(ended.stderr or ended.stdout)[-_SAID_MAX:])
    return msgspec.json.decode(told.read_bytes(), type=Outcome)
