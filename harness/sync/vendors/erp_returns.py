"""Returns as the ERP shows them."""

from __future__ import annotations

from ..documents.returns import FoundLine, Inspection
from .erp_wire import Wire


class WireReturnLine(Wire, frozen=True):
    """A line of a return."""

    line_no: int
    quantity: int
    sellable: int = 0
    damaged: int = 0
    inspect: int = 0


class WireReturn(Wire, frozen=True):
    """A return; its ``reference`` as an inspection is the marketplace's return."""

    number: str
    external_ref: str
    order: str
    state: str
    lines: list[WireReturnLine]

    def canonical(self) -> Inspection:
        """The engine's document."""
        return Inspection(
            id=self.number, reference=self.external_ref, done=self.state == "received",
            lines=tuple(
                FoundLine(
                    line=str(line.line_no), announced=line.quantity, sellable=line.sellable,
                    damaged=line.damaged, inspect=line.inspect,
                )
                for line in self.lines
            ),
        )  # fmt: skip
