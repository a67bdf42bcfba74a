"""Legal states: I05. The judge has its own table of what may follow what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..across import goods_of
from ..books import Case, Kind
from ..found import found, order_value
from ..scope import Scope

_SHOP = {
    "unshipped": {"partially_shipped", "shipped", "cancelled"},
    "partially_shipped": {"shipped"},
    "shipped": set[str](),
    "cancelled": set[str](),
}
_OMS = {
    "open": {"partially_shipped", "shipped", "cancelled"},
    "partially_shipped": {"shipped"},
    "shipped": set[str](),
    "cancelled": set[str](),
}
_ERP = {
    "open": {"partially_delivered", "delivered", "closed", "cancelled"},
    "partially_delivered": {"delivered", "closed"},
    "delivered": {"closed"},
    "closed": set[str](),
    "cancelled": set[str](),
}
_WMS = {
    "received": {"picking", "partially_shipped", "shipped", "cancelled"},
    "picking": {"partially_shipped", "shipped", "cancelled"},
    "partially_shipped": {"shipped"},
    "shipped": set[str](),
    "cancelled": set[str](),
}
_FULFILMENT = {
    "open": {"accepted", "closed", "cancelled"},
    "accepted": {"closed", "cancelled"},
    "closed": set[str](),
    "cancelled": set[str](),
}
LEGAL: dict[Kind, dict[str, set[str]]] = {
    Kind("marketplace", "orders"): _SHOP,
    Kind("oms", "orders"): _OMS,
    Kind("oms", "fulfilments"): _FULFILMENT,
    Kind("erp", "orders"): _ERP,
    Kind("wms", "outbounds"): _WMS,
    Kind("marketplace", "cancellations"): {
        "requested": {"accepted", "partly_accepted", "refused"},
        "accepted": set(), "partly_accepted": set(), "refused": set(),
    },
    Kind("marketplace", "amendments"): {
        "requested": {"accepted", "partly_accepted", "refused"},
        "accepted": set(), "partly_accepted": set(), "refused": set(),
    },
    Kind("marketplace", "returns"): {
        "requested": {"authorised", "received", "refused", "waived"},
        "authorised": {"received", "refunded"}, "received": {"refunded"}, "waived": {"refunded"},
        "refunded": set(), "refused": set(),
    },
    Kind("erp", "holds"): {
        "placed": {"released", "refused", "lapsed"}, "refused": {"lapsed"},
        "released": set(), "lapsed": set(),
    },
}  # fmt: skip


def i05_legal_states(change: Change) -> Iterator[Finding]:
    """Every recorded transition is legal; the header's state is the roll-up of its lines."""
    kind = Kind(change.system, change.table)
    table = LEGAL.get(kind)
    if table is None:
        return
    after = change.after.state
    before = change.before.state if change.before is not None else None
    if before is not None and before != after and after not in table.get(before, set()):
        yield found(
            "I05",
            f"{change.system} {change.table[:-1]} {change.key} went from {before} to {after}, "
            "which is no legal move",
            systems=(change.system,), documents=[change.key], before=before, after=after,
        )  # fmt: skip
    expected = _roll_up(kind, change.after)
    if expected is not None and after not in expected:
        yield found(
            "I05",
            f"{change.system} {change.table[:-1]} {change.key} says {after}, "
            f"its lines say {' or '.join(expected)}",
            systems=(change.system,), documents=[change.key], header=after, lines=expected[0],
        )  # fmt: skip


def _roll_up(kind: Kind, document: Any) -> tuple[str, ...] | None:
    if kind.table == "orders" and kind.system == "erp":
        return _erp_roll_up(document)
    if kind.table == "orders":
        opening = "unshipped" if kind.system == "marketplace" else "open"
        return _shop_roll_up(document, opening)
    if kind == Kind("wms", "outbounds"):
        return _warehouse_roll_up(document)
    return None


def _shop_roll_up(order: Any, opening: str) -> tuple[str, ...] | None:
    if not order.lines:
        return None
    goods = goods_of(order) if opening == "unshipped" else order.lines
    shipped = sum(line.shipped for line in goods)
    left = sum(max(0, line.quantity - line.shipped - line.cancelled) for line in goods)
    if not left:
        return ("shipped",) if shipped else ("cancelled",)
    return ("partially_shipped",) if shipped else (opening,)


def _erp_roll_up(order: Any) -> tuple[str, ...] | None:
    if not order.lines:
        return None
    delivered = sum(line.delivered for line in order.lines)
    left = sum(line.open for line in order.lines)
    if left:
        return ("partially_delivered",) if delivered else ("open",)
    if not delivered:
        return ("cancelled",)
    invoiced = sum(line.invoiced for line in order.lines)
    return ("delivered", "closed") if invoiced == delivered else ("delivered",)


def _warehouse_roll_up(outbound: Any) -> tuple[str, ...] | None:
    shipped = sum(line.shipped for line in outbound.lines)
    left = sum(line.open for line in outbound.lines)
    if not left:
        return ("shipped",) if shipped else ("cancelled",)
    return ("partially_shipped",) if shipped else ("received", "picking")


def i05_nothing_after_the_end(case: Case, scope: Scope) -> Iterator[Finding]:
    """An order that is cancelled in one system has shipped in none; closed means nothing is open."""
    order = case.one("marketplace", "orders")
    if order is None or order.state != "cancelled":
        return
    shipped = [s for s in case.all("wms", "shipments") if scope.has("wms")]
    shipped += case.all("erp", "deliveries")
    if shipped:
        yield found(
            "I05",
            f"order {order.id} is cancelled, and {len(shipped)} shipments of it left",
            systems=("wms", "erp"),
            documents=[order.id, *(str(getattr(s, "number", None) or s.id) for s in shipped)],
            case=case, at_risk_e4=order_value(case),
        )  # fmt: skip
