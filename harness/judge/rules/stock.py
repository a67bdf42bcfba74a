"""Stock: I11 to I15."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..across import open_units, totals
from ..books import Case
from ..found import found, order_value
from ..scope import Scope
from ..stock_book import Place, StockBook

_NOT_SELLABLE = {"wms": ("damaged", "inspect"), "erp": ("blocked",), "oms": ("unavailable",)}
_BUCKETS = {
    "wms": ("sellable", "allocated", "damaged", "inspect"),
    "oms": ("allocated",),
    "erp": ("committed",),
}
# The first is read twice, so that also of one alone a tuple is read.
_READ_BUCKETS = {system: attrgetter(names[0], *names) for system, names in _BUCKETS.items()}


def i11_ledger(places: Iterable[Place], book: StockBook, scope: Scope) -> Iterator[Finding]:
    """Movements add up to the stock on hand in each system, and all systems hold the same."""
    everywhere = [system for system in ("wms", "erp", "oms") if scope.has(system)]
    for sku, site in places:
        alone = site in scope.declared.warehouse_only
        systems = ["wms"] if alone else everywhere
        held: dict[str, int] = {}
        for system in systems:
            row = scope.books.table(system, "stock").get(f"{sku}@{site}")
            held[system] = row.on_hand if row is not None else 0
            moved = book.moved[system].get((sku, site), 0)
            if moved != held[system]:
                yield found(
                    "I11",
                    f"{system} stock of {sku} at {site}: movements add up to {moved}, "
                    f"on hand is {held[system]}",
                    systems=(system,), documents=[f"{sku}@{site}"],
                    movements=moved, on_hand=held[system],
                )  # fmt: skip
        if not alone:
            yield from _unavailable(sku, site, scope)
        if len(set(held.values())) > 1:
            told = ", ".join(f"{system} {number}" for system, number in held.items())
            truth = next(iter(held.values()))
            yield found(
                "I11", f"stock of {sku} at {site} differs: {told}",
                systems=[s for s, n in held.items() if n != truth],
                documents=[f"{sku}@{site}"], values=held,
            )  # fmt: skip


def _unavailable(sku: str, site: str, scope: Scope) -> Iterator[Finding]:
    """Units that stand there and cannot be sold are the same in all systems."""
    found_there: dict[str, int] = {}
    for system, fields in _NOT_SELLABLE.items():
        if scope.has(system):
            row = scope.books.table(system, "stock").get(f"{sku}@{site}")
            found_there[system] = 0 if row is None else sum(getattr(row, field) for field in fields)
    if len(set(found_there.values())) > 1:
        told = ", ".join(f"{system} {number}" for system, number in found_there.items())
        truth = next(iter(found_there.values()))
        yield found(
            "I11", f"units of {sku} at {site} that cannot be sold differ: {told}",
            systems=[s for s, n in found_there.items() if n != truth],
            documents=[f"{sku}@{site}"], values=found_there,
        )  # fmt: skip


def i12_buckets(change: Change) -> Iterator[Finding]:
    """On hand = available + allocated + unavailable, no bucket below 0.

    Available may be negative in OMS and ERP: they take backorders by policy, and a count may find
    less than was promised. OMS and ERP book what they are told even if they hear of the receipt or
    the return before it only later, so that what they have on hand or set apart is looked at when all
    has arrived; that their stock is right then is for I11. The warehouse promises only what it has.
    """
    if change.table != "stock":
        return
    row = change.after
    too_much = change.system == "wms" and row.allocated > row.sellable
    if too_much or min(_READ_BUCKETS[change.system](row)) < 0:
        buckets = {name: getattr(row, name) for name in _BUCKETS[change.system]}
        said = ", ".join(f"{name} {number}" for name, number in buckets.items())
        yield found(
            "I12", f"{change.system} stock of {change.key} does not add up: {said}",
            systems=(change.system,), documents=[change.key], values=buckets,
        )  # fmt: skip


def i13_reserved_units(change: Change) -> Iterator[Finding]:
    """Each reserved unit is consumed or released once."""
    if (change.system, change.table) != ("oms", "reservations"):
        return
    for line in change.after.lines:
        if line.held < 0 or line.consumed < 0 or line.released < 0:
            yield found(
                "I13",
                f"reservation {change.key} line {line.line_id} (item {line.sku}): of {line.quantity} "
                f"units {line.consumed} shipped and {line.released} released",
                systems=("oms",), documents=[change.key], reserved=line.quantity,
                consumed=line.consumed, released=line.released,
            )  # fmt: skip


def i13_reservations(case: Case, scope: Scope) -> Iterator[Finding]:
    """The reservations of a line are its allocated open quantity: 0 once shipped or cancelled."""
    if not scope.has("oms"):
        return
    for order in case.all("oms", "orders"):
        held: dict[int, int] = {}
        for reservation in case.all("oms", "reservations"):
            if reservation.order_id != order.id:
                continue
            for line in reservation.lines:
                held[line.line_id] = held.get(line.line_id, 0) + line.held
        for line in order.lines:
            if held.get(line.id, 0) == line.allocated <= line.open:
                continue
            yield found(
                "I13",
                f"oms order {order.id} line {line.id} (item {line.sku}): {held.get(line.id, 0)} units "
                f"are reserved, {line.allocated} are allocated, {line.open} are open",
                systems=("oms",), documents=[order.id], case=case, at_risk_e4=order_value(case),
                reserved=held.get(line.id, 0), allocated=line.allocated, open=line.open,
            )  # fmt: skip


def i15_no_oversell(places: Iterable[Place], book: StockBook, scope: Scope) -> Iterator[Finding]:
    """No site promised more than it can sell, unless units were lost afterwards; the rest is backorder."""
    if not scope.has("oms"):
        return
    for sku, site in places:
        row = scope.books.table("oms", "stock").get(f"{sku}@{site}")
        if row is None:
            continue
        lost = book.lost.get((sku, site), 0)
        if row.allocated + row.unavailable - row.on_hand > lost:
            yield found(
                "I15",
                f"oms stock of {sku} at {site}: {row.allocated} units are promised, "
                f"{max(0, row.on_hand - row.unavailable)} can be sold and {lost} were lost; "
                "what is short has to wait on backorder",
                systems=("oms",), documents=[f"{sku}@{site}"], promised=row.allocated,
                sellable=row.on_hand - row.unavailable, lost=lost,
            )  # fmt: skip


def i14_publication(scope: Scope) -> Iterator[Finding]:
    """Buyers see what can be promised: what the serving sites have available, but for the safety stock.

    A site that promised more than it holds has none; the others do not pay for that. Nor is on offer what
    was sold by orders that were set aside before anybody could promise it.
    """
    promising, name = ("oms", "sku") if scope.has("oms") else ("erp", "item")
    declared = scope.declared
    available: dict[str, int] = {}
    for row in scope.books.table(promising, "stock").values():
        if row.available > 0 and (declared.serving is None or row.site in declared.serving):
            sku = getattr(row, name)
            available[sku] = available.get(sku, 0) + row.available
    items = scope.books.table("erp", "items")
    sold = sold_and_set_aside(scope)
    for listing in scope.books.table("marketplace", "listings").values():
        item = items.get(listing.sku)
        if item is not None and item.state == "blocked":
            yield from _still_offered(listing)
            continue
        if item is not None and item.components:
            continue  # A kit is made of what others promise: i14_kits.
        kept_back = declared.safety_stock + sold.get(listing.sku, 0)
        right = max(0, available.get(listing.sku, 0) - kept_back)
        if listing.quantity != right:
            yield found(
                "I14",
                f"buyers see {listing.quantity} of item {listing.sku}, the {promising} can promise {right}",
                systems=("marketplace", promising), documents=[listing.sku],
                published=listing.quantity, available=right,
            )  # fmt: skip


def sold_and_set_aside(scope: Scope) -> dict[str, int]:
    """Open units of orders that wait for a person and that no system behind the shop has, by item."""
    promising = "oms" if scope.has("oms") else "erp"
    waiting: list[tuple[str, int]] = []
    for kind, key in scope.accounts.quarantined:
        case = scope.books.cases.get(key) if kind == "order" else None
        order = None if case is None else case.one("marketplace", "orders")
        if case is not None and order is not None and case.one(promising, "orders") is None:
            waiting += open_units(order).items()
    return totals(waiting)


def _still_offered(listing: Any) -> Iterator[Finding]:
    """What is discontinued is no longer listed, or there are none of it to be had."""
    if listing.state == "active" and listing.quantity:
        yield found(
            "I14",
            f"item {listing.sku} is discontinued in the erp, and buyers still see {listing.quantity} of it",
            systems=("marketplace",), documents=[listing.sku], published=listing.quantity, available=0,
        )  # fmt: skip
