"""What can be wrong with a file of real orders, or with what was asked of it.

    UsageError                the harness's own; exit code 2
    └── TradeFileError        the file, its column map or the dates asked for
        ├── FileUnreadable    missing, a folder, forbidden, or not text at all
        ├── FileEmpty         nothing in it, or a heading without rows
        ├── FileUnwritable    the place for a sample does not exist or is forbidden
        ├── FileCorrupt       its compression breaks off or does not add up
        ├── ColumnMissing     a needed column is not in the heading, or twice
        ├── ColumnMapUnusable the column map names an unknown field, or is not TOML
        ├── DateUnknown       --from or --to is no date, or no row of the file lies between them
        └── SpanTooLong       the documents to carry span more than three years

A row that cannot be read is no error: it is an `UnreadableRow` and goes to quarantine.
"""

from __future__ import annotations

from ..errors import UsageError


class TradeFileError(UsageError):
    """The file of orders, its column map or the dates asked for are not usable as given."""


class FileUnreadable(TradeFileError):
    """The file is missing, a folder, forbidden, or not text at all."""


class FileEmpty(TradeFileError):
    """The file has nothing in it, or a heading without rows."""


class FileUnwritable(TradeFileError):
    """The place for a sample does not exist or is forbidden."""


class FileCorrupt(TradeFileError):
    """The compression of the file breaks off or does not add up."""


class ColumnMissing(TradeFileError):
    """A column that the reading needs is not in the heading of the file, or is there twice."""


class ColumnMapUnusable(TradeFileError):
    """The column map cannot be read, or names a field that there is not."""


class DateUnknown(TradeFileError):
    """A date asked for is no date, or no row of the file lies between the two."""


class SpanTooLong(TradeFileError):
    """The documents to carry span more than three years."""
