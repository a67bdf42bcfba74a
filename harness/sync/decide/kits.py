"""Kits: sold as one, carried as their components; a cancellation takes back whole ones or nothing.

Behind the marketplace there are only components. Whoever works on them gives back what nobody picked,
component by component, so that half a kit could be cancelled. Therefore it is looked first how many
whole kits everybody can give back, and only their components are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..documents.cancellation import Cancellation, CancellationLine
from ..documents.order import Order, OrderLine, SalesOrder
from ..documents.shipment import Fulfilment, Outbound
from ..errors import Unsuitable


def components_of(kit: str) -> str:
    """The kind of reference that holds the components of a kit, and how many one kit has."""
    return f"components of {kit}"


def kits_with(component: str) -> str:
    """The kind of reference that holds the kits that an item is a component of."""
    return f"kits with {component}"


def in_goods(cancellation: Cancellation, order: Order) -> Cancellation:
    """The cancellation line by line of goods: a kit is so many units of each of its components."""
    lines = [goods for line in cancellation.lines for goods in _in_goods(line, order)]
    return cancellation.model_copy(update={"lines": tuple(lines)})


def _in_goods(line: CancellationLine, order: Order) -> list[CancellationLine]:
    parts = order.components(line.line_id)
    return [
        CancellationLine(
            line_id=part.id, quantity=line.quantity * part.per_kit, accepted=line.accepted * part.per_kit
        )
        for part in parts
    ] or [line]  # fmt: skip


def in_kits(cancellation: Cancellation, order: Order, granted: Mapping[str, int]) -> dict[str, int]:
    """What was granted, by the lines that the cancellation names: of kits, whole ones."""
    answer: dict[str, int] = {}
    for line in cancellation.lines:
        parts = order.components(line.line_id)
        answer[line.line_id] = _whole(parts, granted) if parts else granted[line.line_id]
    return answer


def names_kits(asked: Mapping[str, int], order: Order) -> bool:
    """Whether any of these lines is a component."""
    return any(line.kit_line for line in order.lines if line.id in asked)


def whole_only(asked: Mapping[str, int], order: Order, obtainable: Mapping[str, int]) -> dict[str, int]:
    """Of what is asked for, what can be had without taking a kit apart; other lines stay as asked."""
    wanted = dict(asked)
    for kit_line in dict.fromkeys(line.kit_line for line in order.lines if line.id in asked):
        parts = order.components(kit_line) if kit_line else []
        had = {part.id: min(asked[part.id], obtainable.get(part.id, 0)) for part in parts}
        wanted |= {part.id: part.per_kit * _whole(parts, had) for part in parts}
    return wanted


def refuse_halves(granted: Mapping[str, int], order: Order) -> None:
    """Nobody may have given back a part of a kit: should it happen, a person has to put it right."""
    for line in order.lines:
        if line.kit_line and line.id in granted:
            whole = line.per_kit * _whole(order.components(line.kit_line), granted)
            if granted[line.id] != whole:
                raise Unsuitable(
                    f"{granted[line.id]} units of {line.sku} were given back of kit {line.kit} on line "
                    f"{line.kit_line}, and {whole} make whole kits; somebody picked them meanwhile: "
                    "settle it with the warehouse"
                )


def from_outbounds(outbounds: Sequence[Outbound], line_ids: Mapping[str, str]) -> dict[str, int]:
    """What warehouses can give back of each order line, ``line_ids`` by their own names."""
    free: dict[str, int] = {}
    for outbound in outbounds:
        for line in outbound.lines:
            if line.line in line_ids:
                name = line_ids[line.line]
                free[name] = free.get(name, 0) + line.untouched
    return free


def from_the_oms(
    placed: SalesOrder, works: Sequence[Fulfilment], outbounds: Mapping[int, Outbound]
) -> dict[str, int]:
    """What the OMS can have back of each order line in full.

    It takes what no warehouse accepted, then asks one warehouse after the other for everything that
    is open there; from the first that picked some of it on, the units asked for are not all granted.
    """
    return {
        line.external_line: _from_works(line.line_no, line.open, works, outbounds) for line in placed.lines
    }


def _from_works(
    line_id: int, open_units: int, works: Sequence[Fulfilment], outbounds: Mapping[int, Outbound]
) -> int:
    asked = [
        (line.open, _untouched(outbounds[work.id], line_id))
        for work in works if work.id in outbounds
        for line in work.lines if line.line_id == line_id
    ]  # fmt: skip
    free = open_units - sum(there for there, _ in asked)
    for there, untouched in asked:
        free += min(there, untouched)
        if untouched < there:
            break
    return free


def _untouched(outbound: Outbound, line_id: int) -> int:
    return sum(line.untouched for line in outbound.lines if line.line == str(line_id))


def _whole(parts: Sequence[OrderLine], units: Mapping[str, int]) -> int:
    """How many whole kits these units of its components make."""
    return min(units.get(part.id, 0) // part.per_kit for part in parts)
