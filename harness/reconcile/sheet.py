"""Mismatches as a file that a spreadsheet opens."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from ..errors import UsageError
from .mismatch import Mismatch

HEADER = (
    "kind", "look at", "against", "about", "documents", "says", "difference", "age in hours",
    "value at risk", "currency", "what is wrong", "rule",
)  # fmt: skip
_HOUR_US = 3_600_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes a text for a formula (OWASP, CSV Injection)."""


def write_sheet(path: Path, found: Iterable[Mismatch]) -> None:
    """Write the file anew (RFC 4180, in UTF-8 with the mark that Excel looks for)."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow(HEADER)
            sheet.writerows([_row(one) for one in found])
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path} cannot be written: {reason}; name another place") from None


def hours(age_us: int) -> Decimal:
    """An age in hours, to the hundredth."""
    return (Decimal(age_us) / _HOUR_US).quantize(Decimal("0.01"))


def _row(one: Mismatch) -> list[str]:
    look_at, against = (*one.systems, "", "")[:2]
    texts = (str(one.kind), look_at, against, one.about, "; ".join(one.documents), "; ".join(_said(one)))
    return [
        *(_harmless(text) for text in texts),
        "" if one.difference is None else f"{one.difference:f}",
        "" if one.age_us is None else f"{hours(one.age_us):f}",
        "" if one.at_risk is None else f"{one.at_risk:f}",
        "" if one.at_risk is None else one.currency,
        _harmless(one.text),
        one.rule,
    ]


def _said(one: Mismatch) -> Iterator[str]:
    for name, value in one.says:
        yield f"{name} {value}"


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
