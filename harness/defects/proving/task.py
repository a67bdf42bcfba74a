"""A piece of the proof for a process of its own: which engine meets which scenarios or stories."""

from __future__ import annotations

from dataclasses import dataclass, field

FAILED = "failed"
"""The verdict on a world that broke a rule."""
World = tuple[str, str]
"""A scenario by its full name, and a topology."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """What one process does.

    ``worlds`` None is every scenario in every topology, () is none; they are met in this order. They are
    looked for in ``files``, everywhere without any. None is begun after so many ``minutes``, 0 is no limit,
    or when so many failed as are ``enough``. The quickest that fails is met once more with nothing repaired
    if ``unrepaired`` says so.

    With ``watch`` the engine is right, and of each scenario is noted which defects' lines ran in it; ``part``
    is which of how many equal parts of all worlds it meets. Stories
    are told from seed ``first`` on, ``seeds`` of them, or with ``stop`` until one breaks a rule, which is
    then made short and run again from its file in ``directory``.
    """

    name: str
    defect: str = ""
    engine: str = ""
    watch: bool = False
    part: tuple[int, int] = (0, 1)
    enough: int = 0
    unrepaired: bool = False
    worlds: tuple[World, ...] | None = ()
    files: tuple[str, ...] = ()
    first: int = 1
    seeds: int = 0
    stop: bool = False
    minutes: float = 0.0
    directory: str = ""


@dataclass(frozen=True, kw_only=True)
class Met:
    """What a scenario said of an engine; ``rules`` are those that it broke, in the order of importance.

    ``ran`` are the defects whose lines ran, where that was watched.
    """

    scenario: str
    topology: str
    verdict: str
    wall_s: float
    rules: tuple[str, ...] = ()
    ran: tuple[str, ...] = ()
    file: str = ""

    @property
    def world(self) -> World:
        """Where that was."""
        return self.scenario, self.topology


@dataclass(frozen=True, kw_only=True)
class StoryFound:
    """A story that broke a rule: its steps as drawn and as short as it got, and whether its file fails."""

    seed: int
    rule: str
    text: str
    steps: int
    shortest: int
    fails_again: bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a task; ``executed`` is whether a changed line ever ran."""

    task: Task
    executed: bool
    met: tuple[Met, ...] = ()
    met_without_repair: tuple[Met, ...] = ()
    stories: int = 0
    orders: int = 0
    found: tuple[StoryFound, ...] = ()
    wall_s: float = 0.0
    trouble: str = ""
    unexplained: tuple[str, ...] = field(default=())
