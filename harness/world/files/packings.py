"""The units that an item of the files comes in."""

from __future__ import annotations

from ordergate.simulators.kernel.units import BASE

from ...actors.orders import Packing
from .forms import Reader
from .mistakes import Mistakes
from .tables import Row


def packing_of(row: Row, reader: Reader, mistakes: Mistakes) -> Packing | None:
    """The units of an item by their sizes; None when it comes in eaches alone."""
    sizes, names = reader.sizes(row, "units"), reader.names(row, "partner_units")
    sold_in = row.get("sold_in").strip() or BASE
    known = (BASE, *sizes)
    before = "comes in " + ", ".join(known)
    for column, code in (("sold_in", sold_in), *(("partner_units", code) for code in names.values())):
        if code not in known:
            mistakes.add(row.place, f"{column} names {code}, and the item {before}; add it to units")
    twice = [name for name in names if name in known]
    if twice or BASE in sizes:
        mistakes.add(
            row.place, f"{', '.join(twice) or BASE} would be two units of the item; a name stands for one"
        )
    size = sizes.get(sold_in)
    if size is not None and size.denominator != 1:
        mistakes.add(row.place, f"one {sold_in} holds {size} {BASE}; a unit that is sold holds whole ones")
    return Packing(sizes, sold_in, partner_units=names) if sizes or names else None
