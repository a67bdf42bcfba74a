"""Amendments of orders, as channels asked for them."""

from __future__ import annotations

from ...kernel.fields import Document
from .orders import OrderLine


class Amendment(Document, frozen=True):
    """What a channel asked to change of an order, by its reference; ``lines`` are those that it added.

    None leaves the address or the day as it is.
    """

    reference: str
    order_id: int
    lines: tuple[OrderLine, ...]
    ship_to: dict[str, str] | None = None
    requested_date: str | None = None
