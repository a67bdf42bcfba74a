"""Transfers: goods leave one site for another, are on their way, and arrive, perhaps not all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.identifiers import base36
from ...kernel.problems import Unprocessable
from ...kernel.system import Context
from ..lifecycle import TRANSFER, TransferMove
from ..model import Condition, Movement, MovementKind, MovementLine, Transfer, TransferLine
from .stock import StockRoom
from .tables import Tables


class Arrived(NamedTuple):
    """What came of an item on its way, and how many of its units will never come."""

    sku: str
    quantity: int
    missing: int


class Transfers:
    """Sends goods from site to site; what left and has not come is in transit, and at no site."""

    def __init__(self, context: Context, tables: Tables, room: StockRoom) -> None:
        self._context = context
        self._tables = tables
        self._room = room

    def send(self, from_site: str, to_site: str, lines: Sequence[TransferLine]) -> tuple[Transfer, Movement]:
        """Let free units leave for another site."""
        self._tables.check_site(from_site, "from_site")
        self._tables.check_site(to_site, "to_site")
        if from_site == to_site:
            raise Unprocessable(f"goods of {from_site} are there already", field="to_site")
        _check_once([line.sku for line in lines])
        shelves = self._room.shelves(from_site)
        for index, line in enumerate(lines):
            free = shelves.takable(line.sku, Condition.SELLABLE)
            if line.sent > free:
                raise Unprocessable(
                    f"site {from_site} has {free} free units of {line.sku}, so {line.sent} cannot leave",
                    field=f"lines[{index}].quantity",
                )
        number = f"WX{base36(self._context.ids.following('transfer'), 6)}"
        made = self._tables.transfers.put(Transfer(number, from_site, to_site, TRANSFER.start, tuple(lines)))
        gone = [MovementLine(line.sku, Condition.SELLABLE, -line.sent) for line in lines]
        return made, self._room.transfer(from_site, MovementKind.TRANSFER_OUT, gone, number)

    def receive(self, transfer_id: str, came: Sequence[Arrived]) -> tuple[Transfer, Movement | None]:
        """Put on the shelves what arrived, and give up what is missing for good."""
        held = self._tables.transfers.get(transfer_id)
        _check_once([arrived.sku for arrived in came])
        lines = {line.sku: line for line in held.lines}
        for index, arrived in enumerate(came):
            line = lines.get(arrived.sku)
            due = 0 if line is None else line.in_transit
            if line is None or arrived.quantity + arrived.missing > due:
                raise Unprocessable(
                    f"transfer {transfer_id} has {due} units of {arrived.sku} in transit, not "
                    f"{arrived.quantity + arrived.missing}",
                    field=f"lines[{index}].quantity",
                )
            lines[arrived.sku] = replace(
                line, received=line.received + arrived.quantity, missing=line.missing + arrived.missing
            )
        move = TransferMove.RECEIVE_REST
        if any(line.in_transit for line in lines.values()):
            move = TransferMove.RECEIVE_PART
        state = TRANSFER.after(held.state, move, of=transfer_id)
        made = self._tables.transfers.put(replace(held, state=state, lines=tuple(lines.values())))
        there = [MovementLine(one.sku, Condition.SELLABLE, one.quantity) for one in came if one.quantity]
        if not there:
            return made, None
        return made, self._room.transfer(held.to_site, MovementKind.TRANSFER_IN, there, transfer_id)


def _check_once(skus: Sequence[str]) -> None:
    for index, sku in enumerate(skus):
        if sku in skus[:index]:
            raise Unprocessable(
                f"item {sku} stands twice; name it once with all its units", field=f"lines[{index}].sku"
            )
