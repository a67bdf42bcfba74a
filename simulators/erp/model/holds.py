"""Holds of sales orders: why nothing of an order may leave, and who ended that."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document


class HoldKind(StrEnum):
    """What has to be settled before anything of an order is released."""

    PRICE = "price"
    CREDIT = "credit"
    FRAUD = "fraud"
    PAYMENT = "payment"


class HoldState(StrEnum):
    """Where a hold stands."""

    PLACED = "placed"
    RELEASED = "released"
    REFUSED = "refused"
    LAPSED = "lapsed"


class Hold(Document, frozen=True):
    """A reason for which a sales order waits; who decided about it, why, and on which day.

    It lapses when nothing of the order is left to wait.
    """

    number: str
    order: str
    kind: HoldKind
    state: HoldState
    reason: str
    date: str
    decided_by: str = ""
    decision: str = ""
    decided_on: str = ""


class Override(Document, frozen=True):
    """A price that a seller granted on a line: who asked for it and why, who approved it, why and when.

    Whoever may grant it alone has no approver. It is ``pending`` while nobody with the authority has
    approved it; an approval given in advance counts until ``expires_on``.
    """

    seller: str
    reason: str
    approver: str = ""
    approval: str = ""
    approved_on: str = ""
    expires_on: str = ""
    pending: bool = False
