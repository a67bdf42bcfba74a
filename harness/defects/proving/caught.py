"""By what each broken connector was caught last time, kept beside the catalogue, for a quick look."""

from __future__ import annotations

import json
from pathlib import Path

from ...running.scenario_files import scenario_folder
from .proof import Proof
from .task import World

FILE = Path(__file__).parent / "caught.json"


Catcher = tuple[World, Path]
"""A scenario in a topology, and the file that it stands in."""


def caught() -> dict[str, Catcher | int]:
    """The scenario, or the seed of the story, that caught each defect."""
    told = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return {
        name: by if isinstance(by, int) else ((by[0], by[1]), scenario_folder() / by[2])
        for name, by in told.items()
    }


def keep(proof: Proof) -> None:
    """Keep what caught them in this proof."""
    found: dict[str, tuple[str, str, str] | int] = {}
    for name, case in sorted(proof.cases.items()):
        if case.kills:
            quickest = case.kills[0]
            file = Path(quickest.file).relative_to(scenario_folder()).as_posix()
            found[name] = (quickest.scenario, quickest.topology, file)
        elif case.story is not None:
            found[name] = case.story.seed
    FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
