"""A rule of the adversary: what, where and when; such as ``lost_reply on erp.place_sales_order nth=1``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import msgspec

from ..kernel.arithmetic import BASIS
from ..kernel.clock import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from ..kernel.problems import Unprocessable
from .catalogue import FAULTS, TAMPERINGS
from .fault import Fault
from .when import When

ANY = "*"
_KINDS = {**FAULTS, **TAMPERINGS}
_SHAPE = "FAULT on SYSTEM[.OPERATION] [WORD=VALUE ...], such as: lost_reply on erp.place_sales_order nth=1"
_SPANS_US = {"s": SECOND_US, "m": MINUTE_US, "h": HOUR_US, "d": DAY_US}
_WHEN = ("nth", "share", "times", "key", "from", "until")
_TIMES_MAX = 1_000_000


@dataclass(frozen=True)
class Rule:
    """One way in which one system is to misbehave; ``text`` is the line that it was written on.

    ``operation`` is the name of an operation, or the topic of a webhook, or ``*`` for all.
    """

    text: str
    fault: Fault
    system: str
    operation: str
    when: When

    @property
    def name(self) -> str:
        """The name of its fault."""
        return self.text.partition(" ")[0]


def read_rule(text: str) -> Rule:
    """The rule that a line says; Unprocessable with what it should have said."""
    line = " ".join(text.split())
    name, on, rest = line.partition(" on ")
    if not on or not rest:
        raise _wrong(line, f"it is written {_SHAPE}")
    place, *pairs = rest.split(" ")
    if name not in _KINDS:
        raise _wrong(line, f"there is no fault {name}; there are: {', '.join(sorted(_KINDS))}")
    system, _, operation = place.partition(".")
    words = _words(line, pairs)
    when = _when(line, {word: value for word, value in words.items() if word in _WHEN})
    fault = _fault(line, name, {word: value for word, value in words.items() if word not in _WHEN})
    return Rule(line, fault, system, operation or ANY, when)


def knobs(kind: type[Fault]) -> dict[str, Any]:
    """The knobs of a fault with what they are set to when nothing is said."""
    return {one.name: one.default for one in fields(kind)}


def _words(line: str, pairs: list[str]) -> dict[str, str]:
    words: dict[str, str] = {}
    for pair in pairs:
        word, equals, value = pair.partition("=")
        if not equals or not value:
            raise _wrong(line, f"{pair} is not WORD=VALUE")
        if word in words:
            raise _wrong(line, f"{word} is said twice")
        words[word] = value
    return words


def _fault(line: str, name: str, words: Mapping[str, str]) -> Fault:
    kind = _KINDS[name]
    known = knobs(kind)
    for word in words:
        if word not in known:
            there_are = ", ".join([*known, *_WHEN])
            raise _wrong(line, f"{name} has no {word}; it takes: {there_are}")
    try:
        return msgspec.convert(dict(words), kind, strict=False)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `$.")
        raise _wrong(line, f"{where.rstrip('`')}: {reason.lower()}") from None


def _when(line: str, words: Mapping[str, str]) -> When:
    if "nth" in words and "share" in words:
        raise _wrong(line, "nth names calls, and share leaves them to chance; say one of the two")
    when = When(
        tuple(_number(line, "nth", one) for one in words["nth"].split(",")) if "nth" in words else (),
        _share(line, words["share"]) if "share" in words else BASIS,
        _number(line, "times", words["times"]) if "times" in words else None,
        words.get("key", ""),
        _span(line, "from", words["from"]) if "from" in words else 0,
        _span(line, "until", words["until"]) if "until" in words else None,
    )
    if when.until_us is not None and when.until_us <= when.from_us:
        raise _wrong(line, f"until={words['until']} is not after its beginning, so it can never strike")
    if when.nth and when.times is not None and when.times > len(when.nth):
        raise _wrong(line, f"nth names {len(when.nth)} calls, so it cannot strike {when.times} times")
    return when


def _number(line: str, word: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(_TIMES_MAX)) and int(value)):
        raise _wrong(line, f"{word} is {value}; it takes whole numbers from 1 to {_TIMES_MAX}")
    return int(value)


def _share(line: str, value: str) -> int:
    whole, _, part = value.removesuffix("%").partition(".")
    digits = whole + part.ljust(2, "0")
    exact = value.endswith("%") and digits.isascii() and digits.isdigit() and whole and len(digits) <= 5
    if not exact or len(part) > 2 or not 0 < int(digits) <= BASIS:
        raise _wrong(line, f"share is {value}; it takes 0.01% to 100%")
    return int(digits)


def _span(line: str, word: str, value: str) -> int:
    match = re.fullmatch(r"([0-9]{1,6})([smhd])", value)
    if match is None:
        raise _wrong(line, f"{word} is {value}; it takes a span such as 30s, 10m, 2h or 1d")
    return int(match[1]) * _SPANS_US[match[2]]


def _wrong(line: str, reason: str) -> Unprocessable:
    return Unprocessable(f"the fault rule {line!r} cannot be used: {reason}", field="rule")
