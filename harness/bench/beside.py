"""Something simple to compare with, run on the same machine in the same minute."""

from __future__ import annotations

import csv
import json
import lzma
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from ..running.wall import processor_s
from ..trade.documents import SourceDocument


def json_round_trips(documents: Iterable[SourceDocument]) -> float:
    """Seconds of the processor to encode and decode every document once with the standard library's json."""
    started = processor_s()
    for document in documents:
        rows = [
            {
                "key": row.key, "item": row.item, "text": row.description, "quantity": row.quantity,
                "price": str(row.unit_price), "customer": row.customer,
            }
            for row in document.rows
        ]  # fmt: skip
        json.loads(json.dumps(rows))
    return processor_s() - started


def csv_totals(file: Path) -> float:
    """Seconds of the processor to read a whole file and total it by month and customer, line by line."""
    started = processor_s()
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    opened = lzma.open if file.suffix == ".xz" else open
    with opened(file, "rt", encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            try:
                amount = Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
            except (ArithmeticError, TypeError):
                continue  # A line that nobody can read is as long as any other.
            totals[row["InvoiceDate"][:7], row["CustomerID"]] += amount
    return processor_s() - started
