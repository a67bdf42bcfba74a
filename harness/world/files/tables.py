"""The four tables of a world, and their rows as text before anything is known of their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .mistakes import Mistakes


@dataclass(frozen=True)
class Table:
    """The columns of one kind of entry; a required one is there and never empty."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns."""
        return (*self.required, *self.optional)

    def strange(self, names: Iterable[str]) -> list[str]:
        """What is wrong with these names of columns, apart from any that are missing."""
        known = ", ".join(self.columns)
        seen: list[str] = []
        wrong = []
        for name in names:
            if name not in self.columns:
                wrong.append(f"there is no column {name!r} in {self.name}; it takes {known}")
            elif name in seen:
                wrong.append(f"column {name} stands there twice; keep one")
            seen.append(name)
        return wrong


@dataclass(frozen=True)
class Row:
    """One entry as text, and where it stands."""

    place: str
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The text in a column; empty where there is none."""
        return self.cells.get(column, "")


Rows = dict[str, list[Row] | None]
"""The rows of each table that was given; None where they could not be read."""

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("items", ("sku", "title"), ("list_price", "units", "sold_in", "partner_units")),
        Table(
            "customers",
            ("company", "email", "line", "city", "country"),
            ("name", "phone", "postcode", "payer"),
        ),
        Table(
            "prices",
            ("sku",),
            ("list_price", "customer", "quote", "agreed_price", "seller", "approver", "reason"),
        ),
        Table("stock", ("sku", "quantity"), ("site",)),
    )
}


def text_of(raw: bytes, place: str, mistakes: Mistakes) -> str | None:
    """A file's text without its byte order mark; None, and a mistake, when it is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = raw[error.start]
        mistakes.add(f"{place} line {line}", f"byte 0x{byte:02x} is not UTF-8; in Excel, save as 'CSV UTF-8'")
        return None
