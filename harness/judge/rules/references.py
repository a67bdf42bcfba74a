"""Reference integrity: I03."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...findings import Finding
from ..across import goods_of
from ..books import Case
from ..found import found, order_value
from ..scope import Scope


def i03_references(case: Case, scope: Scope) -> Iterator[Finding]:
    """Every document about an order names its buyer, its lines and its address as the shop does."""
    order = case.one("marketplace", "orders")
    if order is None:
        return
    for text, system, said, right in _differences(case, scope, order):
        yield found(
            "I03", f"{text} of order {order.id} is {said or 'nothing'} in the {system}, not {right}",
            systems=(system,), documents=[order.id], case=case, at_risk_e4=order_value(case),
            said=said, right=right,
        )  # fmt: skip


Difference = tuple[str, str, str, str]


def _differences(case: Case, scope: Scope, order: Any) -> Iterator[Difference]:
    yield from _customers(case, scope, order)
    for system in ("oms", "erp"):
        for held in case.all(system, "orders"):
            yield from _line_references(order, held, system)
            yield from _address(order, held.ship_to, system)
    for outbound in case.all("wms", "outbounds"):
        if outbound.state == "cancelled" and order.amendments:
            continue  # Nothing of it will go anywhere, so it was not told of a change of address.
        yield from _address(order, outbound.ship_to, "wms")


def _customers(case: Case, scope: Scope, order: Any) -> Iterator[Difference]:
    for held in case.all("oms", "orders"):
        if held.customer_ref != order.buyer_id:
            yield "the customer", "oms", held.customer_ref, order.buyer_id
    customers = scope.books.table("erp", "customers")
    for table in ("orders", "invoices", "credit_memos", "payments"):
        for document in case.all("erp", table):
            customer = customers.get(document.customer)
            account = "" if customer is None else customer.external_ref
            if account != order.buyer_id:
                text = f"the customer of {table[:-1].replace('_', ' ')} {document.number}"
                yield text, "erp", account, order.buyer_id


def _line_references(order: Any, held: Any, system: str) -> Iterator[Difference]:
    lines = {line.external_line: line for line in held.lines}
    for line in goods_of(order):
        other = lines.get(line.id)
        if other is not None and (other.reference, _item(other)) != (line.reference, line.sku):
            said = f"{_item(other)} {other.reference}".strip()
            yield f"line {line.id}", system, said, f"{line.sku} {line.reference}".strip()


def _item(line: Any) -> str:
    return str(line.item if hasattr(line, "item") else line.sku)


def _address(order: Any, ship_to: dict[str, str], system: str) -> Iterator[Difference]:
    """The address may be spelled with other field names; every part of it has to be there."""
    there = set(ship_to.values())
    address = order.ship_to
    for part in (address.name, address.line, address.city, address.postcode, address.country):
        if part and part not in there:
            yield "the ship-to address", system, "without it", part
