"""Rows of a CSV file as Excel and its like write them: commas or semicolons, quotes, UTF-8."""

from __future__ import annotations

import csv
import io

from .mistakes import Mistakes
from .tables import Row, Table, text_of

_Line = tuple[int, list[str]]


def csv_rows(raw: bytes, file: str, table: Table, mistakes: Mistakes) -> list[Row] | None:
    """The rows below the heading; None when there is no telling what they are."""
    text = text_of(raw, file, mistakes)
    if text is None:
        return None
    lines = _lines(text, file, mistakes)
    if lines is None:
        return None
    number, heading = lines[0] if lines else (1, [])
    names = [name.strip().casefold() for name in heading]
    while names and not names[-1]:
        names.pop()
    wrong = table.strange(names)
    wrong += [f"column {name} is missing" for name in table.required if name not in names]
    for trouble in wrong:
        mistakes.add(f"{file} line {number}", trouble)
    if wrong:
        return None
    return [row for line in lines[1:] if (row := _row(line, names, file, mistakes)) is not None]


def _lines(text: str, file: str, mistakes: Mistakes) -> list[_Line] | None:
    """Each row that is not empty, with the line it begins on."""
    begun, lines = 1, []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((begun, cells))
            begun = reader.line_num + 1
    except csv.Error as error:
        mistakes.add(
            f"{file} line {begun}",
            f"it cannot be split into cells ({error}); close each quotation mark, and write one "
            "inside a quoted cell twice",
        )
        return None
    return lines


def _delimiter(text: str) -> str:
    heading = text.lstrip().partition("\n")[0]
    return ";" if heading.count(";") > heading.count(",") else ","


def _row(line: _Line, names: list[str], file: str, mistakes: Mistakes) -> Row | None:
    number, cells = line
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    place = f"{file} line {number}"
    if len(cells) != len(names):
        mistakes.add(
            place,
            f"it has {len(cells)} cells and the heading has {len(names)}; put a cell that holds the "
            "separator in quotation marks",
        )
        return None
    return Row(place, dict(zip(names, cells, strict=True)))
