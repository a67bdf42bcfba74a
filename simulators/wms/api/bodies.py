"""What the warehouse is asked, field by field."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...kernel.fields import BasisPoints, Body, Count, DayText, Grams, Identifier, Quantity, Text
from ..model import Condition

Change = Annotated[int, Meta(ge=-10_000_000, le=10_000_000)]
"""A number of units that came or, below 0, went."""

ParcelCount = Annotated[int, Meta(ge=1, le=1000)]
"""How many boxes leave together."""

ShipTo = Annotated[dict[Identifier, Text], Meta(max_length=20)]
"""An address in the client's own fields."""

_LINES_MAX = 2000
CARRIER = "house carrier"
"""Who carries when nobody says otherwise."""


class OrderedLine(Body, frozen=True):
    """A line to ship, under the client's own name for it; ``kit`` says what it is a component of.

    Up to ``over_units`` more may ship; with ``under_units`` or fewer missing it may be taken for complete.
    With ``weight_g``, what a unit weighs by name, units are weighed, and may differ by the tolerance.
    """

    line: Identifier
    sku: Identifier
    quantity: Quantity
    substitutable: bool = False
    kit: Text = ""
    over_units: Count = 0
    under_units: Count = 0
    weight_g: Grams = 0
    weight_tolerance_bp: BasisPoints = 0


class AcceptOutbound(Body, frozen=True):
    """An order to ship goods from a site."""

    reference: Identifier
    site: Identifier
    ship_to: ShipTo
    lines: Annotated[list[OrderedLine], Meta(min_length=1, max_length=_LINES_MAX)]
    ship_by: DayText = ""


class LineUnits(Body, frozen=True):
    """Some units of a line."""

    line: Identifier
    quantity: Quantity


LineUnitsList = Annotated[list[LineUnits], Meta(min_length=1, max_length=_LINES_MAX)]
"""Units of at least one line."""


class CancelOutbound(Body, frozen=True):
    """A request to cancel units; ``all_or_nothing`` for those that are of no use by themselves."""

    cancellation_ref: Identifier
    lines: LineUnitsList
    all_or_nothing: bool = False


class RedirectOutbound(Body, frozen=True):
    """Where goods go instead, and until when they leave; what is left out stays.

    An empty ``ship_by`` is no particular day.
    """

    ship_to: ShipTo | UnsetType = UNSET
    ship_by: DayText | UnsetType = UNSET


class AnnouncedLine(Body, frozen=True):
    """A line that is on its way back; ``shipped_sku`` if another item shipped for these units."""

    line: Identifier
    sku: Identifier
    announced: Quantity
    shipped_sku: Identifier | None = None
    shipped_quantity: Count = 0


class AnnounceReturn(Body, frozen=True):
    """Goods that will come back to a site."""

    reference: Identifier
    site: Identifier
    lines: Annotated[list[AnnouncedLine], Meta(min_length=1, max_length=_LINES_MAX)]


class ReceivedLine(Body, frozen=True):
    """Units that came in, in one condition."""

    sku: Identifier
    quantity: Quantity
    condition: Condition = Condition.SELLABLE


class ReceiveGoods(Body, frozen=True):
    """Goods that arrived at a site."""

    site: Identifier
    lines: Annotated[list[ReceivedLine], Meta(min_length=1, max_length=_LINES_MAX)]
    reference: Text = ""
    reason: Text = "goods received"


class AdjustedLine(Body, frozen=True):
    """Units more or fewer than the books said, in one condition."""

    sku: Identifier
    quantity: Change
    condition: Condition = Condition.SELLABLE


class AdjustStock(Body, frozen=True):
    """What a count found, and why it differs."""

    site: Identifier
    reason: Identifier
    lines: Annotated[list[AdjustedLine], Meta(min_length=1, max_length=_LINES_MAX)]
    reference: Text = ""


class TransferredLine(Body, frozen=True):
    """Sellable units that leave for another site."""

    sku: Identifier
    quantity: Quantity


class SendTransfer(Body, frozen=True):
    """Goods that leave one site for another."""

    from_site: Identifier
    to_site: Identifier
    lines: Annotated[list[TransferredLine], Meta(min_length=1, max_length=_LINES_MAX)]


class ArrivedLine(Body, frozen=True):
    """Units of an item that arrived, and those of it that never will."""

    sku: Identifier
    quantity: Count
    missing: Count = 0


class ReceiveTransfer(Body, frozen=True):
    """What arrived of a transfer; what is not named stays in transit."""

    lines: Annotated[list[ArrivedLine], Meta(min_length=1, max_length=_LINES_MAX)]


class WorkOutbound(Body, frozen=True):
    """Units to pick or pack; without lines all that are ready."""

    lines: LineUnitsList | None = None


class WeighedUnits(Body, frozen=True):
    """Some units of a line, and what they weigh."""

    line: Identifier
    quantity: Quantity
    weight_g: Grams = 0


class ShipOutbound(Body, frozen=True):
    """Units to ship in some parcels; without lines all that are ready."""

    lines: Annotated[list[WeighedUnits], Meta(min_length=1, max_length=_LINES_MAX)] | None = None
    parcels: ParcelCount = 1
    carrier: Identifier = CARRIER


class GiveUpUnits(Body, frozen=True):
    """Units that will not come."""

    lines: LineUnitsList


class InspectedLine(Body, frozen=True):
    """What was found of an announced line; together as many as were announced."""

    line: Identifier
    sellable: Count = 0
    damaged: Count = 0
    inspect: Count = 0
    missing: Count = 0


class InspectReturn(Body, frozen=True):
    """What was found of every line of a return."""

    lines: Annotated[list[InspectedLine], Meta(min_length=1, max_length=_LINES_MAX)]
