"""``ordergate tamper``: breaks what a connector writes, and says what of it the scenarios notice."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..connectors.checking import check_config
from ..errors import UsageError
from ..running.session import Selection, Session
from ..running.wall import stopwatch
from ..tampering.observed import observed
from ..tampering.trying import Ending, Tried, tried
from ..tampering.ways import Way, drawn, ways_to_break
from .run import RunOptions, check_options, refuse_nothing, selection_of, settings_of

MOST = 60
"""So many ways are tried unless all are asked for."""


@dataclass(frozen=True, kw_only=True)
class TamperOptions:
    """What ``ordergate tamper`` was asked for; ``run`` is which scenarios, with which connector."""

    run: RunOptions
    most: int = MOST
    jobs: int | None = None
    json: bool = False


def tamper(options: TamperOptions) -> int:
    """0 when everything that had an effect was noticed, 1 when something got through."""
    config = settings_of(options.run)
    check_options(options.run)
    check_config(config)
    _tell(f"seed {config.run.seed}")
    selection = selection_of(options.run, config)
    refuse_nothing(options.run, config)
    jobs = 1 if config.world.port else options.jobs or len(os.sched_getaffinity(0))
    began = stopwatch()
    ways = drawn(_ways(selection, jobs), options.most, config.run.seed)
    came = []
    for number, one in enumerate(tried(ways, selection, jobs=jobs), 1):
        _tell(f"{number} of {len(ways)}: {one.way.rule}: {one.ending.value}")
        came.append(one)
    came.sort(key=lambda one: ways.index(one.way))
    if options.json:
        print(json.dumps(as_json(came, options.run, config.run.seed, stopwatch() - began)))
    else:
        say(came, options.run, config.run.seed)
    return int(any(one.ending is Ending.GOT_THROUGH for one in came) or not came)


def _ways(selection: Selection, jobs: int) -> list[Way]:
    """What can be broken of what the connector writes while nothing is broken."""
    _tell("the scenarios as they are")
    with TemporaryDirectory(prefix="ordergate-") as folder:
        session = Session(replace(selection, parallel=jobs), Path(folder))
        with redirect_stdout(StringIO()):
            session.run()
        writes = observed(session.records.scenarios, Path(folder))
    if not writes:
        raise UsageError(
            "no scenario passed in which the connector wrote anything, so there is nothing to break; "
            "see to it first that ordergate run passes"
        )
    return ways_to_break(writes)


def as_json(came: Sequence[Tried], run: RunOptions, seed: int, wall_s: float) -> dict[str, Any]:
    """How many ways ended how, and all of them."""
    endings = Counter(one.ending for one in came)
    return {
        "tried": len(came),
        **{ending.name.lower(): endings[ending] for ending in Ending},
        "wall_s": round(wall_s, 1),
        "ways": [
            {
                "rule": one.way.rule,
                "ending": one.ending.value,
                "scenario": one.world[0] if one.world else None,
                "topology": one.world[1] if one.world else None,
                "rules": list(one.rules),
                "repeat": _repeat(one, run, seed),
            }
            for one in came
        ],
    }


def say(came: Sequence[Tried], run: RunOptions, seed: int) -> None:
    """How many ways of each kind ended how, and everything that got through."""
    kinds = dict.fromkeys(one.way.kind for one in came)
    print(f"{'':<18}{'caught':>8}{'got through':>13}{'without effect':>16}")
    for kind in kinds:
        endings = Counter(one.ending for one in came if one.way.kind == kind)
        counts = [endings[ending] for ending in Ending]
        print(f"{kind:<18}{counts[0]:>8}{counts[1]:>13}{counts[2]:>16}")
    for one in came:
        if one.ending is Ending.GOT_THROUGH:
            print(f"\ngot through: {one.way.rule}\n  repeat: {_repeat(one, run, seed)}")
    endings = Counter(one.ending for one in came)
    felt = endings[Ending.CAUGHT] + endings[Ending.GOT_THROUGH]
    print(f"\n{endings[Ending.CAUGHT]} of {felt} broken writes that had an effect were noticed")


def _repeat(one: Tried, run: RunOptions, seed: int) -> str | None:
    if one.world is None:
        return None
    line = f"ordergate run {one.world[0]} --topology {one.world[1]} --seed {seed} --fault '{one.way.rule}'"
    line += "".join(f" --scenarios-in {folder}" for folder in run.folders)
    line += f" --connector {run.connector}" if run.connector else ""
    return line + (f" --engine {run.engine}" if run.engine else "")


def _tell(said: str) -> None:
    print(said, file=sys.stderr, flush=True)
