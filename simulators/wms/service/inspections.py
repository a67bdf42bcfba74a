"""The second look at units that came back: found to be sellable after all, or damaged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...kernel.problems import Unprocessable
from ..model import Condition, Movement, MovementLine
from .stock import StockRoom
from .tables import Tables

REASON = "inspection"
"""Why stock changed condition."""


class Cleared(NamedTuple):
    """What became of units of an item that were under inspection."""

    sku: str
    sellable: int
    damaged: int


class Inspections:
    """Changes the condition of units, and never their number.

    It is told as an adjustment that takes units out of one condition and puts as many into another,
    as a warehouse tells it with an X12 947, whose codes for the reason know a change of status:
    https://www.stedi.com/edi/x12/transaction-set/947
    """

    def __init__(self, tables: Tables, room: StockRoom) -> None:
        self._tables = tables
        self._room = room

    def clear(self, site: str, cleared: Sequence[Cleared], *, reference: str) -> Movement:
        """Say of units under inspection whether they can be sold; those that can serve who waits."""
        self._tables.check_site(site)
        lines: list[MovementLine] = []
        shelves = self._room.shelves(site)
        for index, one in enumerate(cleared):
            units = one.sellable + one.damaged
            waiting = shelves.takable(one.sku, Condition.INSPECT)
            if not units or units > waiting:
                raise Unprocessable(
                    f"site {site} has {waiting} units of {one.sku} under inspection, so {units} cannot be "
                    "cleared; clear at least one and no more than there are",
                    field=f"lines[{index}]",
                )
            shelves.move(one.sku, Condition.INSPECT, -units)
            lines.append(MovementLine(one.sku, Condition.INSPECT, -units))
            lines += [
                MovementLine(one.sku, condition, quantity)
                for condition, quantity in (
                    (Condition.SELLABLE, one.sellable), (Condition.DAMAGED, one.damaged),
                )
                if quantity
            ]  # fmt: skip
        return self._room.adjust(site, lines, reason=REASON, reference=reference)
