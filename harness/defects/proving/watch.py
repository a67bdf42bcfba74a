"""Takes part in a run of pytest: which worlds there are, and in which of them watched lines ran."""

from __future__ import annotations

from typing import Any

from ...running.cases import case_of
from ..breaking import Finder
from .task import Task, World


class Watch:
    """Keeps the worlds that a task asks for; ``ran`` has for each the defects whose lines ran in it."""

    def __init__(self, task: Task, finder: Finder) -> None:
        self._wanted = None if task.worlds is None else frozenset(task.worlds)
        self._watching = task.watch
        self._finder = finder
        self._always = frozenset(finder.ran)
        self.ran: dict[World, tuple[str, ...]] = {}
        self.files: dict[World, str] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave out what is not asked for."""
        if self._wanted is not None:
            items[:] = [item for item in items if self._world(item) in self._wanted]

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

    @staticmethod
    def _world(item: Any) -> World | None:
        case = case_of(item)
        return None if case is None else (case.name, case.topology)
