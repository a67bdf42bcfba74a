"""Returns: announced, and received with what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from ...kernel.problems import Conflict, NotFound, Unprocessable
from ..lifecycle import RETURN, OrderMove, ReturnMove
from ..model import Return, ReturnLine, ReturnState, SalesOrder
from .allocation import all_free, serve_waiting
from .posting import Posting
from .substitutes import SubstitutedUnits, came_back, check_instead
from .tables import Booked, LineQuantity, NamesLine, Tables, at_most, stands_once

RETURNS_FROM = 7000001


class FoundUnits(NamesLine, Protocol):
    """What was found of a returned line."""

    @property
    def sellable(self) -> int:
        """Units that can be sold again."""

    @property
    def damaged(self) -> int:
        """Units that cannot."""

    @property
    def inspect(self) -> int:
        """Units about which nobody knows yet."""


class Returning(Tables):
    """Takes goods back."""

    def authorise_return(
        self,
        order_id: int,
        external_id: str,
        lines: Sequence[LineQuantity],
        substitutes: Sequence[SubstitutedUnits] = (),
    ) -> Booked[Return]:
        """Let units come back that have shipped; they go to the first site.

        ``substitutes`` are those lines for which another item had shipped and comes back.
        """
        shipped: dict[int, tuple[str | UnsetType, int | UnsetType]] = {
            one.line_id: (one.sku, one.shipped_quantity) for one in substitutes
        }
        order = self.orders.find(order_id)
        if order is None:
            raise NotFound(f"there is no order {order_id}", field="order_id")
        announced = tuple(
            ReturnLine(line.line_id, line.quantity, 0, 0, 0, *shipped.get(line.line_id, (UNSET, UNSET)))
            for line in lines
        )
        held = self._return_of(order.channel, external_id)
        if held is not None:
            return Booked(_the_same(held, order, announced), already=True)
        check_instead({line.line_id: line.quantity for line in lines}, substitutes)
        at_most(lines, self._returnable(order), f"order {order_id}", "shipped and not returned")
        number = self.context.ids.following("return", RETURNS_FROM)
        made = Return(number, order_id, external_id, self.sites[0], RETURN.start, announced)
        self.returns.put(made)
        self._announce(made)
        return Booked(made)

    def receive_return(self, return_id: int, reference: str, lines: Sequence[FoundUnits]) -> Booked[Return]:
        """What came back is on hand again, and what of it is sellable goes to those who wait."""
        announced = self.returns.get(return_id)
        received = _received(announced, reference, lines)
        if received == announced:
            return Booked(announced, already=True)
        state = RETURN.after(announced.state, ReturnMove.RECEIVE, of=return_id)
        posting = Posting(self)
        for line in received.lines:
            self._take_in(posting, received, line)
        if any(line.received for line in received.lines):
            posting.move(received.order_id, OrderMove.RETURN)
        skus = [
            line.contents(posting.line(received.order_id, line.line_id).sku)[0]
            for line in received.lines
            if line.sellable
        ]
        serve_waiting(posting, self, all_free(posting, self, skus))
        posting.book()
        self.returns.put(replace(received, state=state))
        self._announce(received)
        return Booked(self.returns.get(return_id))

    def _take_in(self, posting: Posting, received: Return, line: ReturnLine) -> None:
        if not line.received:
            return
        sold = posting.line(received.order_id, line.line_id)
        posting.change_line(received.order_id, replace(sold, returned=sold.returned + line.received))
        sku, units, unavailable = came_back(sold, line)
        level = posting.level(sku, received.site)
        posting.change_level(
            replace(level, on_hand=level.on_hand + units, unavailable=level.unavailable + unavailable)
        )

    def _return_of(self, channel: str, external_id: str) -> Return | None:
        for held in self.returns.by("external_id", external_id):
            if self.orders.get(held.order_id).channel == channel:
                return held
        return None

    def _returnable(self, order: SalesOrder) -> dict[int, int]:
        left = {line.id: line.shipped - line.returned for line in order.lines}
        for other in self.returns.by("order", order.id):
            if other.state is ReturnState.AUTHORISED:
                for line in other.lines:
                    left[line.line_id] -= line.quantity
        return left

    def _announce(self, changed: Return) -> None:
        self.context.outbox.publish(
            "return.changed", str(changed.id),
            return_id=changed.id, order_id=changed.order_id,
            version=self.returns.row(changed.id).version,
        )  # fmt: skip


def _the_same(held: Return, order: SalesOrder, announced: tuple[ReturnLine, ...]) -> Return:
    before, now = (
        sorted((line.line_id, line.quantity, *line.contents("")) for line in lines)
        for lines in (held.lines, announced)
    )
    if (held.order_id, before) != (order.id, now):
        raise Conflict(
            f"return {held.external_id} is return {held.id} of order {held.order_id} with other "
            "content; a return is announced once",
            field="external_id",
        )
    return held


def _received(announced: Return, reference: str, lines: Sequence[FoundUnits]) -> Return:
    stands_once(lines, (line.line_id for line in announced.lines), f"return {announced.id}")
    found = {line.line_id: (index, line) for index, line in enumerate(lines)}
    received = []
    for line in announced.lines:
        if line.line_id in found:
            index, came = found[line.line_id]
            filled = replace(line, sellable=came.sellable, damaged=came.damaged, inspect=came.inspect)
        else:
            index, filled = 0, replace(line, sellable=0, damaged=0, inspect=0)
        if filled.received > line.quantity:
            raise Unprocessable(
                f"{line.quantity} units of line {line.line_id} were announced, not {filled.received}",
                field=f"lines[{index}]",
            )
        received.append(filled)
    return replace(announced, lines=tuple(received), receipt_reference=reference)
