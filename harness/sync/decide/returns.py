"""What comes back, what credit it earns, and how the words for its lines translate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..documents.invoice import CreditLine
from ..documents.order import Order
from ..documents.returns import FoundLine, Return
from ..documents.shipment import OutboundLine, Substitute, Units
from ..errors import Unsuitable
from ..money import net_and_tax, share

REASON_LENGTH_MAX = 500


def units_announced(returned: Return) -> dict[str, int]:
    """The units of each order line that come back."""
    announced: dict[str, int] = {}
    for line in returned.lines:
        announced[line.line_id] = announced.get(line.line_id, 0) + line.quantity
    return announced


def lines_to_expect(
    order: Order, announced: Mapping[str, int], names: Mapping[str, int]
) -> list[OutboundLine]:
    """What the warehouse has to expect, under the names that lines have behind the marketplace."""
    return [
        OutboundLine(line=str(names[line.id]), sku=line.sku, quantity=announced[line.id])
        for line in order.lines
        if line.id in announced
    ]


def substitutes_announced(returned: Return, names: Mapping[str, int]) -> tuple[Substitute, ...]:
    """The lines that come back as another item, under the names that lines have behind the marketplace."""
    return tuple([
        Substitute(
            line=str(names[line.line_id]), quantity=line.quantity, sku=line.shipped_sku,
            shipped_quantity=line.shipped_quantity,
        )
        for line in returned.lines
        if line.shipped_sku
    ])  # fmt: skip


def translated(units: Mapping[str, int], names: Mapping[str, int]) -> tuple[Units, ...]:
    """Units under the names that lines have behind the marketplace; none of nothing."""
    unknown = [line_id for line_id in units if line_id not in names]
    if unknown:
        raise Unsuitable(f"lines {', '.join(unknown)} are not on the order that they should be of")
    return tuple([Units(line=str(names[line]), quantity=count) for line, count in units.items() if count])


def renamed(found: Sequence[FoundLine], names: Mapping[str, str]) -> list[FoundLine]:
    """What was found, under other names of the lines."""
    return [line.model_copy(update={"line": names[line.line]}) for line in found]


def units_received(found: Sequence[FoundLine]) -> dict[str, int]:
    """The units of each line that came back, in whatever state."""
    received: dict[str, int] = {}
    for line in found:
        received[line.line] = received.get(line.line, 0) + line.received
    return received


def units_sellable(found: Sequence[FoundLine]) -> dict[str, int]:
    """The units of each line that came back and can be sold again."""
    sellable: dict[str, int] = {}
    for line in found:
        sellable[line.line] = sellable.get(line.line, 0) + line.sellable
    return sellable


def credit_lines(
    returned: Return, order: Order, received: Mapping[str, int], names: Mapping[str, int]
) -> list[CreditLine]:
    """The credit for what came back, line by line of the return; first announced, first served.

    Damaged goods earn credit like sellable ones, missing ones earn none. Of an amount that was
    agreed for more units than came back, their share is credited; so is a fee for restocking.
    """
    left = dict(received)
    lines = []
    for line in returned.lines:
        count = min(line.quantity, left.get(line.line_id, 0))
        if not count:
            continue
        left[line.line_id] -= count
        ordered = order.line(line.line_id)
        assert ordered is not None, f"order {order.id} has no line {line.line_id}"
        net = tax = None
        if line.agreed is not None:
            agreed = share(line.agreed, count, line.quantity, order.coin)
            net, tax = net_and_tax(agreed, ordered.tax_rate, order.coin)
        kept = share(line.fee, count, line.quantity, order.coin)
        fee_net, fee_tax = net_and_tax(kept, ordered.tax_rate, order.coin)
        lines.append(
            CreditLine(
                line_no=names[line.line_id], quantity=count, agreed_net=net, agreed_tax=tax,
                text=line.reason, reference=line.reference, shipped_item=line.shipped_sku,
                fee_net=fee_net, fee_tax=fee_tax,
            )
        )  # fmt: skip
    return lines


def reason_of(returned: Return) -> str:
    """Why goods come back, in the buyer's words, each once."""
    reasons = dict.fromkeys(line.reason for line in returned.lines if line.reason)
    return "; ".join(reasons)[:REASON_LENGTH_MAX]
