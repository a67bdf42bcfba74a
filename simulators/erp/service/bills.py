"""Bills of materials: what a kit is made of, item by item.

An order for a kit is taken as lines of its components: the bill is exploded where the order is
entered, and picked, billed and returned line by line.
https://learn.microsoft.com/en-us/dynamics365/business-central/assembly-how-work-assembly-boms
"""

from __future__ import annotations

from typing import Protocol

from ...kernel.problems import Unprocessable
from ...kernel.units import BASE
from ..model import BillLine
from .books import Books


class _WithBill(Protocol):
    @property
    def item(self) -> str: ...

    @property
    def sales_unit(self) -> str: ...

    @property
    def components(self) -> tuple[BillLine, ...]: ...


def check_bill(new: _WithBill, books: Books, index: int) -> None:
    """Refuse a bill of items that do not exist, are kits themselves, stand twice or bear no price."""
    if not new.components:
        return
    field = f"items[{index}].components"
    names = [line.item for line in new.components]
    if len(set(names)) < len(names):
        raise Unprocessable(
            f"kit {new.item} has the components {', '.join(names)}; each stands once", field=field
        )
    for name in names:
        held = books.items.find(name)
        if held is None:
            raise Unprocessable(f"component {name} of kit {new.item} is no item; enter it first", field=field)
        if held.components:
            raise Unprocessable(
                f"component {name} of kit {new.item} is a kit itself; name what that is made of", field=field
            )
    if not any(line.weight for line in new.components):
        raise Unprocessable(
            f"no component of kit {new.item} bears any of its price; give one a weight above 0", field=field
        )
    if new.sales_unit != BASE:
        raise Unprocessable(
            f"kit {new.item} is sold by the {new.sales_unit}; kits are sold by the {BASE}",
            field=f"items[{index}].sales_unit",
        )
