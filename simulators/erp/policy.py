"""What the ERP does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy

SUBSTITUTE_PRICE = Policy(
    "erp.substitute_price",
    ("original", "lower"),
    "what a customer pays when another item ships: the agreed price, or the list price where it is lower",
)

POLICIES: tuple[Policy, ...] = (SUBSTITUTE_PRICE,)
"""All of them, in the order in which they are listed."""
