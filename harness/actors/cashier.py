"""Who works at the payment provider itself, past the shop and past every connector."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..errors import UsageError
from .hands import Hands, RefusedByWorld
from .orders import PlacedOrder


@dataclass
class Cashier:
    """Gives money back in the payment provider's back office, where no connector is asked."""

    hands: Hands
    name: str = "cashier"
    refunds: int = 0

    def gives_back(self, order: PlacedOrder, amount: Decimal, *, reference: str = "") -> str:
        """Give back to the card some of what it paid; returns the id of the refund.

        UsageError for an order on account, which no card paid.

        The provider gives back once under a ``reference``, however often that is asked for.
        """
        if not order.payment_id:
            raise UsageError(
                f"order {order.id} is on account, and no card paid anything of it; credit it in the erp "
                "(buyer returns), or let the credit controller book a transfer"
            )
        self.refunds += not reference
        named = reference or f"by-hand-{self.refunds}"
        body = {"reference": named, "amount": format(amount, "f")}
        path = f"/_world/payments/{order.payment_id}/refunds"
        answer = self.hands.call("marketplace", "POST", path, body, who=self.name)
        again = " again" * bool(answer.get("already"))
        self.hands.say(
            self.name, f"gives back {amount} for order {order.id} at the provider{again} ({named})"
        )
        return str(answer["id"])

    def is_refused(self, order: PlacedOrder, amount: Decimal, *, reference: str = "") -> str:
        """Try to give back more than is left; returns the words in which the provider refuses it."""
        try:
            refund = self.gives_back(order, amount, reference=reference)
        except RefusedByWorld as refusal:
            self.hands.say(self.name, f"is refused to give back {amount} for order {order.id}")
            return str(refusal.problem.get("detail"))
        raise AssertionError(f"refund {refund} was made, and should have been refused")
