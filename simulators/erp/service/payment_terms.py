"""When an invoice is due: NET 30, EOM, or 2/10 NET 30, counted from its date by the calendar.

What is paid in advance (``PREPAID``, the trade's cash in advance) is due at once.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from ...kernel.problems import Unprocessable

_TERMS = re.compile(r"(?:(\d{1,2})/(\d{1,2}) )?NET (\d{1,3})", re.ASCII)
_PERCENT_BP = 100

PREPAID = "PREPAID"
"""The terms of an order of which nothing leaves before all of it is paid."""


class Due(NamedTuple):
    """Until when to pay; until when less may be paid, and how much less in hundredths of a percent."""

    due_date: str = ""
    discount_date: str = ""
    discount_bp: int = 0


def due(terms: str, invoiced: str) -> Due:
    """When an invoice of a day is due; never, where there are no terms."""
    if not terms:
        return Due()
    day = date.fromisoformat(invoiced)
    if terms == PREPAID:
        return Due(invoiced)
    if terms == "EOM":
        return Due(day.replace(day=monthrange(day.year, day.month)[1]).isoformat())
    found = _TERMS.fullmatch(terms)
    if found is None:
        raise Unprocessable(
            f"{terms} are no terms of payment; there are NET 30, EOM and 2/10 NET 30, with other numbers, "
            f"and {PREPAID}",
            field="payment_terms",
        )
    percent, within, net = found.groups()
    last = (day + timedelta(days=int(net))).isoformat()
    if percent is None:
        return Due(last)
    early = (day + timedelta(days=int(within))).isoformat()
    return Due(last, early, int(percent) * _PERCENT_BP)
