"""Which writes a connector makes, in which worlds, and what their bodies hold: read from journals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ordergate.simulators.faults.tampering import numbers_of

from ..evidence.journal_reader import CONNECTOR, Exchange, slices
from ..evidence.records import ScenarioRecord, Verdict
from ..running.choosing import full_name

World = tuple[str, str]
"""A scenario by its full name, and a topology."""


@dataclass
class Write:
    """An operation that the connector called to change something, as ``system.operation``.

    ``numbers`` are the fields of its bodies that hold numbers, each with the worlds in which it was sent;
    ``twice`` are the worlds in which it said different things at one place. The quickest world comes first.
    """

    name: str
    worlds: list[World] = field(default_factory=list)
    twice: list[World] = field(default_factory=list)
    numbers: dict[str, list[World]] = field(default_factory=dict)


def observed(records: Iterable[ScenarioRecord], directory: Path) -> dict[str, Write]:
    """The writes in everything that passed, by name."""
    found: dict[str, Write] = {}
    passed = [one for one in records if one.verdict is Verdict.PASSED and one.journal is not None]
    for record in sorted(passed, key=lambda record: record.wall_s):
        world = (full_name(record.id, record.title), record.topology)
        bodies: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for exchange in _writes(directory / str(record.journal)):
            name = f"{exchange.system}.{exchange.operation}"
            write = found.setdefault(name, Write(name))
            _once(write.worlds, world)
            for number in numbers_of((exchange.request or "").encode()):
                _once(write.numbers.setdefault(number, []), world)
            said = bodies[name, exchange.path]
            said.add(exchange.request or "")
            if len(said) > 1:
                _once(write.twice, world)
    return dict(sorted(found.items()))


def _writes(journal: Path) -> Iterator[Exchange]:
    for part in slices(journal):
        yield from (event for event in part if isinstance(event, Exchange) and _is_write(event))


def _is_write(event: Exchange) -> bool:
    done = event.caller == CONNECTOR and not event.failed
    return done and event.method != "GET" and bool(event.request)


def _once(worlds: list[World], world: World) -> None:
    if not worlds or worlds[-1] != world:
        worlds.append(world)
