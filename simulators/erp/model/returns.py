"""Return orders, and what was found of them."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document


class ReturnState(StrEnum):
    """Where a return stands."""

    ANNOUNCED = "announced"
    RECEIVED = "received"


class ReturnLine(Document, frozen=True):
    """Units announced, and what was found of them; the item that comes back, if another had shipped.

    ``restocked`` is how many of those that are not sellable are sold all the same.
    """

    line_no: int
    quantity: int
    sellable: int = 0
    damaged: int = 0
    inspect: int = 0
    shipped_item: str = ""
    shipped_quantity: int = 0
    restocked: int = 0

    @property
    def received(self) -> int:
        """Units that came back."""
        return self.sellable + self.damaged + self.inspect


class Return(Document, frozen=True):
    """A return order; ``external_ref`` is the shop's return, once.

    It was ``inspected_here`` if people of this company looked at it, not those of a warehouse.
    """

    number: str
    external_ref: str
    order: str
    site: str
    state: ReturnState
    lines: tuple[ReturnLine, ...]
    inspected_here: bool = False
