"""What people hold in their hands after an order: its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ..errors import OrdergateError


@dataclass(frozen=True)
class Quote:
    """A price that is not the list price: who offers it, who approved it, and why; until which day."""

    id: str
    seller: str
    approver: str = ""
    reason: str = ""
    expires_on: str = ""


@dataclass(frozen=True)
class Packing:
    """The units that an item comes in besides the each, by how many eaches one holds.

    It is ordered in ``sold_in``: at least ``minimum``, a multiple of ``multiple``, at most
    ``maximum`` (0: no limit). The list price is for ``priced_in``, by default the same unit. ``over_bp``
    and ``under_bp`` are how much more or less may be delivered: 500 is 5 %. With ``weight_g``, what an
    each weighs by name, the list price is for one kilogram; ``weight_tolerance_bp`` is how far the
    scales may say something else.
    ``partner_units`` are names that buyers have for units of it: BX12 for CS.
    """

    units: Mapping[str, int | Fraction]
    sold_in: str = "EA"
    priced_in: str = ""
    minimum: int = 1
    multiple: int = 1
    maximum: int = 0
    over_bp: int = 0
    under_bp: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    partner_units: Mapping[str, str] = field(default_factory=dict)

    def sizes(self) -> dict[str, Fraction]:
        """How many eaches each unit holds."""
        sizes = {code: Fraction(size) for code, size in self.units.items()}
        return sizes | ({"KG": Fraction(1000, self.weight_g)} if self.weight_g else {})


@dataclass(frozen=True)
class DiscountWish:
    """A discount under its code: an ``amount`` with tax, or a ``percent`` of what is left to pay."""

    code: str
    amount: Decimal | None = None
    percent: Decimal | int = 0


@dataclass(frozen=True)
class TenderWish:
    """A ``gift_card`` or a ``deposit`` by its reference, and how much of the total it pays."""

    method: str
    reference: str
    amount: Decimal


@dataclass(frozen=True)
class LineWish:
    """A line as a buyer asks for it, in the unit that the item is sold by unless it names one of its own.

    Without a price, the listing's price counts.

    ``unit_price`` and ``total`` include tax, but in a store that sells without. ``tax_rate`` is what the
    store takes of what goes there, and 0.20 where it declares nothing. Another item may ship only where the
    buyer says that the line is ``substitutable``. Price and total are before ``discounts``.
    """

    sku: str
    quantity: int
    unit_price: Decimal | None = None
    total: Decimal | None = None
    tax_rate: Decimal | None = None
    reference: str = ""
    quote: Quote | None = None
    substitutable: bool = False
    unit: str = ""
    discounts: Sequence[DiscountWish] = ()


@dataclass(frozen=True)
class ChargeWish:
    """Freight or another charge of an order, with tax as the prices of the order are."""

    kind: str
    code: str
    text: str
    total: Decimal
    tax_rate: Decimal | None = None
    reference: str = ""


@dataclass(frozen=True)
class PlacedLine:
    """A line of an order that was placed; the quantity counts eaches."""

    id: str
    sku: str
    quantity: int
    components: tuple[PlacedLine, ...] = ()

    @property
    def goods(self) -> tuple[PlacedLine, ...]:
        """The lines that goods move on: the components of a kit, else the line itself."""
        return self.components or (self,)


@dataclass(frozen=True)
class PlacedOrder:
    """An order that was placed; ``key`` is its name across all systems."""

    id: str
    store: str
    payment_id: str
    lines: tuple[PlacedLine, ...]
    buyer_id: str = ""

    @property
    def key(self) -> str:
        """``store/id``, unique in the world."""
        return f"{self.store}/{self.id}"

    def lines_of(self, quantities: Mapping[str, int]) -> list[tuple[PlacedLine, int]]:
        """The lines that cover a quantity of each SKU, first line first; components of kits are lines too."""
        known = [*self.lines, *(part for line in self.lines for part in line.components)]
        chosen: list[tuple[PlacedLine, int]] = []
        for sku, quantity in quantities.items():
            left = quantity
            for line in known:
                if line.sku == sku and left:
                    take = min(left, line.quantity)
                    chosen.append((line, take))
                    left -= take
            if left:
                skus = ", ".join(dict.fromkeys(line.sku for line in known))
                there = sum(line.quantity for line in known if line.sku == sku)
                raise OrdergateError(
                    f"order {self.id} has {there} of item {sku}, not {quantity}; its items are: {skus}"
                )
        return chosen


def wishes(lines: Mapping[str, int] | Sequence[LineWish]) -> list[LineWish]:
    """Lines to ask for, from quantities by SKU or as they are."""
    if isinstance(lines, Mapping):
        return [LineWish(sku, quantity) for sku, quantity in lines.items()]
    return list(lines)
