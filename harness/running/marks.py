"""What a mark of a scenario may say, and what is wrong with it: told by file and line, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from ordergate.simulators.kernel.clock import instant
from ordergate.simulators.kernel.settings import wrong_with_sites

from ..config.features import wrong_features
from ..config.known import POLICIES, there_are, wrong_choice
from ..config.model import Topology
from ..stories.kinds import shortened
from ..stories.notes import shown
from ..world.world import COMPANY_ZONE

FIELDS = ("tags", "policies", "needs", "sites", "warehouse_only", "starts")


def check_mark(mark: pytest.Mark | None, item: pytest.Function) -> None:
    """CollectError with file and line of the scenario when its mark says what cannot be."""
    found = [] if mark is None else list(mistakes(mark))
    if found:
        place = f"{shown(item.path)}:{item.function.__code__.co_firstlineno}"
        raise pytest.Collector.CollectError("\n".join(f"{place}: {mistake}" for mistake in found))


def mistakes(mark: pytest.Mark) -> Iterator[str]:
    """Everything that is wrong with a mark, with what there is instead."""
    there = [topology.value for topology in Topology]
    for name in mark.args[1:]:
        if name not in there:
            yield f"unknown topology {name}; {there_are(there, str(name))}"
    for name in mark.kwargs:
        if name not in FIELDS:
            yield f"a scenario takes no {name}; {there_are(FIELDS, name)}"
    yield from _policies(words_of(mark, "policies"))
    if wrong := wrong_features(words_of(mark, "needs")):
        yield wrong
    sites = words_of(mark, "sites") + words_of(mark, "warehouse_only")
    if sites and (wrong := wrong_with_sites(sites)):
        yield wrong
    try:
        start_of(mark)
    except ValueError:
        yield f"starts is {shortened(mark.kwargs['starts'])!r}; it takes a day and a time: 2026-07-02 08:30"
    for field in ("topologies", "tags", "needs"):
        words = tuple(map(str, mark.args[1:])) if field == "topologies" else words_of(mark, field)
        for word in dict.fromkeys(word for word in words if words.count(word) > 1):
            yield f"{field} has {word} twice; keep one"


def start_of(mark: pytest.Mark | None) -> int | None:
    """When the world begins, in the zone of the company; None where it does not matter."""
    said = "" if mark is None else mark.kwargs.get("starts", "")
    return instant(datetime.fromisoformat(said).replace(tzinfo=COMPANY_ZONE)) if said else None


def words_of(mark: pytest.Mark | None, name: str) -> tuple[str, ...]:
    """The words that a mark gives under a name, as one text or several."""
    given = () if mark is None else mark.kwargs.get(name, ())
    return tuple(given.split() if isinstance(given, str) else given)


def _policies(words: tuple[str, ...]) -> Iterator[str]:
    chosen: dict[str, str] = {}
    for word in words:
        name, said, choice = word.partition("=")
        if not said:
            yield f"policies has {shortened(word)!r}; it takes a name and a choice: oms.backorder=cancel"
        elif name not in POLICIES:
            yield f"unknown policy {shortened(name)}; {there_are(POLICIES, name)}"
        elif wrong := wrong_choice(name, choice):
            yield f"policy {name} is {shortened(choice)!r}: {wrong}"
        if said and chosen.setdefault(name, choice) != choice:
            yield f"policies says {name}={chosen[name]} and {word}; choose one of them"
