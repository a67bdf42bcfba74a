"""Runs scenarios with one write broken, and says whether any of them noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from io import StringIO

from ..evidence.records import ScenarioRecord, Verdict
from ..explore.pool import as_done
from ..running.session import Selection, Session
from .observed import World
from .ways import Way


class Ending(StrEnum):
    """What came of breaking a write: a scenario failed, none did, or it did nothing."""

    CAUGHT = "caught"
    GOT_THROUGH = "got through"
    WITHOUT_EFFECT = "without effect"


@dataclass(frozen=True)
class Tried:
    """A way that was tried: how it ended, in which world, and the rules that it broke there."""

    way: Way
    ending: Ending
    world: World | None = None
    rules: tuple[str, ...] = ()


def tried(ways: Sequence[Way], selection: Selection, *, jobs: int) -> Iterator[Tried]:
    """Each way, as soon as it is known how it ends; ``selection`` is how to run scenarios."""
    if jobs == 1:
        yield from (_tried(way, selection) for way in ways)
    else:
        yield from as_done(partial(_tried, selection=selection), ways, jobs=jobs)


def _tried(way: Way, selection: Selection) -> Tried:
    """The first world that fails decides; one in which it did nothing decides nothing."""
    through: World | None = None
    for world in way.worlds:
        record = _record(world, replace(selection, flags=[*selection.flags, f"--fault={way.rule}"]))
        if record is not None and record.verdict is Verdict.FAILED:
            rules = tuple(dict.fromkeys(finding.rule for finding in record.findings))
            return Tried(way, Ending.CAUGHT, world, rules)
        if record is not None and record.verdict is Verdict.PASSED:
            through = through or world
    return Tried(way, Ending.GOT_THROUGH if through else Ending.WITHOUT_EFFECT, through)


def _record(world: World, selection: Selection) -> ScenarioRecord | None:
    chosen = replace(selection, scenarios=[world[0]], topologies=[world[1]], parallel=1)
    session = Session(chosen, None)
    with redirect_stdout(StringIO()):
        session.run()
    return session.records.scenarios[0] if session.records.scenarios else None
