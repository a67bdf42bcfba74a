"""Mismatches between systems, made of what the judge found; how connectors behave is no part of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from ..findings import Finding
from ..judge.books import Books


class Kind(StrEnum):
    """In what two systems disagree."""

    MISSING = "missing"
    EXTRA = "extra"
    QUANTITY = "quantity"
    MONEY = "money"
    STATUS = "status"
    REFERENCE = "reference"


_QUANTITIES = ("I06", "I07", "I08", "I09", "I10", "I11", "I12", "I13", "I14", "I15")
_AMOUNTS = ("I16", "I17", "I18", "I19", "I20", "I21", "I22", "I23")
KINDS: dict[str, Kind] = {
    "I01": Kind.EXTRA, "I02": Kind.MISSING, "I03": Kind.REFERENCE, "I04": Kind.REFERENCE,
    "I05": Kind.STATUS, "I24": Kind.STATUS, "I27": Kind.EXTRA,
    **dict.fromkeys(_QUANTITIES, Kind.QUANTITY), **dict.fromkeys(_AMOUNTS, Kind.MONEY),
}  # fmt: skip
"""By the rule that is broken; rules that are not here are about conduct."""

_CENT = Decimal("0.01")
_SOURCE = "marketplace"
"""Where orders come from: what another system says of one is held against it."""


@dataclass(frozen=True)
class Mismatch:
    """One thing that systems do not agree on.

    ``systems`` are the pair, the one to look at first in front; one alone contradicts itself.
    ``about`` is the order, the stock as ``ITEM@SITE``, or the document; ``says`` is what is said of
    it, by name. ``age_us`` is how long ago the last change there was on the world's clock, None when
    nothing is known; ``at_risk`` is money, stock at its list price, None where it has no price.
    """

    kind: Kind
    systems: tuple[str, ...]
    about: str
    documents: tuple[str, ...]
    says: tuple[tuple[str, str], ...]
    difference: Decimal | None
    age_us: int | None
    at_risk: Decimal | None
    currency: str
    text: str
    rule: str

    @property
    def pair(self) -> str:
        """``erp - marketplace``."""
        return " - ".join(self.systems)


def mismatches(findings: Iterable[Finding], books: Books, now_us: int) -> tuple[Mismatch, ...]:
    """What systems disagree on, by what it is about; ``now_us`` is the world's time."""
    found = [_mismatch(each, books, now_us) for each in findings if each.rule in KINDS]
    return tuple(sorted(found, key=lambda one: (one.about, one.kind, one.rule, one.text)))


def _mismatch(finding: Finding, books: Books, now_us: int) -> Mismatch:
    about = _about(finding, books)
    difference, changed_us = _difference(finding), books.changed_us(about)
    at_risk = finding.money_at_risk
    if at_risk is None and difference is not None and KINDS[finding.rule] is Kind.QUANTITY:
        at_risk = _worth(finding, difference, books)
    return Mismatch(
        kind=KINDS[finding.rule], systems=tuple(_pair(finding)), about=about, documents=finding.documents,
        says=tuple(finding.values.items()), difference=difference,
        age_us=None if changed_us is None else now_us - changed_us,
        at_risk=at_risk, currency=finding.currency, text=finding.text, rule=finding.rule,
    )  # fmt: skip


def _about(finding: Finding, books: Books) -> str:
    """The order where there is one, named as everywhere else; otherwise the first document."""
    document = next(iter(finding.documents), "")
    if finding.order is not None or not finding.systems:
        return finding.order or document
    case = books.case_with(finding.systems[0], document)
    if case is None:
        return document
    return case.key if len(books.stores) > 1 else case.key.partition("/")[2]


def _pair(finding: Finding) -> Iterator[str]:
    """The system to look at, and whom it disagrees with."""
    systems = ("marketplace", "oms", "erp", "wms")
    named = dict.fromkeys([*finding.systems, *(name for name in finding.values if name in systems)])
    yield from list(named)[:2]
    if len(named) == 1 and finding.order is not None and _SOURCE not in named:
        yield _SOURCE


def _difference(finding: Finding) -> Decimal | None:
    """By how much the two values differ; None when there are not two, or they are no numbers."""
    if len(finding.values) != 2:
        return None
    try:
        first, second = (Decimal(value) for value in finding.values.values())
    except InvalidOperation:
        return None
    return first - second if first.is_finite() and second.is_finite() else None


def _worth(finding: Finding, difference: Decimal, books: Books) -> Decimal | None:
    """Units of an item at the price that the shop lists it at."""
    listings = books.table(_SOURCE, "listings")
    for document in finding.documents:
        if (listing := listings.get(document.partition("@")[0])) is not None:
            worth: Decimal = (abs(difference) * listing.price).quantize(_CENT, ROUND_HALF_UP)
            return worth
    return None
