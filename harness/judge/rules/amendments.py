"""Orders that are changed after they were placed: I02, I03, I06."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.wms.policy import REDUCE_PICKED

from ...findings import Finding
from ..across import goods_of
from ..books import Case
from ..found import found, order_value, value_of
from ..scope import Scope
from .quantities import changed_lines

_GROWTH = ("more", "further_line")


def i02_amendments_answered(case: Case, scope: Scope) -> Iterator[Finding]:
    """Each wish to change an order was answered, or was set aside for all to see."""
    for amendment in case.all("marketplace", "amendments"):
        if amendment.state == "requested" and not scope.accounts.excused("amendment", amendment.id):
            yield found(
                "I02",
                f"amendment {amendment.id} was received and neither answered, ignored nor quarantined",
                systems=("marketplace",), documents=[amendment.id], case=case,
                at_risk_e4=order_value(case),
            )  # fmt: skip


def i06_lines_stay(change: Change) -> Iterator[Finding]:
    """The lines of an order stay the lines that they are; further ones stand behind them."""
    if change.before is None:
        return
    gone = len(change.before.lines) - len(change.after.lines)
    if gone > 0:
        yield _in_one(change, f"{gone} of its {len(change.before.lines)} lines are gone")
        return
    for old, line in changed_lines(change):
        if old is not None and _identity(old) != _identity(line):
            yield _in_one(change, f"line {_name(old)} became line {_name(line)}")
        elif old is None and change.system == "marketplace" and not line.amendment:
            yield _in_one(change, f"line {line.id} was added, and no amendment asked for it")


def i06_growth_was_accepted(case: Case, scope: Scope) -> Iterator[Finding]:
    """Ordered = original + accepted amendments, in every system that holds the order."""
    order = case.one("marketplace", "orders")
    if order is None:
        return
    parts = [
        (amendment.id, part)
        for amendment in case.all("marketplace", "amendments")
        for part in amendment.parts
    ]
    accepted = {
        part.line_id: (name, part) for name, part in parts if part.change in _GROWTH and part.accepted
    }
    for line in order.lines:
        if line.amendment and not _is_what_was_accepted(line, accepted.pop(line.id, None)):
            yield _in_case(
                case, "marketplace",
                f"line {line.id} ({line.quantity} of item {line.sku}) came by amendment {line.amendment}, "
                "which asked for no such line or was not accepted",
                value_of(line, line.quantity),
            )  # fmt: skip
    for name, part in accepted.values():
        yield _in_case(
            case, "marketplace",
            f"amendment {name} was accepted, and its line {part.line_id} of {part.quantity} {part.sku} "
            "is not there", None,
        )  # fmt: skip
    yield from _taken_off(case, order, parts)
    for system in ("oms", "erp"):
        if scope.has(system):
            yield from _same_lines(case, order, system)


def i03_amended_header(case: Case, scope: Scope) -> Iterator[Finding]:
    """The day on which goods are wanted, and an address that was accepted, are the same everywhere."""
    del scope
    order = case.one("marketplace", "orders")
    if order is None:
        return
    yield from _accepted_header(case, order)
    held = [(system, one.requested_date) for system in ("oms", "erp") for one in case.all(system, "orders")]
    held += [("wms", one.ship_by) for one in case.all("wms", "outbounds") if one.state != "cancelled"]
    for system, day in held:
        if day != order.requested_date:
            yield _header(case, order, system, "the requested date", (day, order.requested_date))


def i06_picked_units(case: Case, scope: Scope) -> Iterator[Finding]:
    """Picked units are given up only where the warehouse puts them back; each of those is cancelled."""
    puts_back = scope.declared.chosen(REDUCE_PICKED) == "put_back"
    for outbound in case.all("wms", "outbounds"):
        for line in outbound.lines:
            most = line.cancelled if puts_back else 0
            if line.put_back > most or line.picked > line.quantity + line.over_units or line.in_hand < 0:
                yield _in_case(
                    case, "wms",
                    f"outbound {outbound.id} line {line.line} (item {line.sku}): of {line.picked} picked "
                    f"units {line.put_back} were put back and {line.shipped} shipped; {line.cancelled} were "
                    f"cancelled, and {most} could be put back", order_value(case),
                )  # fmt: skip


def _is_what_was_accepted(line: Any, accepted: tuple[str, Any] | None) -> bool:
    if accepted is None:
        return False
    name, part = accepted
    return (name, part.sku, part.accepted, part.total) == (
        line.amendment, line.sku, line.quantity, line.total,
    )  # fmt: skip


def _taken_off(case: Case, order: Any, parts: list[tuple[str, Any]]) -> Iterator[Finding]:
    """Units that the seller agreed to take off are cancelled, those of cancellations besides."""
    off: dict[str, int] = {}
    granted = [(part.line_id, part.accepted) for _, part in parts if part.change == "fewer"]
    for cancellation in case.all("marketplace", "cancellations") if granted else ():
        granted += [(line.line_id, line.accepted) for line in cancellation.lines]
    for line_id, units in granted:
        off[line_id] = off.get(line_id, 0) + units
    for line in order.lines:
        if line.cancelled < off.get(line.id, 0):
            yield _in_case(
                case, "marketplace",
                f"line {line.id} (item {line.sku}): {off[line.id]} units were agreed to be taken off, "
                f"{line.cancelled} are cancelled", value_of(line, off[line.id] - line.cancelled),
            )  # fmt: skip


def _same_lines(case: Case, order: Any, system: str) -> Iterator[Finding]:
    ours = {line.id: line for line in goods_of(order)}
    for held in case.all(system, "orders"):
        there = Counter(line.external_line for line in held.lines)
        for name, count in there.items():
            if name not in ours:
                yield _in_case(
                    case, system, f"the {system} has a line {name} that is no line of the shop's order",
                    order_value(case),
                )  # fmt: skip
            elif count > 1:
                yield _in_case(
                    case, system, f"line {name} stands {count} times in the {system}",
                    value_of(ours[name], ours[name].quantity),
                )  # fmt: skip
        for name, line in ours.items():
            if name not in there:
                yield _in_case(
                    case, system, f"line {name} ({line.quantity} of item {line.sku}) is not in the {system}",
                    value_of(line, line.quantity),
                )  # fmt: skip


def _accepted_header(case: Case, order: Any) -> Iterator[Finding]:
    said: dict[str, Any] = {}
    for amendment in case.all("marketplace", "amendments"):
        for part in amendment.parts:
            if part.accepted and part.change in ("ship_to", "requested_date"):
                said[part.change] = getattr(part, part.change)
    for name, right in said.items():
        now = getattr(order, name)
        if now != right:
            called = name.replace("_", " ")
            yield _header(case, order, "marketplace", f"the {called} that was accepted", (now, right))


def _header(case: Case, order: Any, system: str, what: str, values: tuple[object, object]) -> Finding:
    said, right = values
    return found(
        "I03", f"{what} of order {order.id} is {said or 'nothing'} in the {system}, not {right or 'nothing'}",
        systems=(system,), documents=[order.id], case=case, at_risk_e4=order_value(case),
        said=said, right=right,
    )  # fmt: skip


def _in_one(change: Change, text: str) -> Finding:
    return found(
        "I06", f"{change.system} order {change.key}: {text}", systems=(change.system,), documents=[change.key]
    )


def _in_case(case: Case, system: str, text: str, at_risk_e4: int | None) -> Finding:
    name = case.key.partition("/")[2]
    return found(
        "I06", f"order {name}: {text}", systems=(system,), documents=[name], case=case, at_risk_e4=at_risk_e4
    )


def _identity(line: Any) -> tuple[str, str]:
    return _name(line), str(line.item if hasattr(line, "item") else line.sku)


def _name(line: Any) -> str:
    return str(line.external_line if hasattr(line, "external_line") else line.id)
