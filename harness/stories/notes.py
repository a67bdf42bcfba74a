"""What is kept while a file is read: its mistakes, and the names that its scenario has given so far."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from ordergate.simulators.kernel.settings import MAIN_SITE
from ordergate.simulators.server.topology import TOPOLOGIES

FIRST_BUYER = "buyer"


class Notes:
    """Mistakes of one file, and what its scenario has named, by sort: item, order, buyer and so on.

    ``payers`` says of each buyer that has one who pays for it.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.mistakes: list[tuple[int, str]] = []
        self.topologies: tuple[str, ...] = ()
        self.sites: tuple[str, ...] = MAIN_SITE
        self.needs: tuple[str, ...] = ()
        self._named: dict[str, dict[str, int]] = {}
        self.payers: dict[str, str] = {}
        self.begin(())

    def begin(
        self, topologies: Sequence[str], sites: Sequence[str] = MAIN_SITE, needs: Sequence[str] = ()
    ) -> None:
        """A new scenario in a world with these sites, in which nothing is named yet but the first buyer."""
        self.topologies = tuple(topologies)
        self.sites = tuple(sites)
        self.needs = tuple(needs)
        self._named = {"buyer": {FIRST_BUYER: 0}}
        self.payers = {}

    def wrong(self, node: yaml.Node | int, text: str) -> None:
        """Remember a mistake at a place of the file, and the way out."""
        self.mistakes.append((node if isinstance(node, int) else line_of(node), text))

    def told(self) -> list[str]:
        """All mistakes, by line."""
        return [f"{shown(self.file)}:{line}: {text}" for line, text in sorted(self.mistakes)]

    def named(self, sort: str) -> list[str]:
        """The names of a sort so far."""
        return list(self._named.get(sort, ()))

    def name(self, sort: str, name: str, line: int) -> None:
        """Give a name; it is a mistake when something of this sort has it already."""
        held = self._named.setdefault(sort, {})
        if name in held:
            where = f" in line {held[name]}" if held[name] else ""
            self.wrong(line, f"there is {a(sort)} {name} already{where}; take another name")
        held.setdefault(name, line)

    def lacking(self, system: str) -> list[str]:
        """The topologies of the scenario in which a system does not exist."""
        return [name for name in self.topologies if system not in TOPOLOGIES[name]]


def line_of(node: yaml.Node) -> int:
    """The line of a node, from 1."""
    return int(node.start_mark.line) + 1


def a(noun: str) -> str:
    """A noun with its article."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def shown(file: Path) -> str:
    """A file's path as people see it from where they are."""
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
