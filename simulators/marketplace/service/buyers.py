"""Buyers: the businesses that buy, as they describe themselves."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ..model import Address, Buyer
from .tables import Tables


class Buying(Tables):
    """What buyers do with their own accounts."""

    def register(
        self, *, company: str, email: str, phone: str, address: Address, payer_id: str = "",
        tax_exemption: str = "",
    ) -> Buyer:  # fmt: skip
        """Open an account, or one of a company whose parent pays."""
        self._check_payer("", payer_id)
        buyer = Buyer(self.numbers.buyer(), company, email, phone, address, payer_id, tax_exemption)
        return self._announced(buyer)

    def amend(self, buyer_id: str, **changes: Any) -> Buyer:
        """Change company, email, phone, address, payer, exemption; nobody hears of a change to the same.

        Orders that were placed keep their payer.
        """
        buyer = self.buyers.get(buyer_id)
        self._check_payer(buyer_id, changes.get("payer_id", ""))
        amended = replace(buyer, **changes)
        return buyer if amended == buyer else self._announced(amended)

    def _check_payer(self, buyer_id: str, payer_id: str) -> None:
        """A payer has an account and pays for itself, so that there is always one who pays."""
        if not payer_id:
            return
        payer = self.buyers.find(payer_id)
        if payer is None:
            raise Unprocessable(f"there is no buyer {payer_id}", field="payer_id")
        if payer_id == buyer_id:
            raise Unprocessable(
                f"buyer {buyer_id} cannot be its own payer; without a payer it pays for itself",
                field="payer_id",
            )
        if payer.payer_id:
            raise Unprocessable(
                f"buyer {payer_id} is paid for by {payer.payer_id}; name {payer.payer_id} itself",
                field="payer_id",
            )
        if buyer_id and (sites := self.buyers.by("payer", buyer_id)):
            raise Unprocessable(
                f"buyer {buyer_id} pays for {sites[0].id}, so that nobody can pay for {buyer_id}; "
                f"give {sites[0].id} another payer first",
                field="payer_id",
            )

    def _announced(self, buyer: Buyer) -> Buyer:
        self.buyers.put(buyer)
        self.context.outbox.publish("buyer.changed", buyer.id, buyer_id=buyer.id)
        return buyer
