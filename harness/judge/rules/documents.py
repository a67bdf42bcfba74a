"""Orders and their documents: lines count what documents say, copies name their order; I03, I07, I09."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...findings import Finding
from ..across import goods_of, totals
from ..books import Case
from ..found import found, order_value
from ..scope import Scope


def i07_shipments_bear_them(case: Case, scope: Scope) -> Iterator[Finding]:
    """What an order's line says has shipped is the sum of what its shipments say, in each system."""
    for order in case.all("marketplace", "orders"):
        said = _units(case.all("marketplace", "shipments"), "line_id", "quantity")
        counted = {line.id: line.shipped for line in goods_of(order)}
        yield from _differences(case, ("I07", "marketplace", "shipped"), counted, said)
    if scope.has("oms"):
        for order in case.all("oms", "orders"):
            counted = {line.id: line.shipped for line in order.lines}
            shipments = [one for one in case.all("oms", "shipments") if one.order_id == order.id]
            said = _units(shipments, "line_id", "quantity")
            yield from _differences(case, ("I07", "oms", "shipped"), counted, said)
            works = [one for one in case.all("oms", "fulfilments") if one.order_id == order.id]
            said = _units(works, "line_id", "shipped")
            yield from _differences(case, ("I07", "oms", "shipped"), counted, said)


def i09_returns_bear_them(case: Case, scope: Scope) -> Iterator[Finding]:
    """What a line of the shop says has come back is the sum of what its returns say."""
    del scope
    for order in case.all("marketplace", "orders"):
        said = _units(case.all("marketplace", "returns"), "line_id", "received")
        counted = {line.id: line.returned for line in goods_of(order)}
        yield from _differences(case, ("I09", "marketplace", "returned"), counted, said)


def i03_still_of_the_order(case: Case, scope: Scope) -> Iterator[Finding]:
    """An order that was made of the shop's goes on naming it."""
    del scope
    made = [("oms", one, f"{one.channel}/{one.external_id}") for one in case.all("oms", "orders")]
    made += [("erp", one, str(one.external_ref)) for one in case.all("erp", "orders")]
    for system, order, named in made:
        if named != case.key:
            own = str(order.id if system == "oms" else order.number)
            yield found(
                "I03",
                f"order {own} in the {system} was made of order {case.key.partition('/')[2]}, and names "
                f"{named or 'nothing'}",
                systems=(system,), documents=[own], case=case, at_risk_e4=order_value(case),
                said=named, right=case.key,
            )  # fmt: skip


def _units(documents: list[Any], name: str, field: str) -> dict[Any, int]:
    return totals(
        [(getattr(line, name), getattr(line, field)) for document in documents for line in document.lines]
    )


def _differences(
    case: Case, what: tuple[str, str, str], counted: dict[Any, int], said: dict[Any, int]
) -> Iterator[Finding]:
    rule, system, done = what
    for line, number in counted.items():
        told = said.get(line, 0)
        if told != number:
            yield found(
                rule,
                f"line {line} of order {case.key.partition('/')[2]} in the {system}: {number} units {done}, "
                f"and its documents say {told}",
                systems=(system,), documents=[line], case=case, at_risk_e4=order_value(case),
                line=number, documents_say=told,
            )  # fmt: skip
