"""Reads requirements.csv: what a project asks for, and the scenarios that show it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError

_COLUMNS = ("requirement", "text", "scenarios")
_WAY_OUT = "its first line has to name the columns requirement,text,scenarios (and note, if wanted)"


@dataclass(frozen=True)
class Requirement:
    """One requirement, with the ids of the scenarios that show it; nothing shows it when there are none."""

    id: str
    text: str
    scenarios: tuple[str, ...] = ()
    note: str = ""


def read_requirements(path: Path, known: Collection[str] | None = None) -> tuple[Requirement, ...]:
    """The requirements of a file in UTF-8, separated by commas or semicolons.

    Several scenarios in one cell are separated by spaces, commas, semicolons or bars. With
    ``known``, the ids that there are, an unknown one is refused.
    """
    requirements: dict[str, Requirement] = {}
    rows: dict[str, int] = {}
    for number, requirement in _rows(path):
        if requirement.id in rows:
            raise UsageError(
                f"{path} row {number}: requirement {requirement.id} stands in row {rows[requirement.id]} "
                "already; give each requirement one row, and list all its scenarios there"
            )
        _check_known(requirement, known, f"{path} row {number}")
        rows[requirement.id] = number
        requirements[requirement.id] = requirement
    if not requirements:
        raise UsageError(f"{path} has no requirements; {_WAY_OUT}, and each further line is one of them")
    return tuple(requirements.values())


def _check_known(requirement: Requirement, known: Collection[str] | None, where: str) -> None:
    unknown = [id for id in requirement.scenarios if known is not None and id not in known]
    if unknown:
        raise UsageError(
            f"{where}: there is no scenario {', '.join(unknown)} for requirement {requirement.id}; "
            f"there are: {', '.join(sorted(known or ()))}"
        )


def _rows(path: Path) -> Iterator[tuple[int, Requirement]]:
    text = _text(path)
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _columns(path, cells)
            else:
                yield reader.line_num, _requirement(columns, cells, f"{path} row {reader.line_num}")
    except csv.Error as error:
        raise UsageError(
            f"{path} row {reader.line_num}: it cannot be read as CSV ({error}); put a cell that holds the "
            "separator or a line break between double quotes"
        ) from None


def _columns(path: Path, cells: list[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    missing = [name for name in _COLUMNS if name not in columns]
    if missing:
        raise UsageError(
            f"{path} row 1: there is no column {', '.join(missing)} among {', '.join(columns)}; {_WAY_OUT}"
        )
    return columns


def _requirement(columns: list[str], cells: list[str], where: str) -> Requirement:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        raise UsageError(
            f"{where}: it has {len(cells)} cells under {len(columns)} columns; put a cell that holds the "
            "separator between double quotes"
        )
    row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    if not row.get("requirement"):
        raise UsageError(f"{where}: the requirement has no id; write one into the column requirement")
    scenarios = dict.fromkeys(id.upper() for id in re.split(r"[\s,;|]+", row.get("scenarios", "")) if id)
    return Requirement(row["requirement"], row.get("text", ""), tuple(scenarios), row.get("note", ""))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 (byte {error.start}); save it as CSV in UTF-8") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"requirements cannot be read from {path}: {reason}; give the path of a CSV file"
        ) from None
