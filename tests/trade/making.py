"""Rows, files and documents, with what a test does not care about filled in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ordergate.harness.trade.documents import TradeFile, read_trade
from ordergate.harness.trade.reading import Row, read_rows
from ordergate.harness.trade.rows import SourceRow, UnreadableRow

HEADING = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def a_row(**known: Any) -> SourceRow:
    values: dict[str, Any] = {
        "number": 1,
        "document": "536365",
        "item": "85123A",
        "description": "MUG",
        "quantity": 6,
        "at": datetime(2010, 12, 1, 8, 26),
        "unit_price": Decimal("2.55"),
        "customer": "17850",
        "country": "United Kingdom",
    }
    return SourceRow(**values | known)


def a_line(
    *,
    document: str = "536365",
    item: str = "85123A",
    quantity: object = 6,
    price: object = "2.55",
    at: str = "2010-12-01 08:26:00",
    customer: str = "17850.0",
) -> str:
    return f"{document},{item},MUG,{quantity},{at},{price},{customer},United Kingdom"


def a_file(folder: Path, *lines: str, heading: str = HEADING) -> Path:
    path = folder / "orders.csv"
    path.write_text("\n".join([heading, *lines, ""]), encoding="utf-8")
    return path


def rows_of(folder: Path, *lines: str) -> list[Row]:
    return list(read_rows(a_file(folder, *lines)))


def the_row(folder: Path, line: str) -> SourceRow:
    [row] = rows_of(folder, line)
    assert isinstance(row, SourceRow), row
    return row


def the_unreadable(folder: Path, line: str) -> UnreadableRow:
    [row] = rows_of(folder, line)
    assert isinstance(row, UnreadableRow), row
    return row


def trade_of(folder: Path, *lines: str) -> TradeFile:
    return read_trade(a_file(folder, *lines))
