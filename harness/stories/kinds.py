"""What parameters of verbs take; every value is read from the text as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

import yaml

from ..config.features import FEATURES
from ..config.known import there_are
from .notes import Notes, a, line_of

Schema = dict[str, Any]

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_UNITS_MAX = 10_000_000
_SHOWN_MAX = 60


class Kind(Protocol):
    """What a parameter takes."""

    @property
    def takes(self) -> str:
        """In words, for tables and messages."""

    def read(self, node: yaml.Node, notes: Notes) -> Any:
        """The value of a node; when it has none, a mistake is noted, and the value is of no use."""

    def schema(self) -> Schema:
        """The JSON Schema by which editors check it."""


def text_of(node: yaml.Node, takes: str, notes: Notes) -> str | None:
    """The text of a single value, as it was written; None, and a mistake, when it is none."""
    if not isinstance(node, yaml.ScalarNode):
        kind = "a list" if isinstance(node, yaml.SequenceNode) else "several values with names"
        notes.wrong(node, f"here is {kind}; it takes {takes}")
        return None
    if node.style is None and node.value in _NOTHING:
        notes.wrong(node, f"nothing is given; it takes {takes}")
        return None
    return str(node.value)


def pairs_of(node: yaml.Node, takes: str, notes: Notes) -> list[tuple[yaml.Node, yaml.Node]]:
    """Names and values of a mapping; none, and a mistake, when it is no mapping or names one twice."""
    if not isinstance(node, yaml.MappingNode):
        said = f"{shortened(node.value)!r} stands" if isinstance(node, yaml.ScalarNode) else "a list stands"
        notes.wrong(node, f"{said} there; it takes {takes}")
        return []
    seen: dict[str, yaml.Node] = {}
    found = []
    for key, value in node.value:
        name = str(key.value)
        if not isinstance(key, yaml.ScalarNode):
            notes.wrong(key, f"a list or a mapping cannot be a name here; it takes {takes}")
            continue
        if name in seen:
            notes.wrong(key, f"{name} stands there twice (line {line_of(seen[name])}); keep one")
            continue
        seen[name] = key
        found.append((key, value))
    return found


def shortened(value: Any) -> str:
    """A value that is shown in a message."""
    text = str(value)
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}..."


@dataclass(frozen=True)
class Text:
    """Free text."""

    takes: str = "text"
    pattern: str = r"[^\x00-\x1f\x7f]{1,200}"

    def read(self, node: yaml.Node, notes: Notes) -> str:
        """The text as it stands there."""
        text = text_of(node, self.takes, notes)
        if text is not None and not re.fullmatch(self.pattern, text):
            notes.wrong(node, f"{shortened(text)!r} is not {self.takes}")
        return text or ""

    def schema(self) -> Schema:
        """Numbers are allowed because all is taken as text."""
        return {"type": ["string", "number"]}


@dataclass(frozen=True)
class Whole:
    """A whole number of at least ``low``; a signed one is never 0."""

    low: int = 0
    signed: bool = False

    @property
    def takes(self) -> str:
        """Its smallest value."""
        if self.signed:
            return "a whole number such as -3 or 3, not 0"
        return f"a whole number from {self.low}"

    def read(self, node: yaml.Node, notes: Notes) -> int:
        """The number."""
        text = text_of(node, self.takes, notes)
        if text is None:
            return 0
        number = int(text) if re.fullmatch(r"[+-]?[0-9]{1,9}", text, re.ASCII) else None
        fits = number is not None and abs(number) <= _UNITS_MAX
        if number is None or not fits or (number == 0 if self.signed else number < self.low):
            notes.wrong(node, f"{shortened(text)!r} is not {self.takes}")
            return 0
        return number

    def schema(self) -> Schema:
        """An integer."""
        return {"type": "integer"} if self.signed else {"type": "integer", "minimum": self.low}


@dataclass(frozen=True)
class Amount:
    """Money, exactly as written."""

    takes: str = "an amount such as 12.50"

    def read(self, node: yaml.Node, notes: Notes) -> Decimal:
        """The amount; it was never a float."""
        text = text_of(node, self.takes, notes)
        if text is not None and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", text, re.ASCII):
            return Decimal(text)
        if text is not None:
            notes.wrong(
                node, f"{shortened(text)!r} is not {self.takes}, with a point and at most four places"
            )
        return Decimal(0)

    def schema(self) -> Schema:
        """A number, or the same in quotes."""
        return {"type": ["number", "string"], "pattern": r"^[0-9]{1,9}(\.[0-9]{1,4})?$"}


@dataclass(frozen=True)
class OneOf:
    """One of some words; ``system`` is where it makes sense, or the value names it itself."""

    words: tuple[str, ...]
    noun: str
    system: str = ""
    names_system: bool = False

    @property
    def takes(self) -> str:
        """All the words."""
        return f"{self.noun}: {', '.join(self.words)}"

    def read(self, node: yaml.Node, notes: Notes) -> str:
        """The word."""
        text = text_of(node, self.takes, notes)
        if text is None:
            return ""
        if text not in self.words:
            notes.wrong(node, f"unknown {self.noun} {shortened(text)}; {there_are(self.words, text)}")
        else:
            must_exist(self.system or (text.split()[0] if self.names_system else ""), node, notes)
        return text

    def schema(self) -> Schema:
        """The words."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Name:
    """The name of an item, an order, a buyer or a quote: a new one, or one that was given before."""

    sort: str
    new: bool = False
    _form = Text("a name of 1 to 64 characters, without a space at either end", r"\S(.{0,62}\S)?")

    @property
    def takes(self) -> str:
        """Of what it is the name."""
        if self.sort == "item":
            return "an item code, such as MUG-01"
        return f"a name for the {self.sort}" if self.new else f"the name of {a(self.sort)}"

    def read(self, node: yaml.Node, notes: Notes) -> str:
        """The name."""
        text = text_of(node, self.takes, notes)
        if text is None:
            return ""
        if self.new:
            self._form.read(node, notes)
            notes.name(self.sort, text, line_of(node))
            return text
        known = notes.named(self.sort)
        if text not in known:
            there = there_are(known, text) if known else f"there is no {self.sort} yet"
            way_out = "; add it under given with stock" if self.sort == "item" else ""
            notes.wrong(node, f"unknown {self.sort} {shortened(text)}; {there}{way_out}")
        return text

    def only(self, line: int, notes: Notes) -> str:
        """The one that there is, where none was named."""
        known = notes.named(self.sort)
        if len(known) == 1:
            return known[0]
        if known:
            notes.wrong(line, f"which {self.sort}? there are: {', '.join(known)}; name one with {self.sort}")
        else:
            notes.wrong(line, f"there is no {self.sort} yet; it has to come before this")
        return ""

    def schema(self) -> Schema:
        """Like text."""
        return self._form.schema()


@dataclass(frozen=True)
class Site:
    """One of the world's sites."""

    takes: str = "a site, such as NORTH"

    def read(self, node: yaml.Node, notes: Notes) -> str:
        """The name of the site."""
        text = text_of(node, self.takes, notes)
        if text is not None and text not in notes.sites:
            there = there_are(notes.sites, text)
            notes.wrong(node, f"unknown site {shortened(text)}; {there}; add it to sites: at the top")
        return text or ""

    def schema(self) -> Schema:
        """Any name."""
        return {"type": "string"}


@dataclass(frozen=True)
class Feature:
    """What a connector may be able to do."""

    takes: str = "a feature of connectors, such as sites"

    def read(self, node: yaml.Node, notes: Notes) -> str:
        """The word for it."""
        text = text_of(node, self.takes, notes)
        if text is not None and text not in FEATURES:
            notes.wrong(node, f"unknown feature {shortened(text)}; {there_are(FEATURES, text)}")
        return text or ""

    def schema(self) -> Schema:
        """The words."""
        return {"enum": list(FEATURES)}


@dataclass(frozen=True)
class YesNo:
    """Whether something holds."""

    takes: str = "yes or no"

    def read(self, node: yaml.Node, notes: Notes) -> bool:
        """True for yes and true, False for no and false."""
        text = text_of(node, self.takes, notes)
        if text is not None and text not in ("yes", "no", "true", "false"):
            notes.wrong(node, f"{shortened(text)!r} is not {self.takes}")
        return text in ("yes", "true")

    def schema(self) -> Schema:
        """A truth value, which editors know as true and false, or the words."""
        return {"enum": [True, False, "yes", "no"]}


@dataclass(frozen=True)
class Exact:
    """An exact quantity above 0: a whole number, a decimal or a fraction, never rounded."""

    takes: str = "an exact quantity such as 12, 0.5 or 19/4"

    def read(self, node: yaml.Node, notes: Notes) -> Fraction:
        """The quantity; it was never a float."""
        text = text_of(node, self.takes, notes)
        if text is None:
            return Fraction(1)
        form = r"[0-9]{1,8}(\.[0-9]{1,6}|/[1-9][0-9]{0,6})?"
        if re.fullmatch(form, text, re.ASCII) and Fraction(text) > 0:
            return Fraction(text)
        notes.wrong(node, f"{shortened(text)!r} is not {self.takes}")
        return Fraction(1)

    def schema(self) -> Schema:
        """A number, or a fraction as text."""
        return {"type": ["number", "string"], "pattern": r"^[0-9]{1,8}(\.[0-9]{1,6}|/[1-9][0-9]{0,6})?$"}


def must_exist(system: str, node: yaml.Node, notes: Notes) -> None:
    """It is a mistake when a system does not exist everywhere where the scenario runs."""
    lacking = notes.lacking(system) if system else []
    if lacking:
        notes.wrong(
            node, f"there is no {system} in {', '.join(lacking)}; leave this out, or those topologies"
        )


def words_of(*states: type[StrEnum]) -> tuple[str, ...]:
    """The words that all of these enumerations have."""
    return tuple(word.value for word in states[0] if all(word.value in set(one) for one in states))


UNIT_CODE = Text("a unit such as CS: capitals and digits, a letter first, 8 at most", r"[A-Z][A-Z0-9]{0,7}")
