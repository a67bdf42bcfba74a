"""Something simple to compare with, run on the same machine in the same minute."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..running.wall import stopwatch
from ..trade.documents import SourceDocument


def json_round_trips(documents: Iterable[SourceDocument]) -> float:
    """Seconds to encode and decode every document once with the standard library's json."""
    started = stopwatch()
    for document in documents:
        rows = [
            {
                "key": row.key, "item": row.item, "text": row.description, "quantity": row.quantity,
                "price": str(row.unit_price), "customer": row.customer,
            }
            for row in document.rows
        ]  # fmt: skip
        json.loads(json.dumps(rows))
    return stopwatch() - started
