"""Deliveries as the ERP shows them, and units of order lines as it takes them."""

from __future__ import annotations

from ..documents.shipment import Delivery, Units
from ..times import instant_of
from .erp_wire import Wire
from .substitutes import ErpSubstitute


def units_body(lines: tuple[Units, ...]) -> list[dict[str, int]]:
    """Units of order lines as the ERP takes them."""
    return [{"LineNo": int(units.line), "Quantity": units.quantity} for units in lines]


def sent_body(lines: tuple[Units, ...]) -> list[dict[str, int]]:
    """Units that left as the ERP takes them, with their weight if it is paid."""
    return [
        body | ({"WeightG": units.weight_g} if units.weight_g else {})
        for units, body in zip(lines, units_body(lines), strict=True)
    ]


class WireUnits(Wire, frozen=True):
    """Units of an order line, and how many more a delivery of them cancelled."""

    line_no: int
    quantity: int
    cancelled: int = 0
    weight_g: int = 0

    def canonical(self) -> Units:
        """The engine's document."""
        return Units(line=str(self.line_no), quantity=self.quantity, weight_g=self.weight_g)


class WireDelivery(Wire, frozen=True):
    """A delivery."""

    number: str
    order: str
    external_ref: str
    date: str
    tracking: str
    changed_at: str
    lines: list[WireUnits]
    invoice: str = ""
    substitutes: tuple[ErpSubstitute, ...] = ()
    closed: tuple[WireUnits, ...] = ()

    def canonical(self) -> Delivery:
        """The engine's document."""
        return Delivery(
            number=self.number, order=self.order, external_ref=self.external_ref, date=self.date,
            tracking=self.tracking, invoice=self.invoice,
            booked_at_us=instant_of(self.changed_at),
            lines=tuple(line.canonical() for line in self.lines),
            closed=tuple(line.canonical() for line in self.closed),
            substitutes=tuple(one.canonical() for one in self.substitutes),
            cancelled=tuple(
                Units(line=str(line.line_no), quantity=line.cancelled)
                for line in self.lines if line.cancelled
            ),
        )  # fmt: skip
