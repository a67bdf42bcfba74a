"""Reads the files of a world: a folder of CSV files, one of them, or one YAML file."""

from __future__ import annotations

from pathlib import Path

from ...errors import UsageError
from .checking import Checker
from .contents import WorldFiles
from .csv_rows import csv_rows
from .mistakes import Mistakes
from .tables import TABLES, Rows
from .yaml_rows import yaml_rows

_CSV = tuple(f"{name}.csv" for name in TABLES)
_YAML = ("world.yaml", "world.yml")
_YAML_ENDS = (".yaml", ".yml")


def read_world_files(path: Path) -> WorldFiles:
    """What the files hold; UsageError with every mistake, by file and row, when there is any."""
    mistakes = Mistakes()
    files = _found(path)
    rows: Rows = {}
    for file in files:
        name = file.name.casefold()
        if file.suffix.casefold() in _YAML_ENDS:
            rows |= yaml_rows(_bytes_of(file), file.name, mistakes)
        else:
            table = TABLES[name.removesuffix(".csv")]
            rows[table.name] = csv_rows(_bytes_of(file), file.name, table, mistakes)
    contents = Checker(rows, mistakes).contents()
    mistakes.check(path)
    if not (contents.items or contents.customers):
        raise UsageError(f"{path} holds neither items nor customers; add one to {_wanted()}")
    return contents


def _found(path: Path) -> list[Path]:
    if path.is_dir():
        return _in_folder(path)
    if not path.exists():
        raise UsageError(f"there is no {path}; give a folder with {_wanted()}, or such a file")
    if path.name.casefold() not in _CSV and path.suffix.casefold() not in _YAML_ENDS:
        raise UsageError(f"{path} is none of {', '.join(_CSV)} and no YAML file; name it like one of them")
    return [path]


def _in_folder(folder: Path) -> list[Path]:
    there: dict[str, list[Path]] = {}
    try:
        for entry in sorted(folder.iterdir()):
            if entry.name.casefold() in (*_CSV, *_YAML):
                there.setdefault(entry.name.casefold(), []).append(entry)
    except OSError as error:
        raise _unreadable(folder, error) from None
    found = [file for name in (*_CSV, *_YAML) for file in there.get(name, [])]
    if not found:
        raise UsageError(f"there is nothing of a world in {folder}; it takes {_wanted()}")
    doubled = [file.name for files in there.values() if len(files) > 1 for file in files]
    yaml = [file.name for file in found if file.suffix.casefold() in _YAML_ENDS]
    if doubled or (yaml and len(found) > 1):
        names = ", ".join(doubled or [file.name for file in found])
        raise UsageError(f"{folder} has {names}, which say the same things twice; keep one, or name it")
    return found


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _unreadable(file, error) from None


def _unreadable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}")


def _wanted() -> str:
    return f"{', '.join(_CSV)} or {_YAML[0]}"
