"""By what each broken connector was caught last time, kept beside the catalogue, for a quick look."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...running.scenario_files import scenario_folder
from .proof import Case, Proof
from .task import World

FILE = Path(__file__).parent / "caught.json"


_KEPT = 3


@dataclass(frozen=True, kw_only=True)
class Catchers:
    """The quickest scenarios that caught a defect, each with its file, and the seed of a story that did."""

    worlds: tuple[tuple[World, Path], ...] = ()
    seed: int | None = None


def caught() -> dict[str, Catchers]:
    """What caught each defect that was caught."""
    told = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return {
        name: Catchers(
            worlds=tuple(
                ((scenario, topology), scenario_folder() / file) for scenario, topology, file in by["worlds"]
            ),
            seed=by["seed"],
        )
        for name, by in told.items()
    }


def keep(proof: Proof) -> None:
    """Keep what caught them in this proof."""
    found = {name: _kept(case) for name, case in sorted(proof.cases.items()) if case.killed}
    FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _kept(case: Case) -> dict[str, Any]:
    root = scenario_folder()
    return {
        "worlds": [
            (met.scenario, met.topology, Path(met.file).relative_to(root).as_posix())
            for met in case.kills[:_KEPT]
        ],
        "seed": None if case.story is None else case.story.seed,
    }
