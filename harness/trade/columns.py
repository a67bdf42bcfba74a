"""Which column of the file holds which field."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from .cells import cut
from .errors import ColumnMapUnusable, FileUnreadable

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Columns:
    """What the heading of the file calls each field; the defaults are those of the public data."""

    document: str = "InvoiceNo"
    item: str = "StockCode"
    description: str = "Description"
    quantity: str = "Quantity"
    at: str = "InvoiceDate"
    unit_price: str = "UnitPrice"
    customer: str = "CustomerID"
    country: str = "Country"

    def names(self) -> tuple[str, ...]:
        """The file's column names, in the order of `FIELDS`."""
        return tuple(getattr(self, field) for field in FIELDS)


DEFAULT_COLUMNS: Final = Columns()
FIELDS: Final = tuple(field.name for field in fields(Columns))


def read_columns(path: Path) -> Columns:
    """The columns by a map in TOML: lines such as `document = "Order No"`.

    A field that it leaves out keeps its default.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        reason = (getattr(trouble, "strerror", None) or str(trouble)).lower()
        raise FileUnreadable(
            f"column map {path} cannot be read: {reason}; give a TOML file with lines such as: "
            f'document = "Order No"'
        ) from None
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise ColumnMapUnusable(
            f"column map {path} is not TOML: {trouble}; write one line a field, such as: "
            f'document = "Order No"'
        ) from None
    _refuse_unknown(path, entries)
    columns = Columns(**{field: _column_name(path, field, entries[field]) for field in entries})
    _refuse_shared(path, columns)
    return columns


def _refuse_unknown(path: Path, entries: dict[str, object]) -> None:
    unknown = [field for field in entries if field not in FIELDS]
    if unknown:
        raise ColumnMapUnusable(
            f"column map {path} maps unknown field {cut(', '.join(unknown))}; "
            f"the fields are: {', '.join(FIELDS)}"
        )


def _refuse_shared(path: Path, columns: Columns) -> None:
    taken: dict[str, str] = {}
    for field, name in zip(FIELDS, columns.names(), strict=True):
        if name in taken:
            raise ColumnMapUnusable(
                f"column map {path} gives column {cut(name)} to both {taken[name]} and {field}; "
                f"each field has a column of its own"
            )
        taken[name] = field


def _column_name(path: Path, field: str, name: object) -> str:
    if not isinstance(name, str) or not name.strip():
        raise ColumnMapUnusable(
            f"column map {path} gives {field} = {cut(repr(name))}; it takes the name of a column in quotes, "
            f'such as: {field} = "{getattr(DEFAULT_COLUMNS, field)}"'
        )
    return name.strip()
