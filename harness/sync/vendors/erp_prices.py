"""Price rules as the ERP shows them, and the groups of its customers."""

from __future__ import annotations

from decimal import Decimal

from ..documents.price import PriceRule
from .erp_items import WireItem
from .erp_wire import Wire


class WirePriceRule(Wire, frozen=True):
    """A price rule; its price is for the item's price unit."""

    number: str
    kind: str
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
    version: int = 0

    def canonical(self, item: WireItem) -> PriceRule:
        """The engine's document, with the price for the unit that the item is sold by."""
        return PriceRule(
            number=self.number, kind=self.kind, sku=self.item, customer=self.customer_ref,
            group=self.group, min_quantity=self.min_quantity,
            net=None if self.unit_price is None else item.sale_price(self.unit_price),
            off_bp=self.off_bp, valid_from=self.valid_from, valid_to=self.valid_to,
            last_day_counts=self.last_day_counts, currency=self.currency,
            version=self.version,
        )  # fmt: skip


class PriceRuleRow(Wire, frozen=True):
    """As much of a listed price rule as says which item has news."""

    number: str
    item: str
    version: int
    changed_at: str


class CustomerGroupRow(Wire, frozen=True):
    """As much of a listed customer as says in which group it is."""

    external_ref: str
    version: int
    group: str = ""
