"""What is left of a story: nothing that could be left out, and the usual setting where that will do."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ordergate.harness.explore.playing import Told
from ordergate.harness.explore.setting import Setting
from ordergate.harness.explore.shrinking import Shrinking
from ordergate.harness.findings import Finding

SETTING = Setting("full", policies=("erp.duplicates=taken", "oms.ship=complete"))


class Needs:
    """Plays stories that fail if they hold these lines, with at least so many units, under a policy."""

    def __init__(self, *lines: str, policy: str = "") -> None:
        self._lines = lines
        self._policy = policy
        self.played = 0

    def repeats(self, seed: int, setting: Setting, lines: Sequence[str]) -> Told:
        self.played += 1
        fails = set(self._lines) <= set(lines) and (not self._policy or self._policy in setting.policies)
        findings = (Finding("I01", "broken"),) if fails else ()
        return Told(seed, setting, tuple(lines), findings)


def shortest(player: Needs, lines: Sequence[str], tries: int = 400) -> Told:
    told = Told(1, SETTING, tuple(lines), (Finding("I01", "broken"),))
    return Shrinking(player, "I01", tries).shortest(told)  # type: ignore[arg-type] # plays what it is told


@pytest.mark.parametrize("needed", [("c",), ("a", "h"), ("b", "c", "g")])
def test_only_what_is_needed_is_left(needed: tuple[str, ...]) -> None:
    assert shortest(Needs(*needed), "abcdefgh").lines == needed


def test_policies_that_are_not_needed_are_not_told() -> None:
    found = shortest(Needs("a", policy="erp.duplicates=taken"), "ab")
    assert found.setting.policies == ("erp.duplicates=taken",)


def test_it_ends_when_its_tries_are_used_up() -> None:
    player = Needs("a")
    assert "a" in shortest(player, "abcdefgh", tries=3).lines
    assert player.played == 3


def test_numbers_become_small() -> None:
    class Many(Needs):
        def repeats(self, seed: int, setting: Setting, lines: Sequence[str]) -> Told:
            fails = any(line.startswith("orders(") and int(line[7:-1]) >= 3 for line in lines)
            return Told(seed, setting, tuple(lines), (Finding("I01", "broken"),) if fails else ())

    [line] = shortest(Many(), ["orders(40)"]).lines
    assert line == "orders(5)"
