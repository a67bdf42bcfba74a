"""The text of one cell turned into a value.

Every distinct text is parsed once, and all rows share its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from .rows import GUEST

Value = TypeVar("Value")

_QUANTITY: Final = re.compile(r"[+-]?[0-9]{1,9}")
_PRICE: Final = re.compile(r"[+-]?[0-9]{1,9}(\.([0-9]{1,4}0*)?)?")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_FLOATED_NUMBER: Final = re.compile(r"([0-9]+)\.0+")

DOCUMENT_LENGTH_MAX: Final = 40
ITEM_LENGTH_MAX: Final = 64
COUNTRY_LENGTH_MAX: Final = 60
DESCRIPTION_LENGTH_MAX: Final = 200
QUOTED_LENGTH_MAX: Final = 200
FIRST_DAY: Final = date(1971, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)


class CellTrouble(ValueError):
    """The text of a cell is not a value of its column; the text of the error is the reason."""


class Parsed(dict[str, Value]):
    """From the text of a cell to its value, parsed when it is first seen."""

    def __init__(self, parse: Callable[[str], Value]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, text: str) -> Value:
        value = self[text] = self._parse(text)
        return value


def text(cell: str) -> str:
    """Free text, empty or not, without the blanks around it."""
    try:
        cell.encode()
    except UnicodeEncodeError:
        raise CellTrouble(f"{shown(cell)} is not UTF-8 text") from None
    return cell.strip()


def code(cell: str) -> str:
    """Text that must be there; upper and lower case are different codes."""
    stripped = text(cell)
    if not stripped:
        raise CellTrouble("is empty")
    return stripped


def document(cell: str) -> str:
    """The number of a document, short enough for every system to hold."""
    return _identifier(cell, DOCUMENT_LENGTH_MAX)


def item(cell: str) -> str:
    """The code of an item, short enough for every system to hold."""
    return _identifier(cell, ITEM_LENGTH_MAX)


def description(cell: str) -> str:
    """Free text on one line, cut to what a system holds."""
    return _CONTROL.sub(" ", text(cell)).strip()[:DESCRIPTION_LENGTH_MAX]


def country(cell: str) -> str:
    """The name of a country, short enough for an address."""
    return _identifier(cell, COUNTRY_LENGTH_MAX)


def customer(cell: str) -> str:
    """A customer number, which spreadsheets turn into 17850.0; an empty cell is the guest."""
    stripped = text(cell)
    floated = _FLOATED_NUMBER.fullmatch(stripped)
    return floated.group(1) if floated else stripped or GUEST


def quantity(cell: str) -> int:
    """A whole number of units, negative when they come back, never none."""
    stripped = cell.strip()
    if not _QUANTITY.fullmatch(stripped):
        raise CellTrouble(f"{shown(cell)} is not a whole number of up to 9 digits")
    units = int(stripped)
    if not units:
        raise CellTrouble("0 moves no unit")
    return units


def unit_price(cell: str) -> Decimal:
    """A decimal with a point and up to 4 places, which is what a ledger can hold."""
    stripped = cell.strip()
    if not _PRICE.fullmatch(stripped):
        raise CellTrouble(f"{shown(cell)} is not a price such as 2.55 (a point, up to 4 places)")
    price = Decimal(stripped)
    return price or abs(price)  # -0 is no price below zero


def at(cell: str) -> datetime:
    """A local time without a zone."""
    try:
        moment = datetime.fromisoformat(cell.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        raise CellTrouble(f"{shown(cell)} is not a local time such as 2010-12-01 08:26:00")
    if not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise CellTrouble(f"{shown(cell)} is not between {FIRST_DAY} and {LAST_DAY}")
    return moment


def shown(cell: str) -> str:
    """Text as a message can show it, whatever is in it and however long it is."""
    return cut(repr(cell.encode(errors="backslashreplace").decode()[:80]))


def cut(quoted: str) -> str:
    """Text of a file as far as a message quotes it."""
    return quoted if len(quoted) <= QUOTED_LENGTH_MAX else f"{quoted[: QUOTED_LENGTH_MAX - 3]}..."


def _identifier(cell: str, length_max: int) -> str:
    stripped = code(cell)
    if len(stripped) > length_max:
        raise CellTrouble(f"{shown(stripped)} has {len(stripped)} characters; at most {length_max} are held")
    if _CONTROL.search(stripped):
        raise CellTrouble(f"{shown(stripped)} has a control character in it")
    return stripped
