"""Connectors with two defects at once: one may hide what the other does."""

from __future__ import annotations

from collections.abc import Iterable

from ..defect import Defect

PAIRS: tuple[tuple[str, str], ...] = (
    ("asks-again-without-looking", "errors-in-a-200-not-read"),
    ("last-page-left-out", "cancellations-by-event-alone"),
    ("first-line-of-parcel-only", "freight-on-every-invoice"),
    ("no-safety-stock", "adjustments-passed-over"),
    ("list-price-when-booked", "net-of-rounded-unit-price"),
    ("damaged-goods-restocked", "refund-before-discount"),
    ("order-in-home-currency", "terms-of-thirty-days-for-all"),
    ("warehouse-not-asked-back", "authorisation-kept-after-cancel"),
    ("token-for-ever", "retry-after-not-read"),
    ("leading-zeros-dropped", "levels-without-case"),
)
"""The names of defects that change different lines."""


def paired(single: Iterable[Defect]) -> tuple[Defect, ...]:
    """A defect for each pair; it is as bad as the worse of the two."""
    known = {defect.name: defect for defect in single}
    return tuple(_both(known[one], known[other]) for one, other in PAIRS)


def _both(one: Defect, other: Defect) -> Defect:
    return Defect(
        name=f"{one.name}+{other.name}",
        family=one.family,
        severity=min(one.severity, other.severity),
        sources=(*one.sources, *other.sources),
        says=f"{one.says}; and {other.says[0].lower()}{other.says[1:]}",
        changes=(*one.changes, *other.changes),
    )
