"""Orders bought on account: no payment is held for them, and what comes back is credited there."""

from __future__ import annotations

from msgspec.structs import replace

from ...kernel.problems import Conflict
from ..lifecycle import RETURN, ReturnMove
from ..model import Return, ReturnState
from .tables import Done, Tables


class Crediting(Tables):
    """What the seller does about money that is owed on account."""

    def credit_return(self, return_id: str, reference: str) -> Done[Return]:
        """What came back is credited on the buyer's account, by the seller's credit note."""
        asked = self.returns.get(return_id)
        order = self.orders.get(asked.order)
        if order.payment_id:
            raise Conflict(
                f"order {order.id} was paid by {order.payment_id}; refund that payment for return {return_id}"
            )
        if asked.state is ReturnState.REFUNDED and asked.credit_note == reference:
            return Done(asked, already=True)
        state = RETURN.after(asked.state, ReturnMove.REFUND, of=return_id)
        return Done(self.returns.put(replace(asked, state=state, credit_note=reference)))
