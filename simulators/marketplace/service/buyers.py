"""Buyers: the businesses that buy, as they describe themselves."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ..model import Address, Buyer
from .tables import Tables


class Buying(Tables):
    """What buyers do with their own accounts."""

    def register(self, *, company: str, email: str, phone: str, address: Address) -> Buyer:
        """Open an account."""
        buyer = Buyer(self.numbers.buyer(), company, email, phone, address)
        return self._announced(buyer)

    def amend(self, buyer_id: str, **changes: Any) -> Buyer:
        """Change company, email, phone or address; nobody hears of a change to the same."""
        buyer = self.buyers.get(buyer_id)
        amended = replace(buyer, **changes)
        return buyer if amended == buyer else self._announced(amended)

    def _announced(self, buyer: Buyer) -> Buyer:
        self.buyers.put(buyer)
        self.context.outbox.publish("buyer.changed", buyer.id, buyer_id=buyer.id)
        return buyer
