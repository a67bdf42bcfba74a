"""Cancellations: the buyer asks, the seller answers with quantities.

Between the two nothing is decided: the seller may ship what the buyer wants to cancel.
https://shopify.dev/docs/api/admin-graphql/latest/mutations/fulfillmentOrderRejectCancellationRequest
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ...kernel.fields import Document
from ..lifecycle import CANCELLATION, CancellationMove, roll_up_answer
from ..model import (
    AmendmentPart,
    AmendmentState,
    Cancellation,
    CancellationLine,
    CancellationState,
    Change,
    Order,
)
from .tables import Done, Tables, moved
from .units import Units, answered, counted, once, raised, within


class UnwantedLine(Document, frozen=True):
    """Units that a buyer no longer wants."""

    line_id: str
    quantity: int
    reference: str


class Cancelling(Tables):
    """How part of an order comes to be cancelled."""

    def request_cancellation(self, key: str, reason: str, lines: Sequence[UnwantedLine]) -> Cancellation:
        """A buyer no longer wants units that are open and that no other wish is about."""
        order = self.orders.get(key)
        asked = units_asked_back(self, order)
        units = [Units(line.line_id, line.quantity) for line in lines]
        once(units)
        within(
            order, units, lambda line: line.whole_open - asked.get(line.id, 0), purpose="cancel",
            whole_kits=True,
        )  # fmt: skip
        cancellation = Cancellation(
            id=self.numbers.following("MC"),
            order_id=order.id,
            reason=reason,
            state=CANCELLATION.start,
            lines=tuple(CancellationLine(line.line_id, line.quantity, line.reference) for line in lines),
            store=order.store,
        )
        self.cancellations.put(cancellation)
        self.context.outbox.publish(
            "cancellation.requested", cancellation.id,
            cancellation_id=cancellation.id, order_id=order.id, store=order.store,
        )  # fmt: skip
        return cancellation

    def answer_cancellation(self, cancellation_id: str, answer: Sequence[Units]) -> Done[Cancellation]:
        """The seller takes units back, some or none; the same answer again changes nothing."""
        asked = self.cancellations.get(cancellation_id)
        accepted = answered(f"cancellation {asked.id}", asked.lines, answer, field="accepted")
        lines = tuple(replace(line, accepted=accepted[line.line_id]) for line in asked.lines)
        if asked.state is not CancellationState.REQUESTED and lines == asked.lines:
            return Done(asked, already=True)
        settled = _settled(asked, lines)
        order = self.orders.get(asked.order)
        within(
            order, answer, lambda line: line.whole_open, purpose="cancel", field="accepted",
            whole_kits=True,
        )  # fmt: skip
        if any(accepted.values()):
            left = raised(order.lines, "cancelled", accepted)
            self.orders.put(moved(order, left, shipping=False))
        return Done(self.cancellations.put(settled))


def units_asked_back(tables: Tables, order: Order) -> dict[str, int]:
    """The units that buyers' wishes without an answer want off an order, by line."""
    key = (order.store, order.id)
    lines: list[CancellationLine | AmendmentPart] = []
    for cancellation in tables.cancellations.by("order", key):
        if cancellation.state is CancellationState.REQUESTED:
            lines += cancellation.lines
    for amendment in tables.amendments.by("order", key):
        if amendment.state is AmendmentState.REQUESTED:
            lines += [part for part in amendment.parts if part.change is Change.FEWER]
    return counted(lines)


def _settled(asked: Cancellation, lines: tuple[CancellationLine, ...]) -> Cancellation:
    moves = {
        CancellationState.ACCEPTED: CancellationMove.ACCEPT,
        CancellationState.PARTLY_ACCEPTED: CancellationMove.ACCEPT_PART,
        CancellationState.REFUSED: CancellationMove.REFUSE,
    }
    outcome = roll_up_answer(lines)
    state = CANCELLATION.after(asked.state, moves[outcome], of=asked.id)
    assert state is outcome, f"cancellation {asked.id} is {state}, its lines say {outcome}"
    return replace(asked, lines=lines, state=state)
