"""Puts a table before and after side by side, so that what changed can be marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .records import BeforeAfter

_UNCHANGED_MAX = 20
_ROWS_MAX = 200

Row = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A value; ``was`` is the value before, None when it is the same."""

    text: str
    was: str | None = None
    difference: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it is written like an amount or a quantity."""
        return self.text in ("", "-") or _number(self.text) is not None


@dataclass(frozen=True)
class ComparedRow:
    """A row; ``state`` is new, gone, changed or empty."""

    keys: Row
    cells: tuple[Cell, ...]
    state: str = ""


@dataclass(frozen=True)
class Compared:
    """A table with its changes marked; ``left_out`` rows are not in it."""

    name: str
    key_columns: Row
    value_columns: Row
    rows: tuple[ComparedRow, ...]
    left_out: int


def compared(table: BeforeAfter) -> Compared:
    """The table with its changes marked; of the rows that did not change only some are kept."""
    rows: list[ComparedRow] = []
    unchanged = left_out = 0
    for row in _rows(table):
        unchanged += not row.state
        if len(rows) >= _ROWS_MAX or (not row.state and unchanged > _UNCHANGED_MAX):
            left_out += 1
        else:
            rows.append(row)
    return Compared(
        name=table.name,
        key_columns=table.columns[: table.keys],
        value_columns=table.columns[table.keys :],
        rows=tuple(rows),
        left_out=left_out,
    )


def _rows(table: BeforeAfter) -> Iterator[ComparedRow]:
    before, after = _keyed(table.before, table.keys), _keyed(table.after, table.keys)
    for key, row in before.items():
        old = row[table.keys :]
        if key not in after:
            yield ComparedRow(row[: table.keys], tuple(Cell("", was) for was in old), "gone")
            continue
        new = after[key][table.keys :]
        cells = tuple(_cell(was, is_) for was, is_ in zip(old, new, strict=False))
        state = "changed" if any(cell.was is not None for cell in cells) else ""
        yield ComparedRow(row[: table.keys], cells, state)
    for key, row in after.items():
        if key not in before:
            cells = tuple(Cell(text, "") for text in row[table.keys :])
            yield ComparedRow(row[: table.keys], cells, "new")


def _keyed(rows: tuple[Row, ...], keys: int) -> dict[tuple[Row, int], Row]:
    """The rows by their keys; rows with the same keys are told apart by their order."""
    seen: Counter[Row] = Counter()
    keyed: dict[tuple[Row, int], Row] = {}
    for row in rows:
        key = row[:keys]
        keyed[key, seen[key]] = row
        seen[key] += 1
    return keyed


def _cell(was: str, text: str) -> Cell:
    if was == text:
        return Cell(text)
    old, new = _number(was), _number(text)
    difference = f"{new - old:+,}" if old is not None and new is not None else ""
    return Cell(text, was, difference)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
