"""Rules that depend on a declared policy of a system: I06, I09 and I15."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ordergate.simulators.erp.policy import REMAINDER, RETURN_RESTOCK
from ordergate.simulators.oms.policy import BACKORDER, SHIP
from ordergate.simulators.wms.policy import ALLOCATION

from ...findings import Finding
from ..books import Case
from ..found import found, order_value
from ..scope import Scope


def i15_shortages(case: Case, scope: Scope) -> Iterator[Finding]:
    """What no site has waits on backorder, or is cancelled: whichever the OMS declares, never the other.

    Components of kits wait whatever is declared: kits are cancelled whole.
    """
    if not scope.has("oms"):
        return
    if scope.declared.chosen(BACKORDER) == "keep":
        for cancellation in case.all("oms", "cancellations"):
            if cancellation.by == "oms":
                units = sum(line.cancelled for line in cancellation.lines)
                text = f"cancelled {units} units by itself ({cancellation.reference})"
                yield _undeclared(case, cancellation.order_id, text, "oms.backorder=keep")
        return
    for order in case.all("oms", "orders"):
        waiting = sum(line.backordered for line in order.lines if not line.kit)
        if waiting:
            text = f"keeps {waiting} units waiting for stock"
            yield _undeclared(case, order.id, text, "oms.backorder=cancel")


def i15_complete(case: Case, scope: Scope) -> Iterator[Finding]:
    """Where orders ship complete, sites are asked for every waiting unit of an order or for none.

    Units that a site did not find wait again while the others are on their way. Lines that came by an
    amendment find sites asked for those before them, and wait, with what waits already.
    """
    if not scope.has("oms") or scope.declared.chosen(SHIP) == "partial":
        return
    short = sum(line.short for work in case.all("oms", "fulfilments") for line in work.lines)
    sold = case.one("marketplace", "orders")
    came_by = {line.id: line.amendment for line in sold.lines} if sold is not None else {}
    for order in case.all("oms", "orders"):
        asked, waiting = Counter[str](), 0
        for line in order.lines:
            asked[came_by.get(line.external_line, "")] += line.allocated + line.shipped
        for amendment, units in asked.items():
            waiting += sum(
                x.backordered for x in order.lines if came_by.get(x.external_line, "") == amendment
            )
            if units and waiting > short:
                text = f"asked sites for {units} units while {waiting} wait"
                yield _undeclared(case, order.id, text, "oms.ship=complete")
                break


def _undeclared(case: Case, order_id: int, text: str, policy: str) -> Finding:
    return found(
        "I15", f"oms order {order_id} {text}; {policy} was declared",
        systems=("oms",), documents=[str(order_id)], case=case, at_risk_e4=order_value(case), policy=policy,
    )  # fmt: skip


def i15_whole_orders(case: Case, scope: Scope) -> Iterator[Finding]:
    """A warehouse that serves whole orders promises all that an outbound order waits for, or nothing.

    Units for which a picker sent another item were taken off the shelf, whatever was promised.
    """
    if not scope.has("wms") or scope.declared.chosen(ALLOCATION) == "first_come":
        return
    instead = Counter[str]()
    for shipment in case.all("wms", "shipments"):
        for parcel in shipment.parcels:
            instead[shipment.outbound_id] += sum(line.quantity for line in parcel.lines if line.shipped_sku)
    for outbound in case.all("wms", "outbounds"):
        promised = sum(line.allocated + line.shipped for line in outbound.lines) - instead[outbound.id]
        waiting = sum(line.waiting for line in outbound.lines)
        if promised and waiting:
            yield found(
                "I15",
                f"wms outbound {outbound.id} was promised {promised} units while {waiting} wait; "
                "wms.allocation=whole_orders was declared",
                systems=("wms",), documents=[outbound.id], case=case, at_risk_e4=order_value(case),
                promised=promised, waiting=waiting,
            )  # fmt: skip


def i06_remainder(case: Case, scope: Scope) -> Iterator[Finding]:
    """The rest of a line that people delivered part of stays open, or is cancelled, as the ERP declares."""
    policy = scope.declared.chosen(REMAINDER)
    by_people = [delivery for delivery in case.all("erp", "deliveries") if not delivery.external_ref]
    for order in case.all("erp", "orders"):
        lines = {line.line_no: line for line in order.lines}
        for delivery in by_people:
            for part in delivery.lines:
                left = _left(policy, part, lines.get(part.line_no))
                if left:
                    yield found(
                        "I06",
                        f"delivery {delivery.number} of erp order {order.number} line {part.line_no} left "
                        f"{left}; erp.remainder={policy} was declared",
                        systems=("erp",), documents=[delivery.number, order.number], case=case,
                        at_risk_e4=order_value(case), delivered=part.quantity, cancelled=part.cancelled,
                    )  # fmt: skip


def _left(policy: str, part: Any, line: Any) -> str:
    """What a delivery left of its line that the policy does not allow."""
    if policy == "backorder" or (line is not None and line.kit):
        return f"{part.cancelled} units cancelled" if part.cancelled else ""
    return f"{line.open} units open" if line is not None and line.open else ""


def i09_restock(case: Case, scope: Scope) -> Iterator[Finding]:
    """Of returned units, those are sold again that the ERP declares: found sellable, or credited."""
    policy = scope.declared.chosen(RETURN_RESTOCK)
    returns = case.all("erp", "returns")
    for order in case.all("erp", "orders") if returns else ():
        for line in order.lines:
            parts = [part for held in returns for part in held.lines if part.line_no == line.line_no]
            here = [part for held in returns if held.inspected_here for part in held.lines]
            blocked = sum(x.damaged + x.inspect for x in here if x.line_no == line.line_no)
            credited = max(0, line.credited - line.kept - sum(part.sellable for part in parts))
            right = min(blocked, credited) if policy == "refund" else 0
            restocked = sum(part.restocked for part in parts)
            if restocked != right:
                yield found(
                    "I09",
                    f"erp order {order.number} line {line.line_no} (item {line.item}): {restocked} returned "
                    f"units that were not found sellable are sold again, {right} is right; "
                    f"erp.return_restock={policy} was declared",
                    systems=("erp",), documents=[order.number], case=case, at_risk_e4=order_value(case),
                    restocked=restocked, credited=line.credited, blocked=blocked,
                )  # fmt: skip
