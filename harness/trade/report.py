"""What a trade comes to, as one JSON object and as a few lines for people."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..findings import Finding
from ..reconcile.mismatch import Mismatch, mismatches
from .carrying import Carrier
from .classes import RowClass
from .control import Control, control_mismatches
from .posting import parts_shipped, post, tax_rounding
from .rows import Total
from .tally import Outcome, Tally


@dataclass(frozen=True)
class TradeReport:
    """The outcome of one trade; amounts exclude tax."""

    rows: Total
    by_class: dict[RowClass, Total]
    tally: Tally
    figures: dict[str, int]
    tax_rounding: Decimal
    findings: tuple[Finding, ...]
    control: Control
    mismatches: tuple[str, ...]
    calls: int
    seed: int
    wall_s: float
    virtual_days: int
    documents: int = 0
    disagreements: tuple[Mismatch, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        found: dict[str, Any] = {"rows": self.rows.rows, "amount": f"{self.rows.amount:f}"}
        for outcome in Outcome:
            totals = self.tally.totals(outcome)
            entry: dict[str, Any] = dict(totals.total.as_json())
            if outcome is not Outcome.APPLIED:
                entry["by_reason"] = {reason: total.as_json() for reason, total in totals.by_reason.items()}
            found[outcome.name.lower()] = entry
        found["by_class"] = {row_class.value: total.as_json() for row_class, total in self.by_class.items()}
        found.update(self.figures)
        found["tax_rounding"] = f"{self.tax_rounding:f}"
        found["findings"] = [{"rule": finding.rule, "text": finding.text} for finding in self.findings]
        found["control_mismatches"] = list(self.mismatches)
        found["control"] = [
            {"month": key.month, "customer": key.customer, "rows": f"{line.rows:f}",
             "accounted": f"{line.accounted:f}"}
            for key, line in self.control.lines.items()
        ]  # fmt: skip
        found["seed"] = self.seed
        found["wall_s"] = round(self.wall_s, 3)
        found["virtual_days"] = self.virtual_days
        found["documents"] = self.documents
        found["calls"] = self.calls
        return found

    @property
    def closed(self) -> bool:
        """Whether every row and penny is accounted for and every rule holds."""
        return not self.findings and not self.mismatches and not list(self.tally.unbooked())


def close(carrier: Carrier, control: Control, tally: Tally, *, wall_s: float) -> TradeReport:
    """Read what was posted, judge the world, and hold the file's totals against both."""
    world = carrier.world
    accounts = world.port.accounts()
    set_aside = {key: "set aside by the connector" for kind, key in accounts.quarantined
                 if kind == "order"}  # fmt: skip
    post(carrier, control, tally, set_aside)
    ruling = world.judged()
    shipments, in_parts = parts_shipped(world.books)
    books = world.books
    figures = {
        "orders": len(books.table("marketplace", "orders")),
        "lines": sum(len(order.lines) for order in books.table("marketplace", "orders").values()),
        "shipments": shipments,
        "orders_shipped_in_parts": in_parts,
        "returns": len(books.table("marketplace", "returns")),
        "credit_memos": len(books.table("erp", "credit_memos")),
    }
    now_us = world.port.now_us()
    span_us = now_us - carrier.started_us
    return TradeReport(
        carrier.trade.total(), carrier.trade.class_totals(), tally, figures, tax_rounding(books),
        (*carrier.refusals.findings, *ruling.findings), control,
        tuple(str(mismatch) for mismatch in control_mismatches(control)),
        world.port.connector_calls(), world.seed, wall_s,
        span_us // (24 * 3600 * 1_000_000),
        sum(len(held) for held in books.documents.values()),
        mismatches(ruling.findings, books, now_us),
    )  # fmt: skip
