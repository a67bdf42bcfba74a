"""Substitutes: the seller sent another item for units of a line, and the buyer may send it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ...kernel.problems import Unprocessable
from ...kernel.substitution import units_instead
from ..model import Order, OrderLine, Return, ReturnState, Shipment, Substituted


def accepted(
    order: Order, units: Mapping[str, int], substitutes: Sequence[Substituted]
) -> tuple[Substituted, ...]:
    """The substitutes of a shipment of these units, if the buyer takes them."""
    lines = {line.id: line for line in order.goods}
    left = dict(units)
    for index, one in enumerate(substitutes):
        left[one.line_id] = left.get(one.line_id, 0) - one.quantity
        if left[one.line_id] < 0:
            raise Unprocessable(
                f"{-left[one.line_id]} units of line {one.line_id} are substituted beyond those that the "
                "shipment has of it; name them in its lines too",
                field=f"substitutes[{index}].quantity",
            )
        if not lines[one.line_id].substitutable:
            raise Unprocessable(
                f"line {one.line_id} of order {order.id} takes no substitutes; the buyer wants "
                f"{lines[one.line_id].sku} and nothing else",
                field=f"substitutes[{index}].line_id",
            )
    return tuple(substitutes)


def sent_instead(
    line: OrderLine, sku: str, quantity: int, sent: Sequence[Shipment], announced: Iterable[Return]
) -> int:
    """How many units of another item stand for so many of a line that come back.

    Without a ``sku`` the item ordered comes back, and of that no more than was sent of it: 0 stand for it.
    """
    known = [one for shipment in sent for one in shipment.substitutes if one.line_id == line.id]
    mine = [one for one in known if one.sku == sku]
    there = sum(one.quantity for one in mine) if sku else line.shipped - sum(one.quantity for one in known)
    back = sum(_back(one, line.id, sku) for one in announced)
    if quantity > there - back:
        raise Unprocessable(
            f"{there - back} units of line {line.id} were sent as {sku or line.sku} and are on no return, "
            f"but {quantity} were asked for",
            field="lines",
        )
    if not sku:
        return 0
    ratio = str(Fraction(mine[0].shipped_quantity, mine[0].quantity))
    return units_instead(quantity, ratio, f"line {line.id} as {sku}", field="lines")


def _back(announced: Return, line_id: str, sku: str) -> int:
    """Units that are on their way back, or came."""
    if announced.state is ReturnState.REFUSED:
        return 0
    came = announced.state in (ReturnState.RECEIVED, ReturnState.REFUNDED)
    return sum(
        line.received if came else line.quantity
        for line in announced.lines
        if (line.line_id, line.shipped_sku) == (line_id, sku)
    )
