"""Quantities that real systems got wrong: each row with the right answer and the report of the bug.

Kernel, engine and systems are tried with the same rows; the wrong answer is what the bug gave.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Golden(NamedTuple):
    """So many of a unit of a size; right and wrong, in base units or in units as the case says."""

    case: str
    quantity: str
    size: Fraction
    right: Fraction
    wrong: str
    bug: str


IN_BASE = (
    Golden("order 5 BOX12", "5", Fraction(12), Fraction(60), "61", "odoo#5667"),
    Golden("order 1 EA of a DZ item", "1/12", Fraction(12), Fraction(1), "0.96", "odoo#83876"),
    Golden("deliver 1 DZ", "1", Fraction(12), Fraction(120 - 108), "13", "odoo#2495"),
    Golden("ship 4.75 CS", "4.75", Fraction(12), Fraction(57), "60", "a rounded case"),
)
"""Quantities of a unit, and the base units in them."""

IN_UNITS = (
    Golden("receive 144 of 2 x 96", "144", Fraction(96), Fraction(3, 2), "2", "odoo#85291"),
    Golden("receive 144 and 48 of 2 x 96", "192", Fraction(96), Fraction(2), "3", "odoo#85291"),
    Golden("return 1 EA of 3 x 12", "35", Fraction(12), Fraction(35, 12), "2.91 or 2.92", "odoo#258024"),
)
"""Base quantities, and how many of a unit they are."""

TEXTS = (
    ("4.20", Fraction(21, 5)),
    ("1/12", Fraction(1, 12)),
    ("19/4", Fraction(19, 4)),
    ("60", Fraction(60)),
)
"""What may be written for a quantity."""

AMBIGUOUS = ("4,20", "1,000", "4.2.0", " 5", "5 ", "+5", "-5", "1e3", "1/0", "1/", "/12", "", "٤", "½", "NaN")
"""What may not: 4,20 read as 420 is OFN#10461."""
