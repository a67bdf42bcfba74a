"""What an amendment asks for, and the answer to each of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..documents.amendment import Amendment, AmendmentPart, Header, PartAnswer
from ..documents.order import Order, OrderLine
from ..documents.shipment import Outbound

NOT_TO_BE_HAD_BACK = "the others were picked, packed or have left"


def lines_to_add(amendment: Amendment) -> tuple[OrderLine, ...]:
    """The lines that the order is to get; once it is answered, those that it got."""
    return tuple(
        part.new_line
        for part in amendment.parts
        if part.new_line is not None and (part.accepted or not amendment.answered)
    )


def header_asked(amendment: Amendment) -> Header | None:
    """The address and the day that the order is to have, if any was named."""
    ship_to, requested_date = None, None
    for part in amendment.parts:
        if part.ship_to is not None:
            ship_to = part.ship_to.as_texts()
        if part.requested_date is not None:
            requested_date = part.requested_date
    if ship_to is None and requested_date is None:
        return None
    return Header(ship_to=ship_to, requested_date=requested_date)


def units_asked(amendment: Amendment) -> dict[str, int]:
    """The units of each order line that the buyer does not want any more."""
    return {part.fewer_of: part.quantity for part in amendment.parts if part.fewer_of}


def units_answered(amendment: Amendment) -> dict[str, int]:
    """The units of each line that were taken off when this was answered."""
    return {part.fewer_of: part.accepted for part in amendment.parts if part.fewer_of}


def cancelled_before(order: Order, amendment: Amendment) -> dict[str, int]:
    """The units of each line that were cancelled before this amendment was answered."""
    before = {line.id: line.cancelled for line in order.lines}
    if amendment.answered:
        for line_id, count in units_answered(amendment).items():
            before[line_id] -= count
    return before


def labelled(outbounds: Sequence[Outbound], wanted: Header) -> list[str]:
    """The outbound orders of which units are packed or gone, and which do not go as wanted anyway."""
    return [
        one.id
        for one in outbounds
        if any(line.packed or line.shipped for line in one.lines) and not goes_as_wanted(one, wanted)
    ]


def to_redirect(outbounds: Sequence[Outbound], wanted: Header) -> list[Outbound]:
    """The outbound orders that still have something to ship, and go otherwise than wanted."""
    return [
        one for one in outbounds if any(line.open for line in one.lines) and not goes_as_wanted(one, wanted)
    ]


def goes_as_wanted(outbound: Outbound, wanted: Header) -> bool:
    """Whether an outbound order has the address and the day that are wanted."""
    return wanted.ship_to in (None, outbound.ship_to) and wanted.requested_date in (None, outbound.ship_by)


def answers(
    amendment: Amendment, granted: Mapping[str, int], *, growth_refused: str, header_refused: str
) -> list[PartAnswer]:
    """The answer to each part; growth and header are refused for a reason, or accepted without one."""
    return [_answer(part, granted, growth_refused, header_refused) for part in amendment.parts]


def _answer(
    part: AmendmentPart, granted: Mapping[str, int], growth_refused: str, header_refused: str
) -> PartAnswer:
    if part.fewer_of:
        count = granted.get(part.fewer_of, 0)
        reason = "" if count == part.quantity else NOT_TO_BE_HAD_BACK
        return PartAnswer(part=part.id, accepted=count, reason=reason)
    reason = growth_refused if part.new_line is not None else header_refused
    return PartAnswer(part=part.id, accepted=0 if reason else part.quantity, reason=reason)
