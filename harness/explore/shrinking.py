"""Makes a story that breaks a rule as short as it will get, while it still breaks that rule.

Parts are left out, halves first and then less, as in delta debugging (A. Zeller, R. Hildebrandt: Simplifying
and Isolating Failure-Inducing Input, IEEE TSE 28(2), 2002). A statement that names what was left out comes to
nothing, and is left out with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..running.wall import stopwatch
from .playing import Player, Told

TRIES_MAX = 400
SECONDS_MAX = 120.0
"""A story that never comes to rest takes long each time; what is short by then is short enough."""
_NUMBER = re.compile(r"(?<![\w.\"'-])(\d+)(?![\w.\"'])")


@dataclass
class Shrinking:
    """A story on its way to being short; ``rule`` has to stay broken.

    It ends after so many ``tries``, or ``seconds`` on the wall.
    """

    player: Player
    rule: str
    tries: int = TRIES_MAX
    seconds: float = SECONDS_MAX
    began: float = field(default_factory=stopwatch)

    def shortest(self, told: Told) -> Told:
        """The shortest story that was found."""
        best = self._again(told, told.lines) or told
        while self.tries > 0:
            smaller = self._without_parts(best)
            smaller = self._plainer(smaller)
            if smaller.lines == best.lines and smaller.setting == best.setting:
                return best
            best = smaller
        return best

    def _without_parts(self, best: Told) -> Told:
        size = max(len(best.lines) // 2, 1)
        while True:
            at = len(best.lines) - size
            while at > -size:
                lines = best.lines[: max(at, 0)] + best.lines[at + size :]
                best = self._again(best, lines) or best
                at = min(at - size, len(best.lines) - size)
            if size == 1 or self.tries <= 0:
                return best
            size //= 2

    def _plainer(self, best: Told) -> Told:
        """The same with the usual policies, at one site, in smaller numbers, as far as it still fails."""
        for at in range(len(best.setting.policies)):
            policies = best.setting.policies[:at] + best.setting.policies[at + 1 :]
            fewer = self._again(replace(best, setting=replace(best.setting, policies=policies)), best.lines)
            if fewer is not None:
                return fewer
        for at, line in enumerate(best.lines):
            for plainer in _smaller(line):
                lines = (*best.lines[:at], plainer, *best.lines[at + 1 :])
                if (found := self._again(best, lines)) is not None:
                    best = found
                    break
        return best

    def _again(self, told: Told, lines: Sequence[str]) -> Told | None:
        """The story of these statements, if it still breaks the rule."""
        if stopwatch() - self.began > self.seconds:
            self.tries = 0
        if self.tries <= 0:
            return None
        self.tries -= 1
        found = self.player.repeats(told.seed, told.setting, lines)
        return found if self.rule in found.rules else None


def _smaller(line: str) -> Iterator[str]:
    """The statement with one of its numbers halved, or with one part of a list less."""
    for part in re.finditer(r", (?=LineWish\()|, charges=\[[^\]]*\]|, parcels=\d+", line):
        if part.group() != ", ":
            yield line[: part.start()] + line[part.end() :]
    for found in _NUMBER.finditer(line):
        value = int(found.group())
        for less in dict.fromkeys((1, value // 2)):
            if 0 < less < value:
                yield line[: found.start()] + str(less) + line[found.end() :]
