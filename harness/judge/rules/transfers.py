"""Transfers between sites: I11."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...findings import Finding
from ..found import found
from ..scope import Scope


def i11_in_transit(scope: Scope) -> Iterator[Finding]:
    """What is in transit is what was sent less what was received, in the warehouse and in the ERP."""
    transfers = scope.books.table("wms", "transfers")
    if not transfers:
        return
    movements = scope.books.table("wms", "movements").values()
    ends = [one for one in movements if one.kind in ("transfer_out", "transfer_in")]
    told = {one.external_ref: one for one in scope.books.table("erp", "stock_movements").values()}
    for transfer in transfers.values():
        own = [one for one in ends if one.reference == transfer.id]
        excused = any(scope.accounts.excused("stock_movement", one.id) for one in own)
        booked = [told[one.id] for one in own if one.id in told]
        for line in transfer.lines:
            away = line.sent - line.received
            seen = {"wms": -_moved(own, "sku", line.sku)}
            if not excused:
                seen["erp"] = -_moved(booked, "item", line.sku)
            wrong = [system for system, units in seen.items() if units != away]
            if wrong or not 0 <= line.missing <= away:
                numbers = ", ".join(f"{system} {units}" for system, units in seen.items())
                yield found(
                    "I11",
                    f"transfer {transfer.id} of item {line.sku} from {transfer.from_site} to "
                    f"{transfer.to_site}: {line.sent} sent, {line.received} received and {line.missing} "
                    f"missing leave {away} that stand at no site; by the movements it is {numbers}",
                    systems=wrong or ("wms",), documents=[transfer.id], sent=line.sent,
                    received=line.received, missing=line.missing, by_movements=seen,
                )  # fmt: skip


def _moved(movements: list[Any], name: str, sku: str) -> int:
    return sum(line.quantity for one in movements for line in one.lines if getattr(line, name) == sku)
