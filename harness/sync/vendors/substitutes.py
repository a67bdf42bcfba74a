"""Substitutes in the forms of the vendors; bodies have nothing of them where none shipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from ..documents.product import Product
from ..documents.shipment import Substitute


class ErpSubstitute(msgspec.Struct, frozen=True, rename="pascal"):
    """Units of a delivery's line for which another item left."""

    line_no: int
    quantity: int
    item: str
    shipped_quantity: int

    def canonical(self) -> Substitute:
        """The engine's document."""
        return Substitute(
            line=str(self.line_no), quantity=self.quantity, sku=self.item,
            shipped_quantity=self.shipped_quantity,
        )  # fmt: skip


def for_erp(substitutes: Sequence[Substitute]) -> dict[str, Any]:
    """Substitutes as the ERP takes them."""
    rows = [
        {
            "LineNo": int(one.line), "Quantity": one.quantity, "Item": one.sku,
            "ShippedQuantity": one.shipped_quantity,
        }
        for one in substitutes
    ]  # fmt: skip
    return {"Substitutes": rows} if rows else {}


def for_oms(substitutes: Sequence[Substitute]) -> dict[str, Any]:
    """Substitutes as the OMS takes them."""
    rows = [
        {
            "line_id": int(one.line), "quantity": one.quantity, "sku": one.sku,
            "shipped_quantity": one.shipped_quantity,
        }
        for one in substitutes
    ]  # fmt: skip
    return {"substitutes": rows} if rows else {}


def for_marketplace(substitutes: Sequence[Substitute]) -> dict[str, Any]:
    """Substitutes as the marketplace takes them."""
    rows = [
        {
            "lineId": one.line, "quantity": one.quantity, "sku": one.sku,
            "shippedQuantity": one.shipped_quantity,
        }
        for one in substitutes
    ]  # fmt: skip
    return {"substitutes": rows} if rows else {}


def for_wms(products: Sequence[Product]) -> dict[str, Any]:
    """What may ship in place of items, as the warehouse takes it."""
    rows = [
        {
            "sku": product.sku,
            "substitutes": [{"sku": one.sku, "ratio": one.ratio} for one in product.substitutes],
        }
        for product in products
    ]
    return {"items": rows}
