"""How the units of a shipment are called in each system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..documents.shipment import Substitute, Units
from ..errors import Unsuitable


def renamed(lines: Sequence[Units], names: Mapping[str, str], what: str) -> tuple[Units, ...]:
    """Units under other names of their lines, one entry for each; an unknown line is refused."""
    found: dict[str, int] = {}
    for units in lines:
        name = names.get(units.line)
        if name is None:
            raise Unsuitable(f"{what} has line {units.line}, which is not on the order it is for")
        found[name] = found.get(name, 0) + units.quantity
    return tuple([Units(line=line, quantity=count) for line, count in found.items()])


def substitutes_renamed(
    substitutes: Sequence[Substitute], names: Mapping[str, str]
) -> tuple[Substitute, ...]:
    """Substitutes under other names of their lines, which the units beside them have as well."""
    return tuple([one.model_copy(update={"line": names[one.line]}) for one in substitutes])
