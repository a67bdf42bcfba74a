"""Returns: the buyer announces, the seller authorises or refuses, and says what came back.

Only what was shipped can come back; what was not is cancelled.
https://shopify.dev/apps/fulfillment/returns-apps/reverse-fulfillment-orders
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from ...kernel.currencies import check_paid
from ...kernel.fields import Document
from ...kernel.problems import Conflict, Unprocessable
from ..lifecycle import RETURN, ReturnMove
from ..model import NOT_RETURNED, ExchangeLine, Order, Return, ReturnLine, ReturnState
from .restocking_fees import check_fee
from .substitutes import sent_instead
from .tables import Done, Tables
from .units import Units, answered, counted, once, raised, within

_ANNOUNCED = (ReturnState.REQUESTED, ReturnState.AUTHORISED)
_CAME_BACK = (ReturnState.RECEIVED, ReturnState.REFUNDED)


class UnlovedLine(Document, frozen=True):
    """Units that a buyer wants to send back, and what was agreed on for them, if anything was.

    ``shipped_sku`` is what the seller had sent for them, if it was another item. ``fee`` is what the seller
    keeps for restocking them, with tax.
    """

    line_id: str
    quantity: int
    reason: str
    reference: str
    agreed: Decimal | None
    shipped_sku: str = ""
    fee: Decimal = Decimal(0)


class Returning(Tables):
    """How goods come back."""

    def request_return(
        self, key: str, lines: Sequence[UnlovedLine], *, exchange: Sequence[ExchangeLine] = ()
    ) -> Return:
        """A buyer announces units that were shipped, and are not back, announced or kept already."""
        order = self.orders.get(key)
        announced = self._announced_units(order)
        units = [Units(line.line_id, line.quantity) for line in lines]
        once(units)
        within(
            order,
            units,
            lambda line: line.shipped - line.returned - announced.get(line.id, 0),
            purpose="return",
        )
        wanted = Return(
            id=self.numbers.following("MR"),
            order_id=order.id,
            state=RETURN.start,
            lines=tuple(self._line_back(order, line) for line in lines),
            store=order.store,
            exchange=tuple(exchange),
        )
        self.returns.put(wanted)
        self.context.outbox.publish(
            "return.requested", wanted.id, return_id=wanted.id, order_id=order.id, store=order.store
        )
        return wanted

    def _line_back(self, order: Order, asked: UnlovedLine) -> ReturnLine:
        line = next(line for line in order.goods if line.id == asked.line_id)
        if asked.agreed is not None:
            check_paid(asked.agreed, order.currency, field="agreed")
        check_fee(order, line, asked.quantity, asked.fee, agreed=asked.agreed)
        sent = self.shipments.by("order", (order.store, order.id))
        announced = self.returns.by("order", (order.store, order.id))
        shipped = sent_instead(line, asked.shipped_sku, asked.quantity, sent, announced)
        return ReturnLine(
            line.id, asked.quantity, asked.reason, asked.reference, agreed=asked.agreed,
            shipped_sku=asked.shipped_sku, shipped_quantity=shipped, fee=asked.fee,
        )  # fmt: skip

    def authorise_return(self, return_id: str, rma: str) -> Done[Return]:
        """The seller will take the goods back under a number of its own."""
        asked = self.returns.get(return_id)
        if asked.rma == rma:
            return Done(asked, already=True)
        state = RETURN.after(asked.state, ReturnMove.AUTHORISE, of=return_id)
        return Done(self.returns.put(replace(asked, state=state, rma=rma)))

    def refuse_return(self, return_id: str, reason: str) -> Done[Return]:
        """The seller does not want the goods back, and says why."""
        asked = self.returns.get(return_id)
        if asked.state is ReturnState.REFUSED and asked.refusal == reason:
            return Done(asked, already=True)
        state = RETURN.after(asked.state, ReturnMove.REFUSE, of=return_id)
        return Done(self.returns.put(replace(asked, state=state, refusal=reason)))

    def waive_return(self, return_id: str, reason: str) -> Done[Return]:
        """The seller refunds the goods and leaves them with the buyer; no fee is kept for restocking them."""
        asked = self.returns.get(return_id)
        if asked.disposition == NOT_RETURNED and asked.waiver == reason:
            return Done(asked, already=True)
        if asked.exchange:
            raise Conflict(
                f"return {return_id} is an exchange: its goods pay for others once they are back; "
                "take them back, or refuse the return and have the buyer ask for one without exchange"
            )
        state = RETURN.after(asked.state, ReturnMove.WAIVE, of=return_id)
        lines = tuple(replace(line, fee=Decimal(0)) for line in asked.lines)
        kept = replace(asked, state=state, lines=lines, disposition=NOT_RETURNED, waiver=reason)
        return Done(self.returns.put(kept))

    def receive_return(
        self, return_id: str, receipt: Sequence[Units], *, sellable: Mapping[str, int] | None = None
    ) -> Done[Return]:
        """The seller says what came back, and perhaps how much of it can be sold again.

        Units that did not come back may be announced again.
        """
        asked = self.returns.get(return_id)
        received = answered(f"return {return_id}", asked.lines, receipt, field="received")
        sound = sellable or {}
        _check_sellable(return_id, receipt, sound)
        lines = tuple(
            replace(line, received=received[line.line_id], sellable=sound.get(line.line_id))
            for line in asked.lines
        )
        if asked.state in _CAME_BACK and lines == asked.lines:
            return Done(asked, already=True)
        state = RETURN.after(asked.state, ReturnMove.RECEIVE, of=return_id)
        order = self.orders.get(asked.order)
        self.orders.put(replace(order, lines=raised(order.lines, "returned", received)))
        return Done(self.returns.put(replace(asked, state=state, lines=lines)))

    def _announced_units(self, order: Order) -> dict[str, int]:
        return counted(
            line
            for announced in self.returns.by("order", (order.store, order.id))
            if announced.state in _ANNOUNCED or announced.disposition == NOT_RETURNED
            for line in announced.lines
        )


def _check_sellable(return_id: str, receipt: Sequence[Units], sellable: Mapping[str, int]) -> None:
    for index, (line_id, received) in enumerate(receipt):
        if sellable.get(line_id, 0) > received:
            raise Unprocessable(
                f"{received} units of line {line_id} of return {return_id} came back, "
                f"so {sellable[line_id]} of them cannot be sellable",
                field=f"lines[{index}].sellable",
            )
