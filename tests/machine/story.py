"""A story: statements of a scenario, each played in a world the moment it is told, and kept as text.

What ran is what is printed: the text of a broken story is a scenario, and fails for the same reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from textwrap import indent
from typing import Any, NoReturn

from ordergate.harness.actors.orders import ChargeWish, LineWish, Quote
from ordergate.harness.findings import Finding
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld, MakeConnector
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import MAIN_SITE, Layout
from tests.machine.refusing import Partner, refused

_STEP = "    "
_KNOWN: dict[str, Any] = {
    "Decimal": Decimal, "ChargeWish": ChargeWish, "LineWish": LineWish, "Quote": Quote,
    "Partner": Partner, "refused": refused,
}  # fmt: skip
_PAGE = '''"""A story that the machine found, in topology {topology}; run it with --seed {seed}."""

{standard}import pytest

{ours}


@pytest.mark.scenario("M01", "{topology}"{more})
def test_a_story_that_the_machine_found(world: World) -> None:
    """It breaks {rule}."""
{body}
'''


class BrokenStory(AssertionError):
    """A rule broke; the text says how, and tells the story as a scenario."""

    def __init__(self, rule: str, text: str, scenario: str) -> None:
        self.rule = rule
        self.scenario = scenario
        super().__init__(f"{rule}: {text}\n\n{scenario}")


class Story:
    """What happens in one world; its names stand in the text as they do in the statements."""

    def __init__(
        self,
        topology: str,
        seed: int,
        connector: MakeConnector = reference_engine,
        sites: tuple[str, ...] = MAIN_SITE,
    ) -> None:
        self.topology = topology
        self.sites = sites
        self.seed = seed
        self.port = InProcessWorld(Blueprint(topology, seed, bodies=False, layout=Layout(sites)), connector)
        self.world = World(self.port)
        self.names: dict[str, Any] = {"world": self.world, **_KNOWN}
        self.lines: list[tuple[int, str]] = []
        self.broken = False
        self._open: list[tuple[str, AbstractContextManager[Any]]] = []

    @property
    def down(self) -> list[str]:
        """The systems that are down at the moment."""
        return [system for system, _ in self._open]

    def plays(self, statement: str) -> None:
        """Tell a statement and let it happen; every rule that always holds is looked at then."""
        self._tells(statement)
        self._does(lambda: exec(statement, self.names))
        self._look(list(self.port.judge.always))

    def goes_down(self, system: str) -> None:
        """A system is down from here on, until ``comes_up``."""
        self._tells(f'with world.down("{system}"):')
        outage = self.world.down(system)
        self._does(outage.__enter__)
        self._open.append((system, outage))

    def comes_up(self) -> None:
        """The system that went down last is up again."""
        _, outage = self._open.pop()
        self._does(lambda: outage.__exit__(None, None, None))

    def settles(self) -> None:
        """Everything is up and everything arrives; then all rules have to hold."""
        while self._open:
            self.comes_up()
        self.plays("world.settle()")
        self._does(self._judged)

    def expects(self, expression: str) -> None:
        """An expectation, which is told only if it does not hold."""
        if not eval(expression, self.names):
            self._tells(f"assert {expression}")
            self.breaks("expectation", expression)

    def breaks(self, rule: str, text: str, cause: Exception | None = None) -> NoReturn:
        """End the story: a rule broke."""
        self.broken = True
        raise BrokenStory(rule, text, self.scenario(rule)) from cause

    def scenario(self, rule: str) -> str:
        """The story as a file that pytest can run."""
        body = self._body()
        known = sorted(name for name in _KNOWN if re.search(rf"\b{name}\b", body))
        return _PAGE.format(
            topology=self.topology, more=_sites(self.sites), seed=self.seed, rule=rule, body=body,
            standard="from decimal import Decimal\n\n" if "Decimal" in known else "",
            ours="\n".join(_imports([*known, "World"])),
        )  # fmt: skip

    def end(self) -> None:
        """Leave the world."""
        self.port.close()

    def _tells(self, statement: str) -> None:
        self.lines.append((len(self._open), statement))

    def _does(self, action: Callable[[], Any]) -> None:
        try:
            action()
        except BrokenStory:
            raise
        except Exception as error:  # noqa: BLE001 - whatever stops a story is what it is told for
            rule = "I28" if type(error).__name__ == "NeverSettled" else "expectation"
            self.breaks(rule, f"{type(error).__name__}: {error}", error)

    def _judged(self) -> None:
        self._look(list(self.world.judged().findings))
        set_aside = self.port.accounts().quarantined
        if set_aside:
            self.breaks("quarantine", f"the connector set aside {sorted(set_aside)}")

    def _look(self, findings: list[Finding]) -> None:
        if findings:
            said = "\n".join(f"{finding.rule}: {finding.text}" for finding in findings[1:10])
            self.breaks(findings[0].rule, f"{findings[0].text}\n{said}".rstrip())

    def _body(self) -> str:
        told = []
        after = [*(depth for depth, _ in self.lines[1:]), 0]
        for (depth, statement), following in zip(self.lines, after, strict=True):
            told.append(indent(statement, _STEP * (depth + 1)))
            if statement.startswith("with world.down") and following <= depth:
                told.append(f"{_STEP * (depth + 2)}pass")
        return "\n".join(told)


def _sites(sites: tuple[str, ...]) -> str:
    """What the mark says of the sites, if they are not those of every world."""
    return "" if sites == MAIN_SITE else f', sites="{" ".join(sites)}"'


def _imports(names: list[str]) -> list[str]:
    """The lines that import these names, sorted by module."""
    modules: dict[str, list[str]] = {}
    for name in names:
        if name != "Decimal":
            module = "ordergate.harness.world" if name == "World" else _KNOWN[name].__module__
            modules.setdefault(module, []).append(name)
    return [f"from {module} import {', '.join(held)}" for module, held in sorted(modules.items())]
