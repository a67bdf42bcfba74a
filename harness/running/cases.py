"""Reads off a pytest item which scenario it is."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pytest

from ordergate.simulators.kernel.settings import MAIN_SITE, Layout

from ..stories.story import Story
from .choosing import Case
from .marks import start_of, words_of

DEFAULT_TOPOLOGY = "full"
OWN = "own"
"""The id of scenarios that have none."""
_SETTLING = frozenset({"settle", "stocked"})


@dataclass(frozen=True)
class Place:
    """Where one run of a scenario takes place, and the how-manieth it is."""

    topology: str = DEFAULT_TOPOLOGY
    number: int = 1

    def __str__(self) -> str:
        return self.topology if self.number == 1 else f"{self.topology}-{self.number}"


def places_of(mark: pytest.Mark | None, repeat: int) -> list[Place]:
    """Every place that a scenario with this mark runs in."""
    topologies = mark.args[1:] if mark is not None and mark.args[1:] else (DEFAULT_TOPOLOGY,)
    return [Place(name, number) for name in topologies for number in range(1, repeat + 1)]


def case_of(item: pytest.Item) -> Case | None:
    """The scenario that an item is; None for a test that asks for no world."""
    if "world" not in getattr(item, "fixturenames", ()):
        return None
    mark = item.get_closest_marker("scenario")
    callspec = getattr(item, "callspec", None)
    place = callspec.params.get("world", Place()) if callspec is not None else Place()
    function = getattr(item, "function", None)
    tags = words_of(mark, "tags")
    story: Story | None = getattr(function, "story", None)
    declared = story.policies if story else _policies(mark)
    return Case(
        scenario_id(item) or OWN, story.title if story else title_of(item),
        inspect.getdoc(function) or "", place.topology, (*tags, item.path.parent.name), place.number,
        story.settles if story else _settles(function),
        {name: choice for name, choice in declared.items() if "." not in name},
        words_of(mark, "needs"), _layout(mark, declared), start_of(mark),
    )  # fmt: skip


def _layout(mark: pytest.Mark | None, declared: Mapping[str, str]) -> Layout:
    """A dot in its name makes a policy one of a system."""
    of_systems = {name: choice for name, choice in declared.items() if "." in name}
    return Layout(words_of(mark, "sites") or MAIN_SITE, words_of(mark, "warehouse_only"), of_systems)


def _policies(mark: pytest.Mark | None) -> dict[str, str]:
    """The policies that a mark names, such as ``safety_stock=2`` and ``oms.backorder=cancel``."""
    return {name: value for name, _, value in (word.partition("=") for word in words_of(mark, "policies"))}


def scenario_id(item: pytest.Item) -> str | None:
    """The id of a marked scenario."""
    mark = item.get_closest_marker("scenario")
    return str(mark.args[0]) if mark is not None and mark.args else None


def title_of(item: pytest.Item) -> str:
    """The name of the test as words, and what it is given besides its world."""
    return ": ".join([function_name(item).removeprefix("test_").replace("_", " "), *_given(item)])


def file_name(item: pytest.Item, place: Place) -> str:
    """What the files of one run of a scenario are called, without an ending; no two runs share it."""
    given = "".join(f"-{re.sub('[^A-Za-z0-9]+', '_', value)}" for value in _given(item))
    words = function_name(item).removeprefix("test_")
    return f"{scenario_id(item) or 'scenario'}-{words}{given}-{place}"


def _given(item: pytest.Item) -> list[str]:
    callspec = getattr(item, "callspec", None)
    params = {} if callspec is None else callspec.params
    return [str(value) for name, value in params.items() if name != "world"]


def function_name(item: pytest.Item) -> str:
    """The name of the test without its parameters."""
    return str(getattr(item, "originalname", None) or item.name)


@cache
def _settles(function: object) -> int:
    """How often its text settles the world, and once more at the end; read once for all its places."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))  # type: ignore[arg-type]  # what has no source is refused
    except (OSError, TypeError, SyntaxError):
        return 1
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return 1 + sum(isinstance(call, ast.Attribute) and call.attr in _SETTLING for call in calls)
