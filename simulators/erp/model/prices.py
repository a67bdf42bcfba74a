"""Price rules: what makes a price other than the list price, for whom, from how many, and when."""

from __future__ import annotations

from decimal import Decimal

from ...kernel.fields import Document
from ...kernel.pricing import PriceKind


class PriceRule(Document, frozen=True):
    """A unit price without tax, or so much off the list price, for an item.

    It holds for lines of at least ``min_quantity`` eaches. ``customer_ref`` is the shop's account that a
    contract is of, or that of a parent company; ``group`` is a customer group. The price is for the item's
    price unit; without one, ``off_bp`` hundredths of a percent are taken off the list price. Days are
    business dates, empty where there is no first or last one; ``last_day_counts`` says whether ``valid_to``
    is the last day on which the rule holds, or the first on which it does not any more.
    """

    number: str
    kind: PriceKind
    item: str
    customer_ref: str
    group: str
    min_quantity: int
    unit_price: Decimal | None
    off_bp: int
    valid_from: str
    valid_to: str
    last_day_counts: bool
    currency: str

    def holds_on(self, day: str) -> bool:
        """Whether the rule holds on a business date."""
        if self.valid_to and (day > self.valid_to or (day == self.valid_to and not self.last_day_counts)):
            return False
        return self.valid_from <= day
