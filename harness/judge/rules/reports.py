"""What people found and reported is booked as they said: I09 for returns, I11 for stock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ...findings import Finding
from ..books import Case
from ..found import found
from ..scope import Scope

PEOPLE_RECEIVE = "receive_return_here"
"""The operation of the ERP by which people say what came back."""


class Moved(NamedTuple):
    """Units of an item that came or went, and how many of them cannot be sold."""

    units: int = 0
    unsold: int = 0


def i11_movements_agree(scope: Scope) -> Iterator[Finding]:
    """A receipt or adjustment of the warehouse stands in the ERP as it was: where, why, how much, how fit.

    A warehouse reports receipts with the condition of the goods (X12 944) and adjustments with a reason
    code (X12 947); sums alone would not show that a reason was lost, or two movements were mixed up.
    https://www.stedi.com/edi/x12/transaction-set/944 https://www.stedi.com/edi/x12/transaction-set/947
    """
    if not scope.has("wms"):
        return
    reported = scope.books.table("wms", "movements")
    for booked in scope.books.table("erp", "stock_movements").values():
        movement = reported.get(booked.external_ref)
        if movement is None:
            continue
        said, right = _as_booked(booked), _as_reported(movement)
        if said != right:
            yield found(
                "I11",
                f"stock movement {booked.number} of the erp is {_told(*said)}; the warehouse reported "
                f"{movement.id} as {_told(*right)}",
                systems=("erp",), documents=[booked.number, movement.id],
            )  # fmt: skip


Told = tuple[str, str, str, dict[str, Moved]]


def _as_booked(movement: Any) -> Told:
    moved = _summed((line.item, Moved(line.quantity, line.blocked)) for line in movement.lines)
    return str(movement.kind), movement.site, movement.reason, moved


def _as_reported(movement: Any) -> Told:
    moved = _summed((line.sku, _in_condition(line)) for line in movement.lines)
    return str(movement.kind), movement.site, movement.reason, moved


def _in_condition(line: Any) -> Moved:
    return Moved(line.quantity, 0 if line.condition == "sellable" else line.quantity)


def _summed(lines: Iterable[tuple[str, Moved]]) -> dict[str, Moved]:
    sums: dict[str, Moved] = defaultdict(Moved)
    for sku, moved in lines:
        held = sums[sku]
        sums[sku] = Moved(held.units + moved.units, held.unsold + moved.unsold)
    return dict(sums)


def _told(kind: str, site: str, reason: str, moved: dict[str, Moved]) -> str:
    units = ", ".join(f"{one.units:+d} x item {sku} ({one.unsold:+d} unfit)" for sku, one in moved.items())
    return f"{kind} at {site} of {units}, reason {reason or 'none'}"


def i09_only_sellable(scope: Scope) -> Iterator[Finding]:
    """A return moves stock by what was found of it, and only what is sellable can be sold again."""
    orders = scope.books.table("erp", "orders")
    moved = _movements_of_returns(scope, "erp", "stock_movements", "reason", _as_booked)
    for held in scope.books.table("erp", "returns").values():
        order = orders.get(held.order)
        if order is None or held.state != "received":
            continue
        items = {line.line_no: line.item for line in order.lines}
        counted = [_came_back(items.get(line.line_no, "?"), line, line.quantity) for line in held.lines]
        case = scope.books.cases.get(order.external_ref)
        yield from _taken_in(f"return {held.number} of the erp", case, counted, moved.get(held.number, {}))
    moved = _movements_of_returns(scope, "wms", "movements", "reference", _as_reported)
    for held in scope.books.table("wms", "inbound_returns").values():
        if held.state == "inspected":
            counted = [_came_back(line.sku, line, line.announced) for line in held.lines]
            yield from _taken_in(f"return {held.id} of the wms", None, counted, moved.get(held.id, {}))


def i09_received_by_people(scope: Scope) -> Iterator[Finding]:
    """Without a warehouse system a return counts as received when people at the ERP say so, and as they say.

    In topology shop-erp nobody but they see the goods: which units are fit is written down in the ERP
    alone, and no other system holds a second opinion. So whether they called a damaged unit sellable
    cannot be judged. What can be is whether it was they who said so, not a connector that could not know;
    whether stock moved as they said (I09); how many units are credited (I09); what buyers are offered
    (I14); and what the shop is told of an exchange (I09).
    """
    if scope.has("wms"):
        return
    for number, (who, operation) in scope.books.received_by.items():
        if operation != PEOPLE_RECEIVE:
            yield found(
                "I09",
                f"return {number} of the erp was received by {who or 'nobody'} ({operation}); where there is "
                "no warehouse system people at the erp inspect what comes back",
                systems=("erp",), documents=[number], received_by=who, operation=operation,
            )  # fmt: skip


def _movements_of_returns(
    scope: Scope, system: str, table: str, named_by: str, told: Any
) -> dict[str, dict[str, Moved]]:
    return {
        getattr(movement, named_by): told(movement)[3]
        for movement in scope.books.table(system, table).values()
        if movement.kind == "return"
    }


def _came_back(ordered: str, line: Any, announced: int) -> tuple[str, Moved]:
    """What came back of a line: units of the item ordered, or of what had shipped instead of it."""
    unsold = line.damaged + line.inspect
    units = line.sellable + unsold
    shipped = line.shipped_sku if hasattr(line, "shipped_sku") else line.shipped_item
    if not shipped:
        return ordered, Moved(units, unsold)
    each = line.shipped_quantity
    return shipped, Moved(units * each // announced, unsold * each // announced)


def _taken_in(
    name: str, case: Case | None, counted: list[tuple[str, Moved]], moved: dict[str, Moved]
) -> Iterator[Finding]:
    for sku, units in _summed(counted).items():
        said = moved.get(sku, Moved())
        if said != units:
            yield found(
                "I09",
                f"{name} found {units.units} units of item {sku}, {units.unsold} of "
                f"them unfit to be sold; its stock moved by {said.units}, {said.unsold} of them unfit",
                systems=(name.rpartition(" ")[2],), documents=[name.split()[1], sku], case=case,
                found_unfit=units.unsold, moved_unfit=said.unsold,
            )  # fmt: skip
