"""Identity and completeness: I01, I02."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...findings import Finding
from ..books import Case, Kind
from ..found import found, order_value
from ..held import held_since_us, never_released
from ..scope import Scope

UNDER_WAY_US = 30_000_000
"""So long what a connector does may follow from something that is no longer so: it had asked before."""


def i01_exactly_one(case: Case, scope: Scope) -> Iterator[Finding]:
    """For each accepted source document exactly one document in each target that should have it.

    One too many is I01; one too few is a loss, and reported as I02.
    """
    source = case.one("marketplace", "orders")
    if source is None:
        yield from _without_source(case)
        return
    excused = scope.accounts.excused("order", case.key)
    for system in ("oms", "erp"):
        if not scope.has(system):
            continue
        held = case.all(system, "orders")
        if len(held) == 1 or (excused and not held):
            continue
        text = f"stands {len(held)} times in the {system}" if held else f"never reached the {system}"
        yield found(
            "I01" if held else "I02",
            f"order {source.id} {text}; once is right",
            systems=(system,), documents=[source.id, *map(_name, held)], case=case,
            at_risk_e4=order_value(case), expected=1, found_count=len(held),
        )  # fmt: skip
    yield from _followers(case, scope)


def _without_source(case: Case) -> Iterator[Finding]:
    for system in ("oms", "erp"):
        for order in case.all(system, "orders"):
            yield found(
                "I01",
                f"the {system} holds order {_name(order)} for {case.key}, "
                "which the marketplace does not know",
                systems=(system,), documents=[_name(order)], case=case,
                at_risk_e4=order_value(case),
            )  # fmt: skip


def _followers(case: Case, scope: Scope) -> Iterator[Finding]:
    if scope.has("wms"):
        wanted = _asked_of_the_warehouse(case, scope)
        yield from _once(case, ("wms", "outbounds", "reference"), wanted, "fulfilment")
        shipments = {shipment.id: shipment for shipment in case.all("wms", "shipments")}
        if scope.has("oms"):
            yield from _once(case, ("oms", "shipments", "reference"), shipments, "shipment")
        yield from _once(case, ("erp", "deliveries", "external_ref"), shipments, "shipment")
        yield from _once(case, ("marketplace", "shipments", "reference"), shipments, "shipment")
    else:
        deliveries = {delivery.number: delivery for delivery in case.all("erp", "deliveries")}
        yield from _once(case, ("marketplace", "shipments", "reference"), deliveries, "delivery")
    invoices = {invoice.number: invoice for invoice in case.all("erp", "invoices")}
    yield from _once(case, ("marketplace", "invoices", "number"), invoices, "invoice")
    for system, field in (("oms", "external_id"), ("erp", "external_ref")):
        if scope.has(system):
            returns = _announced(case, scope, system, field)
            yield from _once(case, (system, "returns", field), returns, "return")


def _announced(case: Case, scope: Scope, system: str, field: str) -> dict[str, Any]:
    """The returns of which a system should have heard, and those that came to nothing after it had."""
    born_us = {
        str(getattr(one, field)): scope.books.born_us.get((Kind(system, "returns"), _key(one)), 0)
        for one in case.all(system, "returns")
    }
    wanted = {}
    for asked in case.all("marketplace", "returns"):
        if asked.state != "refused" and not asked.disposition:
            if not scope.accounts.excused("return", asked.id):
                wanted[asked.id] = asked
            continue
        state = "refused" if asked.state == "refused" else "waived"
        decided_us = scope.books.moments.reached_us("marketplace", "returns", asked.id, state)
        if asked.id in born_us and decided_us and born_us[asked.id] < decided_us + UNDER_WAY_US:
            wanted[asked.id] = asked
    return wanted


def _asked_of_the_warehouse(case: Case, scope: Scope) -> dict[str, Any]:
    """The references under which the warehouse should hold one outbound order each."""
    if scope.has("oms"):
        works = case.all("oms", "fulfilments")
        return {str(work.id): work for work in works if work.state != "cancelled" or work.warehouse_ref}
    asked = not never_released(case) or _asked_before_it_was_held(case, scope)
    orders = {
        order.number: order
        for order in case.all("erp", "orders")
        if order.lines and asked and not _cancelled_before_it_was_asked(case, order)
    }
    again = {
        outbound.reference: outbound
        for outbound in case.all("wms", "outbounds")
        if outbound.reference.partition("-")[0] in orders
    }
    return {**orders, **again}


def _cancelled_before_it_was_asked(case: Case, order: Any) -> bool:
    """Whether an order that had to wait was cancelled before the warehouse heard that it need not."""
    heard = any(outbound.reference == order.number for outbound in case.all("wms", "outbounds"))
    return not heard and bool(case.all("erp", "holds")) and order.state == "cancelled"


def _asked_before_it_was_held(case: Case, scope: Scope) -> bool:
    """Whether the warehouse had the order when somebody, as after a change of it, put it on hold."""
    held_us = held_since_us(case, scope.books)
    born_us = scope.books.born_us
    return held_us is not None and any(
        born_us[Kind("wms", "outbounds"), outbound.id] < held_us for outbound in case.all("wms", "outbounds")
    )


def _once(case: Case, where: tuple[str, str, str], wanted: dict[str, Any], what: str) -> Iterator[Finding]:
    system, table, field = where
    held = Counter(str(getattr(document, field)) for document in case.all(system, table))
    for name in [*wanted, *(extra for extra in held if extra not in wanted)]:
        count = held.get(name, 0)
        expected = 1 if name in wanted else 0
        if count != expected:
            yield found(
                "I01" if count > expected else "I02",
                f"{what} {name} of order {case.key.partition('/')[2]} has {count} {system} "
                f"{table.replace('_', ' ')}, {expected} is right",
                systems=(system,), documents=[name], case=case, at_risk_e4=order_value(case),
                expected=expected, found_count=count,
            )  # fmt: skip


def i01_no_orphans(scope: Scope) -> Iterator[Finding]:
    """Every target document that refers to a source refers to one that exists."""
    for (kind, key), document in scope.books.orphans.items():
        if key not in scope.books.documents[kind]:
            continue
        yield found(
            "I01",
            f"{kind.system} {kind.table.replace('_', ' ')} {key} belongs to no document that exists",
            systems=(kind.system,), documents=[key, *_references(document)],
        )  # fmt: skip


def i02_nothing_lost(case: Case, scope: Scope) -> Iterator[Finding]:
    """Each source record ends applied, ignored by a named rule, or quarantined for all to see."""
    for cancellation in case.all("marketplace", "cancellations"):
        if cancellation.state == "requested" and not scope.accounts.excused("cancellation", cancellation.id):
            yield _unanswered(case, "cancellation", cancellation.id)
    for asked in case.all("marketplace", "returns"):
        if asked.state == "requested" and not scope.accounts.excused("return", asked.id):
            yield _unanswered(case, "return", asked.id)


def _unanswered(case: Case, what: str, name: str) -> Finding:
    return found(
        "I02", f"{what} {name} was received and neither applied, ignored nor quarantined",
        systems=("marketplace",), documents=[name], case=case, at_risk_e4=order_value(case),
    )  # fmt: skip


def i02_master_data(scope: Scope) -> Iterator[Finding]:
    """Each item, buyer, payment entry and stock movement has arrived where it should be."""
    yield from _items(scope)
    yield from _buyers(scope)
    yield from _movements(scope)


def _items(scope: Scope) -> Iterator[Finding]:
    listings = scope.books.table("marketplace", "listings")
    known = scope.books.table("oms", "items")
    for item in scope.books.table("erp", "items").values():
        if scope.accounts.excused("item", item.item):
            continue
        for system, held in (("oms", known), ("marketplace", listings)):
            if scope.has(system) and item.item not in held:
                yield found("I02", f"item {item.item} never reached the {system}",
                            systems=(system,), documents=[item.item])  # fmt: skip


def _buyers(scope: Scope) -> Iterator[Finding]:
    customers: dict[str, Any] = {}
    buyers = scope.books.table("marketplace", "buyers")
    for customer in scope.books.table("erp", "customers").values():
        if customer.external_ref in buyers:
            customers[customer.external_ref] = customer
        else:
            yield found("I01", f"customer {customer.number} of the erp is no buyer of the marketplace",
                        systems=("erp",), documents=[customer.number, customer.external_ref])  # fmt: skip
    for buyer in buyers.values():
        customer = customers.get(buyer.id)
        if scope.accounts.excused("customer", buyer.id):
            continue
        if customer is None:
            yield found("I02", f"buyer {buyer.id} never became a customer of the erp",
                        systems=("erp",), documents=[buyer.id])  # fmt: skip


def _movements(scope: Scope) -> Iterator[Finding]:
    if not scope.has("wms"):
        return
    moved = {m.external_ref for m in scope.books.table("erp", "stock_movements").values()}
    for movement in scope.books.table("wms", "movements").values():
        if movement.kind in ("shipment", "return") or movement.id in moved:
            continue
        if movement.site in scope.declared.warehouse_only:
            if ("stock_movement", movement.id) not in scope.accounts.quarantined:
                yield found("I02", f"stock movement {movement.id} of the wms is of site {movement.site}, "
                            "which no other system knows, and was not set aside for a person to see",
                            systems=("wms",), documents=[movement.id])  # fmt: skip
        elif not scope.accounts.excused("stock_movement", movement.id):
            yield found("I02", f"stock movement {movement.id} of the wms never reached the erp",
                        systems=("erp",), documents=[movement.id])  # fmt: skip


def _name(document: Any) -> str:
    return str(getattr(document, "number", None) or document.id)


def _key(document: Any) -> Any:
    return getattr(document, "number", None) or document.id


def _references(document: Any) -> list[str]:
    names = ("order_id", "order", "reference", "external_ref", "outbound_id")
    return [str(getattr(document, name)) for name in names if hasattr(document, name)]
