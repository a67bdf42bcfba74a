"""Boxes: which units go into which, and the label that each one gets."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import ParcelLine

_COMPANY = "0503"
"""Extension digit 0 and the start of a GS1 company prefix from the United Kingdom's range."""


def packed_into(units: Sequence[ParcelLine], count: int) -> list[tuple[ParcelLine, ...]]:
    """The contents of this many boxes, as even as whole units allow, lines kept together."""
    if count == 1:
        return [tuple(units)]
    total = sum(line.quantity for line in units)
    boxes = []
    place, taken = 0, 0
    for number in range(1, count + 1):
        room = total * number // count - total * (number - 1) // count
        contents = []
        while room:
            line = units[place]
            fits = min(room, line.quantity - taken)
            room -= fits
            taken += fits
            weight_g = _weight(line, taken) - _weight(line, taken - fits)
            contents.append(ParcelLine(line.line, line.sku, fits, weight_g=weight_g))
            if taken == line.quantity:
                place, taken = place + 1, 0
        boxes.append(tuple(contents))
    return boxes


def _weight(line: ParcelLine, taken: int) -> int:
    """What the first units weigh, in whole grams, so that the parcels together weigh what was weighed."""
    return line.weight_g * taken // line.quantity


def serial_shipping_container_code(number: int) -> str:
    """The SSCC of a running number: 17 digits and the check digit of GS1.

    https://www.gs1.org/services/how-calculate-check-digit-manually
    """
    digits = f"{_COMPANY}{number:013d}"
    weighted = 3 * sum(map(int, digits[0::2])) + sum(map(int, digits[1::2]))
    return f"{digits}{-weighted % 10}"
