"""The rows of a file of orders, streamed from plain, gzip or xz text.

One line is one row: a quotation mark that is not closed on its line spoils that line and not
the lines after it.
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Final, TextIO, cast

from . import cells
from .cells import CellTrouble, Parsed, Value
from .columns import DEFAULT_COLUMNS, FIELDS, Columns
from .errors import ColumnMissing, FileCorrupt, FileEmpty, FileUnreadable
from .rows import GUEST, NOTHING, SourceRow, UnreadableRow

HEADING_LENGTH_MAX: Final = 65_536
LINE_LENGTH_SHOWN_MAX: Final = 500

Row = SourceRow | UnreadableRow

_GZIP: Final = b"\x1f\x8b"
_XZ: Final = b"\xfd7zXZ\x00"
_FOREIGN: Final = {
    b"PK\x03\x04": "a zip or Excel file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}


def read_rows(path: Path, columns: Columns = DEFAULT_COLUMNS) -> Iterator[Row]:
    """Open the file and check its heading at once; then yield its rows in their order."""
    with ExitStack() as opening:
        lines = _open_text(path, opening)
        try:
            heading = _heading(path, lines.readline(HEADING_LENGTH_MAX))
        except (EOFError, lzma.LZMAError, zlib.error, OSError) as trouble:
            raise _broken(path, 0, trouble) from None
        parser = RowParser(heading, _positions(path, heading, columns), columns)
        return _stream(path, lines, parser, opening.pop_all())


def _stream(path: Path, lines: TextIO, parser: RowParser, closing: ExitStack) -> Iterator[Row]:
    number = 0
    found = False
    with closing:
        try:
            for number, line in enumerate(lines, start=1):
                if line != "\n":
                    found = True
                    yield parser.row(number, line)
        except (EOFError, lzma.LZMAError, zlib.error, OSError) as trouble:
            raise _broken(path, number, trouble) from None
    if not found:
        raise FileEmpty(f"{path} has a heading and no row below it; give a file with orders in it")


class RowParser:
    """Turns a line into a row; equal cells of all rows are one object."""

    def __init__(self, heading: list[str], positions: tuple[int, ...], columns: Columns) -> None:
        self._width = len(heading)
        self._positions = positions
        self._columns = columns
        self._documents = Parsed(cells.document)
        self._items = Parsed(cells.item)
        self._descriptions = Parsed(cells.description)
        self._quantities = Parsed(cells.quantity)
        self._times = Parsed(cells.at)
        self._prices = Parsed(cells.unit_price)
        self._customers = Parsed(cells.customer)
        self._countries = Parsed(cells.country)

    def row(self, number: int, line: str) -> Row:
        """The row that stands on this line, or what stood in the way."""
        values = line.rstrip("\r\n").split(",") if '"' not in line else _unquoted(line)
        if len(values) != self._width:
            counted = f"has {len(values)} cells where the heading has {self._width}"
            reason = counted if values else "has a quotation mark that is not closed"
            return UnreadableRow(number, _shown(line), "", reason)
        document, item, description, quantity, at, unit_price, customer, country = self._positions
        try:
            return SourceRow(
                number,
                self._documents[values[document]],
                self._items[values[item]],
                self._descriptions[values[description]],
                self._quantities[values[quantity]],
                self._times[values[at]],
                self._prices[values[unit_price]],
                self._customers[values[customer]],
                self._countries[values[country]],
            )
        except CellTrouble:
            return self._explained(number, line, values)

    def _explained(self, number: int, line: str, values: list[str]) -> UnreadableRow:
        """The first column that cannot be read, and all that still can."""
        position = dict(zip(FIELDS, self._positions, strict=True))
        troubles: list[tuple[str, str]] = []

        def read(field: str, parser: Parsed[Value]) -> Value | None:
            try:
                return parser[values[position[field]]]
            except CellTrouble as trouble:
                troubles.append((getattr(self._columns, field), str(trouble)))
                return None

        document = read("document", self._documents)
        read("item", self._items)
        read("description", self._descriptions)
        quantity = read("quantity", self._quantities)
        at = read("at", self._times)
        unit_price = read("unit_price", self._prices)
        customer = read("customer", self._customers)
        read("country", self._countries)
        column, reason = troubles[0]
        amount = NOTHING if quantity is None or unit_price is None else quantity * unit_price
        return UnreadableRow(
            number,
            _shown(line),
            column,
            reason,
            amount=amount,
            document=document or "",
            at=at,
            customer=customer or GUEST,
        )


def _unquoted(line: str) -> list[str]:
    """The cells of a line with quotation marks; none when they do not pair up."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _shown(line: str) -> str:
    return line.rstrip("\r\n").encode(errors="backslashreplace").decode()[:LINE_LENGTH_SHOWN_MAX]


def _open_text(path: Path, opening: ExitStack) -> TextIO:
    """The text of the file, whatever its name says: what it is stands in its first bytes."""
    try:
        raw = opening.enter_context(path.open("rb"))
        start = raw.peek(6)[:6]
    except OSError as trouble:
        reason = trouble.strerror or str(trouble)
        raise FileUnreadable(
            f"{path} cannot be read: {reason.lower()}; "
            f"give the path of a file of orders, .csv, .csv.gz or .csv.xz"
        ) from None
    if not start:
        raise FileEmpty(f"{path} is empty; give a file with a heading and a row per order line")
    for magic, kind in _FOREIGN.items():
        if start.startswith(magic):
            raise FileUnreadable(
                f"{path} is {kind}; save it as CSV in UTF-8, plain or packed with gzip or xz"
            )
    text = io.TextIOWrapper(_unpacked(raw, start), "utf-8-sig", errors="surrogateescape")
    return opening.enter_context(text)


def _unpacked(raw: io.BufferedReader, start: bytes) -> BinaryIO:
    if start.startswith(_GZIP):
        return cast("BinaryIO", gzip.GzipFile(fileobj=raw))
    if start.startswith(_XZ):
        return cast("BinaryIO", lzma.LZMAFile(raw))
    return raw


def _broken(path: Path, number: int, trouble: Exception) -> FileCorrupt:
    where = f"after row {number}" if number else "before its first row"
    reason = str(trouble).lower()
    return FileCorrupt(f"{path} breaks off {where}: {reason}; copy or pack the file again")


def _heading(path: Path, line: str) -> list[str]:
    if not line.strip():
        raise FileEmpty(f"{path} has an empty first line; give a file whose first line names the columns")
    if not line.strip().replace("\t", "").isprintable():
        start = cells.shown(line[:20])
        raise FileUnreadable(f"{path} is not UTF-8 text: its first line begins {start}; give a CSV file")
    return [name.strip() for name in next(csv.reader([line]), [])]


def _positions(path: Path, heading: list[str], columns: Columns) -> tuple[int, ...]:
    """Where each field stands, in the order of `FIELDS`."""
    for field, name in zip(FIELDS, columns.names(), strict=True):
        if heading.count(name) != 1:
            trouble = "stands there twice" if name in heading else "is not there"
            raise ColumnMissing(
                f"{path}, heading: column {cells.cut(name)}, from which {field} is read, {trouble}; "
                f"the heading has: {cells.cut(', '.join(heading))} "
                f'(give --columns MAP.toml with the line: {field} = "one of these")'
            )
    return tuple(heading.index(name) for name in columns.names())
