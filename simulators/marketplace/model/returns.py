"""Returns of what had shipped."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ...kernel.fields import Document
from .exchanges import ExchangeLine
from .orders import order_key


class ReturnState(StrEnum):
    """Where a return stands."""

    REQUESTED = "requested"
    AUTHORISED = "authorised"
    RECEIVED = "received"
    REFUNDED = "refunded"
    REFUSED = "refused"
    WAIVED = "waived"


NOT_RETURNED = "not_returned"
"""The disposition of units that the buyer keeps and is refunded for."""


class ReturnLine(Document, frozen=True):
    """Units of a line that come back. ``agreed`` is set when the refund is not the price paid.

    It is the amount with tax that the buyer and the seller agreed on for these units. ``sellable`` is
    how many of the received units can be sold again, if the seller said so. Units count the item
    ordered; ``shipped_quantity`` of ``shipped_sku`` come back, if the seller had sent that. Of the price
    paid the seller keeps ``fee``, with tax, for restocking these units.
    """

    line_id: str
    quantity: int
    reason: str
    reference: str
    received: int = 0
    agreed: Decimal | None = None
    sellable: int | None = None
    shipped_sku: str = ""
    shipped_quantity: int = 0
    fee: Decimal = Decimal(0)


class Return(Document, frozen=True):
    """Shipped units that a buyer sends back; ``rma`` is the seller's number once authorised.

    ``refusal`` says why the seller did not want them back. With ``exchange`` lines the buyer wants
    these units instead, and ``replacement`` is the order that was placed for them. ``credit_note`` is the
    seller's, where the order was bought on account. The ``disposition`` is ``not_returned`` where the
    buyer keeps the goods, and is refunded for them all the same, for the reason ``waiver`` gives.
    """

    id: str
    order_id: str
    state: ReturnState
    lines: tuple[ReturnLine, ...]
    rma: str = ""
    refusal: str = ""
    store: str = "main"
    exchange: tuple[ExchangeLine, ...] = ()
    replacement: str = ""
    credit_note: str = ""
    disposition: str = ""
    waiver: str = ""

    @property
    def order(self) -> str:
        """The key of the order that it is about."""
        return order_key(self.store, self.order_id)
