"""A scenario as it was read from a YAML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ordergate.simulators.kernel.settings import MAIN_SITE

from ..errors import OrdergateError, UsageError
from .table import Verb

ENDINGS = (".scenario.yaml", ".scenario.yml")
"""How the names of files with scenarios end."""

_NAME_MAX = 60
_SHOWN_MAX = 20


@dataclass(frozen=True)
class Step:
    """One thing that somebody does, or that is expected, and the line that it stands in."""

    verb: Verb
    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Story:
    """One scenario; ``rule`` is the business rule in words, ``line`` is where it begins."""

    file: Path
    line: int
    id: str
    title: str
    rule: str
    topologies: tuple[str, ...]
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    policies: Mapping[str, str] = field(default_factory=dict)
    sites: tuple[str, ...] = MAIN_SITE
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """The title as a name for files and for ``pytest -k``."""
        words = re.sub(r"\W+", "_", self.title.lower()).strip("_")
        return f"{words[:_NAME_MAX].strip('_')}_yaml"

    @property
    def settles(self) -> int:
        """How often the world settles in it, its end included."""
        return 1 + sum(step.verb.settles for step in self.steps)

    def place(self, step: Step) -> str:
        """Where a step stands, as ``file:line``."""
        return f"{self.file.name}:{step.line}"


class StoriesWrong(UsageError):
    """A file of scenarios cannot be used as it is; the text names file and line of each mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        shown = mistakes[:_SHOWN_MAX]
        if len(mistakes) > _SHOWN_MAX:
            shown.append(f"and {len(mistakes) - _SHOWN_MAX} more mistakes")
        super().__init__("\n".join(shown))


class StoryStopped(OrdergateError):
    """A scenario in YAML did not end as it should; the text names its file and line."""

    exit_code = 1
