"""Outbound orders: accepted, cancelled as far as nobody picked them, given up when goods lack."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ...kernel.identifiers import base36
from ...kernel.problems import Conflict, Unprocessable
from ...kernel.system import Context
from ..lifecycle import OUTBOUND, OutboundMove, roll_up
from ..model import (
    Cancellation,
    CancelledLine,
    Outbound,
    OutboundLine,
    Units,
    Waiting,
)
from ..policy import REDUCE_PICKED
from .naming import check_distinct, positions
from .stock import Shelves, StockRoom
from .tables import Tables


class Orders:
    """What clients ask of the warehouse, and how it gives up what it cannot do."""

    def __init__(self, context: Context, tables: Tables, room: StockRoom) -> None:
        self._context = context
        self._tables = tables
        self._room = room

    def accept(
        self,
        reference: str,
        site: str,
        ship_to: dict[str, str],
        lines: Sequence[OutboundLine],
        *,
        ship_by: str = "",
    ) -> tuple[Outbound, bool]:
        """Take an order and promise it what is free; the flag says that it was known already."""
        held = self._tables.outbounds.first("reference", reference)
        if held is not None:
            _check_same(held, site, ship_to, lines, ship_by)
            return held, True
        self._tables.check_site(site)
        check_distinct([line.line for line in lines])
        shelves = self._room.shelves(site)
        promising = self._room.covers(shelves, lines)
        outbound = Outbound(
            id=f"WO{base36(self._context.ids.following('outbound'), 6)}",
            reference=reference,
            site=site,
            ship_to=ship_to,
            state=OUTBOUND.start,
            lines=tuple([_promised(line, shelves) if promising else line for line in lines]),
            ship_by=ship_by,
        )
        shelves.put_back()
        self._tables.outbounds.put(outbound)
        for position, line in enumerate(outbound.lines):
            if line.waiting:
                self._wait(outbound, position, line)
        return outbound, False

    def cancel(
        self, outbound_id: str, reference: str, asked: Sequence[Units], *, all_or_nothing: bool = False
    ) -> Cancellation:
        """Cancel what nobody picked; the same reference again gets the same answer.

        With ``all_or_nothing`` no unit is cancelled unless every unit asked for can be, as where a
        request is accepted or rejected as one.
        https://shopify.dev/docs/api/admin-graphql/latest/mutations/fulfillmentOrderRejectCancellationRequest


        By policy what is picked and not packed is put back and cancelled too.
        """
        outbound = self._tables.outbounds.get(outbound_id)
        held = self._tables.cancellations.find(f"{outbound_id}/{reference}")
        if held is not None:
            _check_same_cancellation(held, asked)
            return held
        puts_back = self._context.chosen(REDUCE_PICKED) == "put_back"
        granted = _grants(outbound, asked, puts_back=puts_back)
        if all_or_nothing and sum(units for _, units in granted) < sum(units.quantity for units in asked):
            granted = [(position, 0) for position, _ in granted]
        cancellation = Cancellation(
            outbound_id=outbound_id,
            reference=reference,
            lines=tuple(
                CancelledLine(units.line, units.quantity, grant)
                for units, (_, grant) in zip(asked, granted, strict=True)
            ),
        )
        self._tables.cancellations.put(cancellation)
        lines = {
            position: _reduced(outbound.lines[position], cancelled=units)
            for position, units in granted
            if units
        }
        if lines:
            moves = (OutboundMove.CANCEL_PART, OutboundMove.CANCEL_REST)
            shelves, freed = self._without(outbound, lines, moves)
            self._room.settle(shelves, freed, smaller=outbound_id)
        return cancellation

    def redirect(
        self, outbound_id: str, *, ship_to: dict[str, str] | None = None, ship_by: str | None = None
    ) -> tuple[Outbound, bool]:
        """Have goods go elsewhere, or on another day, while none of them is packed.

        The flag says that it stood so already; once there is a label, only that is granted.
        """
        outbound = self._tables.outbounds.get(outbound_id)
        wanted = replace(
            outbound,
            ship_to=outbound.ship_to if ship_to is None else ship_to,
            ship_by=outbound.ship_by if ship_by is None else ship_by,
        )
        if wanted == outbound:
            return outbound, True
        OUTBOUND.after(outbound.state, OutboundMove.REDIRECT, of=outbound_id)
        packed = sum(line.packed for line in outbound.lines)
        if packed:
            raise Conflict(
                f"{packed} units of outbound {outbound_id} are packed and labelled, so it goes where and "
                "when it was to go; have the goods returned and send others"
            )
        return self._tables.outbounds.put(wanted), False

    def give_up(self, outbound_id: str, short: Sequence[Units]) -> Outbound:
        """Say that these units will not come; promised ones are free until stock moves next.

        They go to no other order at once, so that whoever looked for them in vain can adjust
        the stock.
        """
        outbound = self._tables.outbounds.get(outbound_id)
        OUTBOUND.after(outbound.state, OutboundMove.SHORT_PART, of=outbound_id)
        places = positions(
            f"outbound {outbound_id}",
            [line.line for line in outbound.lines],
            [units.line for units in short],
        )
        lines = {}
        for index, (position, units) in enumerate(zip(places, short, strict=True)):
            line = outbound.lines[position]
            if units.quantity > line.untouched:
                raise Unprocessable(
                    f"line {line.line} of outbound {outbound_id} has {line.untouched} open units "
                    f"that are not picked, so {units.quantity} cannot be given up",
                    field=f"lines[{index}].quantity",
                )
            lines[position] = _reduced(line, short=units.quantity)
        moves = (OutboundMove.SHORT_PART, OutboundMove.SHORT_REST)
        shelves, _ = self._without(outbound, lines, moves)
        shelves.put_back()
        self._context.outbox.publish(
            "outbound.short", outbound_id, outbound_id=outbound_id, reference=outbound.reference
        )
        return self._tables.outbounds.get(outbound_id)

    def _without(
        self,
        outbound: Outbound,
        changed: dict[int, OutboundLine],
        moves: tuple[OutboundMove, OutboundMove],
    ) -> tuple[Shelves, list[str]]:
        """Keep the order with these lines replaced; the shelves with what they no longer claim."""
        lines = list(outbound.lines)
        shelves = self._room.shelves(outbound.site)
        freed = []
        for position, line in changed.items():
            before, lines[position] = lines[position], line
            if line.allocated < before.allocated:
                shelves.release(line.sku, before.allocated - line.allocated)
                freed.append(line.sku)
            if line.waiting != before.waiting:
                self._wait(outbound, position, line)
        part, rest = moves
        state = roll_up(lines)
        move = rest if OUTBOUND.table[state] == {} else part
        after = OUTBOUND.after(outbound.state, move, of=outbound.id)
        assert after is state, f"{move} made {outbound.id} {after}, its lines say {state}"
        self._tables.outbounds.put(replace(outbound, state=after, lines=tuple(lines)))
        return shelves, freed

    def _wait(self, outbound: Outbound, position: int, line: OutboundLine) -> None:
        waiting = Waiting(outbound.id, position, line.sku, outbound.site, line.waiting)
        self._tables.waiting.put(waiting)


def _promised(line: OutboundLine, shelves: Shelves) -> OutboundLine:
    units = shelves.promise(line.sku, line.quantity)
    return replace(line, allocated=units) if units else line


def _reduced(line: OutboundLine, *, cancelled: int = 0, short: int = 0) -> OutboundLine:
    """The line without some units: first those that wait, then those promised, then those picked."""
    released = max(0, cancelled + short - line.waiting)
    put_back = max(0, cancelled - line.untouched)
    return replace(
        line,
        allocated=line.allocated - released,
        cancelled=line.cancelled + cancelled,
        put_back=line.put_back + put_back,
        short=line.short + short,
    )


def _grants(outbound: Outbound, asked: Sequence[Units], *, puts_back: bool) -> list[tuple[int, int]]:
    places = positions(
        f"outbound {outbound.id}",
        [line.line for line in outbound.lines],
        [units.line for units in asked],
    )
    granted = []
    for index, (position, units) in enumerate(zip(places, asked, strict=True)):
        line = outbound.lines[position]
        if units.quantity > line.quantity:
            raise Unprocessable(
                f"line {line.line} of outbound {outbound.id} was ordered {line.quantity} times, "
                f"so {units.quantity} cannot be cancelled",
                field=f"lines[{index}].quantity",
            )
        free = line.untouched + (line.unpacked if puts_back else 0)
        granted.append((position, min(units.quantity, free)))
    return granted


def _check_same(
    held: Outbound, site: str, ship_to: dict[str, str], lines: Sequence[OutboundLine], ship_by: str
) -> None:
    kept = (held.site, held.ship_to, held.ship_by, [_facts(line) for line in held.lines])
    if kept != (site, ship_to, ship_by, [_facts(line) for line in lines]):
        raise Conflict(
            f"reference {held.reference} belongs to outbound {held.id}, which has other content; "
            "use a new reference",
            field="reference",
        )


def _facts(line: OutboundLine) -> tuple[str | int, ...]:
    return (
        line.line, line.sku, line.quantity, line.substitutable, line.kit, line.over_units, line.under_units,
        line.weight_g,
    )  # fmt: skip


def _check_same_cancellation(held: Cancellation, asked: Sequence[Units]) -> None:
    if [(line.line, line.asked) for line in held.lines] != [(u.line, u.quantity) for u in asked]:
        raise Conflict(
            f"cancellation {held.reference} of outbound {held.outbound_id} asked for something "
            "else before; use a new cancellation_ref",
            field="cancellation_ref",
        )
