"""Takes part in a run of pytest: which worlds there are, and in which of them watched lines ran."""

from __future__ import annotations

from typing import Any

from ...running.cases import case_of
from ..breaking import Finder
from .task import Task, World


class Watch:
    """Keeps the worlds that a task asks for; ``ran`` has for each the defects whose lines ran in it."""

    def __init__(self, task: Task, finder: Finder) -> None:
        self._order = None if task.worlds is None else {world: at for at, world in enumerate(task.worlds)}
        self._part, self._parts = task.part
        self._enough = task.enough
        self._failed = 0
        self._watching = task.watch
        self._finder = finder
        self._always = frozenset(finder.ran)
        self.ran: dict[World, tuple[str, ...]] = {}
        self.files: dict[World, str] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave out what is not asked for; the rest runs in the order in which it was asked for."""
        if self._order is not None:
            placed = [
                (self._order[world], item) for item in items if (world := self._world(item)) in self._order
            ]
            items[:] = [item for _, item in sorted(placed, key=lambda one: one[0])]
        items[:] = items[self._part :: self._parts]

    def pytest_runtest_setup(self, item: Any) -> None:
        """Each world counts for itself."""
        del item
        if self._watching:
            self._finder.ran.clear()

    def pytest_runtest_teardown(self, item: Any) -> None:
        """Note what ran; what ran while modules were imported is part of every world."""
        world = self._world(item)
        if world is not None:
            self.files[world] = str(item.path)
        if world is not None and self._watching:
            self.ran[world] = tuple(sorted(self._finder.ran | self._always))

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        """Begin no other when enough have failed."""
        self._failed += call.excinfo is not None and call.when == "call"
        if self._enough and self._failed >= self._enough:
            item.session.shouldstop = "enough have failed"

    @staticmethod
    def _world(item: Any) -> World | None:
        case = case_of(item)
        return None if case is None else (case.name, case.topology)
