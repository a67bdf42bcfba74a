"""Holds: what an order waits for before anything of it may be released."""

from __future__ import annotations

from .base import Canonical

PLACED, RELEASED, REFUSED = "placed", "released", "refused"


class Hold(Canonical):
    """A hold of a sales order as the ERP has it; ``decision`` says why it ended as it did."""

    number: str
    order: str
    kind: str
    state: str
    decision: str = ""
