"""Kits: what is sold as one and shipped as its components. The judge takes them apart for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..across import goods_of, warehouse_lines
from ..arithmetic import e4, money
from ..books import Case
from ..found import found, order_value, value_of
from ..scope import Scope
from .stock import sold_and_set_aside

_COUNTERS = ("shipped", "cancelled", "returned")


def i06_components(change: Change) -> Iterator[Finding]:
    """A component is ordered per_kit times for each kit; a counter of the kit is how many are whole."""
    if (change.system, change.table) != ("marketplace", "orders"):
        return
    for line in change.after.lines:
        for part in line.components:
            if part.quantity != part.per_kit * line.quantity:
                yield _broken(
                    change, line, f"{part.quantity} of component {part.sku} are ordered; {line.quantity} "
                    f"kits of {part.per_kit} each are {part.per_kit * line.quantity}",
                )  # fmt: skip
            spent = part.shipped + part.cancelled
            if spent > part.quantity or min(part.shipped, part.cancelled) < 0:
                yield _broken(
                    change, line, f"component {part.sku} was ordered {part.quantity}, but shipped "
                    f"{part.shipped}, cancelled {part.cancelled}",
                )  # fmt: skip
        if line.components:
            yield from _rolled_up(change, line)


def _rolled_up(change: Change, line: Any) -> Iterator[Finding]:
    for counter in _COUNTERS:
        whole = min(getattr(part, counter) // part.per_kit for part in line.components)
        said = getattr(line, counter)
        if said != whole:
            yield _broken(change, line, f"{said} kits are {counter}; its components make {whole}")
    if len({part.cancelled // part.per_kit for part in line.components}) > 1 or any(
        part.cancelled % part.per_kit for part in line.components
    ):
        told = ", ".join(f"{part.cancelled} of {part.sku}" for part in line.components)
        yield _broken(change, line, f"a kit is cancelled as a whole, and {told} are cancelled")


def _broken(change: Change, line: Any, text: str) -> Finding:
    return found(
        "I06", f"marketplace order {change.key} line {line.id} (kit {line.sku}): {text}",
        systems=("marketplace",), documents=[change.key], ordered=line.quantity,
    )  # fmt: skip


def i09_components_bounded(change: Change) -> Iterator[Finding]:
    """No more of a component returns than was shipped."""
    if (change.system, change.table) != ("marketplace", "orders"):
        return
    for line in change.after.lines:
        for part in line.components:
            if not 0 <= part.returned <= part.shipped:
                yield found(
                    "I09",
                    f"marketplace order {change.key} line {line.id} (kit {line.sku}): returned "
                    f"{part.returned} of {part.shipped} shipped of component {part.sku}",
                    systems=("marketplace",), documents=[change.key], returned=part.returned,
                    shipped=part.shipped,
                )  # fmt: skip


def i18_shares(case: Case, scope: Scope) -> Iterator[Finding]:
    """What the components bear is what the kits cost, to the penny."""
    del scope
    order = case.one("marketplace", "orders")
    for line in () if order is None else order.lines:
        borne = sum(e4(part.total) for part in line.components)
        if line.components and borne != e4(line.total):
            yield found(
                "I18",
                f"line {line.id} (kit {line.sku}) of order {order.id} costs {line.total}, its components "
                f"bear {money(borne)}",
                systems=("marketplace",), documents=[order.id, line.id], case=case,
                at_risk_e4=e4(line.total) - borne, kit=line.total, components=money(borne),
            )  # fmt: skip


def i03_kits_stay_in_the_shop(case: Case, scope: Scope) -> Iterator[Finding]:
    """Behind the shop there are lines of components alone, and each names the kit that it is of."""
    order = case.one("marketplace", "orders")
    if order is None:
        return
    sold = {line.id: line for line in order.lines if line.components}
    known = scope.kits
    for system, held in ((name, held) for name in ("oms", "erp") for held in case.all(name, "orders")):
        for line in held.lines:
            sku = str(line.item if system == "erp" else line.sku)
            if line.external_line in sold or sku in known:
                yield found(
                    "I03",
                    f"the {system} holds a line {line.external_line} of kit {sku} for order {order.id}; "
                    "a kit is shipped and billed as its components",
                    systems=(system,), documents=[order.id, line.external_line], case=case,
                    at_risk_e4=order_value(case),
                )  # fmt: skip
    yield from _named(case, order)


def _named(case: Case, order: Any) -> Iterator[Finding]:
    kit_of = {
        part.id: line.sku if line.components else "" for line in order.lines for part in goods_of_line(line)
    }
    goods = {line.id: line for line in goods_of(order)}
    names = warehouse_lines(case)
    said = [("oms", line.external_line, line.kit) for o in case.all("oms", "orders") for line in o.lines]
    said += [("erp", line.external_line, line.kit) for o in case.all("erp", "orders") for line in o.lines]
    said += [
        ("wms", names[outbound.id, line.line], line.kit)
        for outbound in case.all("wms", "outbounds")
        for line in outbound.lines
        if (outbound.id, line.line) in names
    ]
    for system, line_id, kit in said:
        right = kit_of.get(line_id, kit)
        if kit != right:
            line = goods[line_id]
            yield found(
                "I03",
                f"line {line_id} (item {line.sku}) of order {order.id} is {_of_kit(kit)} in the {system}, "
                f"and was sold {_of_kit(right)}",
                systems=(system,), documents=[order.id, line_id], case=case,
                at_risk_e4=value_of(line, line.quantity), said=kit, right=right,
            )  # fmt: skip


def goods_of_line(line: Any) -> tuple[Any, ...]:
    """The lines that goods of one line move on."""
    return tuple(line.components) or (line,)


def _of_kit(kit: str) -> str:
    return f"of kit {kit}" if kit else "of no kit"


def i11_no_stock_of_kits(scope: Scope) -> Iterator[Finding]:
    """A kit lies nowhere: no system has stock of it, its components have."""
    known = scope.kits
    for system in ("wms", "erp", "oms"):
        for row in scope.books.table(system, "stock").values():
            sku = row.item if system == "erp" else row.sku
            promised = row.committed if system == "erp" else row.allocated
            if sku in known and (row.on_hand or promised):
                yield found(
                    "I11",
                    f"the {system} has {row.on_hand} of kit {sku} at {row.site} on hand and {promised} "
                    "promised; a kit has no stock, its components have",
                    systems=(system,), documents=[f"{sku}@{row.site}"], on_hand=row.on_hand,
                    promised=promised,
                )  # fmt: skip


def i14_kits(scope: Scope) -> Iterator[Finding]:
    """Buyers see as many kits as can be made of what could be sold of each component alone."""
    promising = "oms" if scope.has("oms") else "erp"
    listings = scope.books.table("marketplace", "listings")
    sold = sold_and_set_aside(scope) if scope.kits else {}
    for sku, item in scope.kits.items():
        listing = listings.get(sku)
        if listing is None or item.state == "blocked":
            continue
        right = min(
            _to_be_had(part.item, promising, scope, sold) // part.quantity for part in item.components
        )  # fmt: skip
        if listing.quantity != right:
            yield found(
                "I14",
                f"buyers see {listing.quantity} of kit {sku}, what the {promising} can promise of its "
                f"components makes {right}",
                systems=("marketplace", promising), documents=[sku], published=listing.quantity,
                available=right,
            )  # fmt: skip


def _to_be_had(sku: str, promising: str, scope: Scope, sold: Mapping[str, int]) -> int:
    """What can be promised of an item at the serving sites, but for the safety stock and what is sold."""
    serving = scope.declared.serving
    there: list[int] = [
        row.available
        for row in scope.books.table(promising, "stock").values()
        if (row.item if promising == "erp" else row.sku) == sku and (serving is None or row.site in serving)
    ]
    return max(0, sum(max(0, units) for units in there) - scope.declared.safety_stock - sold.get(sku, 0))
