"""What kind of business a row of the file is."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Final

from .rows import GUEST, SourceRow

LEDGER_CODES: Final = frozenset({"AMAZONFEE", "BANK CHARGES", "CRUK", "B"})
FREIGHT_CODES: Final = frozenset({"POST", "DOT", "C2"})
CHARGE_CODES: Final = frozenset({"D", "M", "m", "S", "PADS"})
VOUCHER_PREFIX: Final = "gift_0001_"
CREDIT_PREFIX: Final = "C"
PENNY: Final = Decimal("0.01")


class RowClass(Enum):
    """The kinds of row, in the order in which they are tried; the values are shown to users."""

    LEDGER = "ledger"
    CREDIT_WITHOUT_GOODS = "credit without goods"
    FREIGHT = "freight"
    CHARGE = "charge"
    GOODS_CREDIT = "goods credit"
    STOCK_ADJUSTMENT = "stock adjustment"
    FREE_GOODS_LINE = "free goods line"
    GOODS_SALE = "goods sale"


GOODS_CLASSES: Final = (RowClass.GOODS_SALE, RowClass.FREE_GOODS_LINE)
"""The classes that become order lines of goods."""


_IN_WHOLE_PENNIES: Final = (RowClass.GOODS_SALE, RowClass.GOODS_CREDIT)


def classify(row: SourceRow, *, alone: bool) -> RowClass:
    """The class of a row, first match wins; `alone` says that its document has no other row."""
    service = _service_class(row.item)
    if service is RowClass.LEDGER:
        return service
    if is_credit(row.document):
        return RowClass.CREDIT_WITHOUT_GOODS if service else RowClass.GOODS_CREDIT
    if service:
        return service
    if row.unit_price:
        return RowClass.GOODS_SALE
    if row.quantity < 0 or (row.customer == GUEST and alone):
        return RowClass.STOCK_ADJUSTMENT
    return RowClass.FREE_GOODS_LINE


def is_credit(document: str) -> bool:
    """Whether the document is a credit: a cancellation, a return, or money given back."""
    return document.startswith(CREDIT_PREFIX)


def impossible(row: SourceRow, row_class: RowClass) -> str | None:
    """Why a readable row cannot be business of its class: the reason to put it in quarantine."""
    if row_class in (RowClass.LEDGER, RowClass.STOCK_ADJUSTMENT):
        return None
    if row.unit_price < 0:
        return "price below zero"
    if is_credit(row.document) and row.quantity > 0:
        return "positive quantity on a credit"
    if not is_credit(row.document) and row.quantity < 0:
        return "negative quantity on a sale"
    if row_class in _IN_WHOLE_PENNIES and row.amount % PENNY:
        return "amount of goods not in whole pennies"
    return None


def _service_class(item: str) -> RowClass | None:
    if item in LEDGER_CODES:
        return RowClass.LEDGER
    if item in FREIGHT_CODES:
        return RowClass.FREIGHT
    if item in CHARGE_CODES or item.startswith(VOUCHER_PREFIX):
        return RowClass.CHARGE
    return None
