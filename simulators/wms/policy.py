"""What the warehouse does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy

REDUCE_PICKED = Policy(
    "wms.reduce_picked",
    ("refuse", "put_back"),
    "what becomes of units that a client wants cancelled when they are picked and not packed",
)

POLICIES: tuple[Policy, ...] = (REDUCE_PICKED,)
"""All of them, in the order in which they are listed."""
