"""How the units of a shipment are called in each system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..documents.shipment import Shipment, Substitute, Units
from ..errors import Unsuitable


def renamed(lines: Sequence[Units], names: Mapping[str, str], what: str) -> tuple[Units, ...]:
    """Units under other names of their lines, one entry for each; an unknown line is refused."""
    found: dict[str, int] = {}
    weights: dict[str, int] = {}
    for units in lines:
        name = names.get(units.line)
        if name is None:
            raise Unsuitable(f"{what} has line {units.line}, which is not on the order it is for")
        found[name] = found.get(name, 0) + units.quantity
        weights[name] = weights.get(name, 0) + units.weight_g
    return tuple([Units(line=line, quantity=n, weight_g=weights[line]) for line, n in found.items()])


def substitutes_renamed(
    substitutes: Sequence[Substitute], names: Mapping[str, str]
) -> tuple[Substitute, ...]:
    """Substitutes under other names of their lines, which the units beside them have as well."""
    return tuple([one.model_copy(update={"line": names[one.line]}) for one in substitutes])


def in_words(shipment: Shipment, names: Mapping[str, str], what: str) -> Shipment:
    """A shipment under other names of its lines."""
    lines, closed = renamed(shipment.lines, names, what), renamed(shipment.closed, names, what)
    instead = substitutes_renamed(shipment.substitutes, names)
    return shipment.model_copy(update={"lines": lines, "closed": closed, "substitutes": instead})
