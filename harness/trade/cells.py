"""The text of one cell turned into a value.

Every distinct text is parsed once, and all rows share its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Final, TypeVar

from .rows import GUEST

Value = TypeVar("Value")

_QUANTITY: Final = re.compile(r"[+-]?[0-9]{1,9}")
_PRICE: Final = re.compile(r"[+-]?[0-9]{1,9}(\.([0-9]{1,4}0*)?)?")
_FLOATED_NUMBER: Final = re.compile(r"([0-9]+)\.0+")


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
    return Decimal(stripped)


def at(cell: str) -> datetime:
    """A local time without a zone."""
    try:
        moment = datetime.fromisoformat(cell.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        raise CellTrouble(f"{shown(cell)} is not a local time such as 2010-12-01 08:26:00")
    return moment


def shown(cell: str) -> str:
    """Text as a message can show it, whatever is in it."""
    return repr(cell.encode(errors="backslashreplace").decode()[:80])
