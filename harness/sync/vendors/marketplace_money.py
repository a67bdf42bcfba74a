"""Invoices in the marketplace's form, and the payments that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ..documents.invoice import EntryKind, PartnerUnits, Payment, PaymentEntry
from ..units import as_told
from .marketplace_wire import Wire


def invoiced_lines(lines: Sequence[PartnerUnits]) -> list[dict[str, Any]]:
    """Lines of an invoice in the buyer's own unit, as the marketplace takes them."""
    return [
        {
            "lineId": line.line, "quantity": line.quantity, "partnerUnit": line.unit,
            "partnerQuantity": as_told(line.stated),
        }
        for line in lines
    ]  # fmt: skip


class WireEntry(Wire, frozen=True):
    """A capture, refund or void."""

    id: str
    reference: str
    amount: Decimal
    method: str = "card"
    origin: str = ""

    def canonical(self, kind: EntryKind) -> PaymentEntry:
        """The engine's document."""
        return PaymentEntry(
            id=self.id, kind=kind, reference=self.reference, amount=self.amount, method=self.method,
            origin=self.origin,
        )  # fmt: skip


class WirePayment(Wire, frozen=True):
    """A payment."""

    id: str
    order_id: str
    store: str
    currency: str
    authorised: Decimal
    captured: Decimal
    voided: Decimal
    refunded: Decimal
    captures: list[WireEntry]
    refunds: list[WireEntry]
    voids: list[WireEntry]
    taken_back: tuple[WireEntry, ...] = ()

    def canonical(self) -> Payment:
        """The engine's document."""
        entries = [entry.canonical(EntryKind.RECEIPT) for entry in self.captures]
        entries += [entry.canonical(EntryKind.REFUND) for entry in self.refunds]
        entries += [entry.canonical(EntryKind.RECEIPT) for entry in self.taken_back]
        return Payment(
            id=self.id, order_key=f"{self.store}/{self.order_id}", currency=self.currency,
            authorised=self.authorised, captured=self.captured, voided=self.voided,
            refunded=self.refunded, entries=tuple(entries),
            voids=tuple(entry.reference for entry in self.voids),
        )  # fmt: skip


class PaymentPage(Wire, frozen=True):
    """A page of payments."""

    payments: list[WirePayment]
    next_token: str = ""
