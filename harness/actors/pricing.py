"""Price rules as the merchandiser writes them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class PriceWish:
    """A price without tax for an item, or so many hundredths of a percent off its list price.

    ``kind`` is ``tier``, ``group``, ``parent``, ``contract`` or ``promotion``. A contract and a parent price
    are of ``customer``, an account of the shop; a group's of ``group``. It counts for lines of at
    least ``quantity`` eaches, from the day ``begins`` to the day ``ends``, such as 2026-01-31.
    """

    kind: str
    item: str
    price: Decimal | str | None = None
    off_bp: int = 0
    quantity: int = 1
    customer: str = ""
    group: str = ""
    begins: str = ""
    ends: str = ""
    currency: str = "GBP"

    def body(self) -> dict[str, Any]:
        """What the ERP is asked to enter."""
        return {
            "kind": self.kind, "item": self.item, "customer_ref": self.customer, "group": self.group,
            "min_quantity": self.quantity, "unit_price": None if self.price is None else str(self.price),
            "off_bp": self.off_bp, "valid_from": self.begins, "valid_to": self.ends,
            "currency": self.currency,
        }  # fmt: skip

    def __str__(self) -> str:
        price = f"{Decimal(self.off_bp) / 100} % off" if self.price is None else f"at {self.price}"
        whose = self.customer or self.group
        told = f"{self.kind}{f' of {whose}' if whose else ''}: {self.item} {price} from {self.quantity}"
        told += f" from {self.begins}" if self.begins else ""
        return told + (f" to {self.ends}" if self.ends else "")
