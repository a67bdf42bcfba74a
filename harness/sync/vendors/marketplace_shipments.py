"""Shipments in the marketplace's form, also in the units that buyers have a name of their own for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..documents.shipment import Units
from ..units import exact, in_unit, told
from .marketplace_wire import Wire

PartnerSizes = Mapping[str, tuple[str, str]]
"""The buyer's own unit by line, with the eaches that one holds as an exact fraction."""


def shipped_lines(lines: Sequence[Units], partner: PartnerSizes) -> list[dict[str, Any]]:
    """Lines of a shipment, also in the buyer's own unit where it ordered in one."""
    rows: list[dict[str, Any]] = []
    for line in lines:
        row: dict[str, Any] = {"lineId": line.line, "quantity": line.quantity}
        if line.weight_g:
            row["weightG"] = line.weight_g
        if line.line in partner:
            unit, size = partner[line.line]
            stated = told(in_unit(line.quantity, exact(size)))
            row |= {"partnerUnit": unit, "partnerQuantity": stated}
        rows.append(row)
    return rows


class SentShipment(Wire, frozen=True):
    """A shipment that the marketplace was told of."""

    id: str
    reference: str


class SentShipments(Wire, frozen=True):
    """The shipments of an order."""

    shipments: list[SentShipment]
