"""The buyer's own unit of an order line: what master data knows, and the same quantity, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from ...kernel.problems import Unprocessable
from ...kernel.units import BASE
from ..model import Item


class _Wanted(Protocol):
    @property
    def partner_unit(self) -> str: ...

    @property
    def partner_quantity(self) -> Fraction | None: ...


def partner_size(item: Item, wanted: _Wanted, base: int, index: int) -> str:
    """How many base units one of the buyer's unit holds, as text; empty where the line names none.

    The document of a partner has to be answered in the partner's unit:
    https://github.com/metasfresh/metasfresh/issues/12886
    """
    if not wanted.partner_unit:
        return ""
    unit = item.partner_unit(wanted.partner_unit)
    if unit is None:
        known = ", ".join(one.name for one in item.partner_units) or "none"
        raise Unprocessable(
            f"item {item.item} has no partner unit {wanted.partner_unit}; it has: {known}",
            field=f"lines[{index}].partner_unit",
        )
    if wanted.partner_quantity is None or wanted.partner_quantity * unit.size != base:
        raise Unprocessable(
            f"{wanted.partner_quantity} {wanted.partner_unit} of {unit.size} {BASE} are not {base} {BASE}",
            field=f"lines[{index}].partner_quantity",
        )
    return str(unit.size)
