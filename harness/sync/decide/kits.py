"""Kits: sold as one, carried as their components; a cancellation takes back whole ones or nothing.

Behind the marketplace there are only components. Whoever works on them gives back what nobody picked,
component by component, so that half a kit could be cancelled. Therefore it is looked first how many
whole kits everybody can give back, and only their components are asked for: of the warehouses first,
each all or nothing, for they are the only ones that somebody else works in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

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
    """Of what is asked for, what can be had without taking a kit apart."""
    wanted = {name: min(count, obtainable.get(name, 0)) for name, count in asked.items()}
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


class Ask(msgspec.Struct, frozen=True, array_like=True):
    """Units to ask of one outbound order, by the warehouse's lines; of no fulfilment (0) without an OMS."""

    outbound_id: str
    fulfilment_id: int
    lines: list[tuple[str, int]]


class Plan(msgspec.Struct, frozen=True, array_like=True):
    """The units of each line of goods that make whole kits, and which of them warehouses have to give up."""

    units: dict[str, int]
    asks: list[Ask]


def plan_without_oms(
    asked: Mapping[str, int], order: Order, line_ids: Mapping[str, str], outbounds: Sequence[Outbound]
) -> Plan:
    """What to ask a warehouse for, ``line_ids`` being its names of the lines: what was asked last first."""
    free = {
        line: sum(_untouched(outbound, line_id) for outbound in outbounds)
        for line, line_id in line_ids.items()
    }  # fmt: skip
    units = whole_only(asked, order, free)
    left = {line_ids[line]: count for line, count in units.items()}
    asks = []
    for outbound in reversed(outbounds):
        there = {line: min(count, _untouched(outbound, line)) for line, count in left.items()}
        left = {line: count - there[line] for line, count in left.items()}
        asks.append(Ask(outbound.id, 0, [(line, count) for line, count in there.items() if count]))
    return Plan(units, [ask for ask in asks if ask.lines])


def plan_with_oms(
    asked: Mapping[str, int],
    order: Order,
    placed: SalesOrder,
    works: Sequence[Fulfilment],
    outbounds: Mapping[int, Outbound],
) -> Plan:
    """What the OMS will take off, and what it will ask of the warehouses that accepted their work.

    The OMS takes first what no warehouse accepted, then asks one after the other for everything that
    is open there; so from the first that picked some of it on, nothing more can be counted on.
    """
    accepted = [work for work in works if work.id in outbounds]
    lines = {line.external_line: line for line in placed.lines}
    free = {
        name: line.open - sum(_open(work, line.line_no) for work in accepted) for name, line in lines.items()
    }
    there = {
        name: free[name] + _from_warehouses(line.line_no, accepted, outbounds) for name, line in lines.items()
    }
    units = whole_only(asked, order, there)
    left = {lines[name].line_no: max(0, count - free[name]) for name, count in units.items()}
    asks = []
    for work in accepted:
        part = {line_id: min(count, _open(work, line_id)) for line_id, count in left.items()}
        left = {line_id: count - part[line_id] for line_id, count in left.items()}
        wanted = [(str(line_id), count) for line_id, count in part.items() if count]
        asks.append(Ask(outbounds[work.id].id, work.id, wanted))
    return Plan(units, [ask for ask in asks if ask.lines])


def _from_warehouses(line_id: int, works: Sequence[Fulfilment], outbounds: Mapping[int, Outbound]) -> int:
    units = 0
    for work in works:
        there, untouched = _open(work, line_id), _untouched(outbounds[work.id], str(line_id))
        units += min(there, untouched)
        if untouched < there:
            break
    return units


def _open(work: Fulfilment, line_id: int) -> int:
    return sum(line.open for line in work.lines if line.line_id == line_id)


def _untouched(outbound: Outbound, line_id: str) -> int:
    return sum(line.untouched for line in outbound.lines if line.line == line_id)


def _whole(parts: Sequence[OrderLine], units: Mapping[str, int]) -> int:
    """How many whole kits these units of its components make."""
    return min(units.get(part.id, 0) // part.per_kit for part in parts)
