"""What the judge says when a business rule is broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule in plain words, with the values, the documents and the money at risk.

    ``systems`` are those to look at, the most suspect first; ``repeat`` is the line that runs the
    same thing again.
    """

    rule: str
    text: str
    systems: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    order: str | None = None
    values: dict[str, str] = field(default_factory=dict, compare=False)
    money_at_risk: Decimal | None = None
    currency: str = "GBP"
    repeat: str = ""
