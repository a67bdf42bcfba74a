"""Does one task of the proof: ``python -m ordergate.harness.defects.proving.work TASK OUTCOME``, two files.

The engine is read otherwise from the start, so whatever imports it is imported afterwards.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import msgspec

from ..breaking import Finder, broken_by, watched_for
from ..catalogue import DEFECTS, found
from .task import Task


def main() -> None:
    """Read the task, do it, write what came of it."""
    task = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Task)
    finder = _prepared(task)
    doing = import_module(".doing", __package__)
    Path(sys.argv[2]).write_bytes(msgspec.json.encode(doing.done(task, finder)))


def _prepared(task: Task) -> Finder:
    """The engine that the task is about, in place of the right one."""
    finder = Finder({})
    if task.defect:
        finder = broken_by(found(task.defect))
    elif task.watch:
        finder = watched_for(DEFECTS)
    finder.install()
    return finder


if __name__ == "__main__":
    main()
