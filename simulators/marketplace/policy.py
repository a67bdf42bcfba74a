"""What the marketplace does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy

EXCHANGE_NEEDS = Policy(
    "marketplace.exchange_needs", ("receipt", "sellable"),
    "which returned units are replaced in an exchange: all that were received, or the sellable ones",
)  # fmt: skip

POLICIES: tuple[Policy, ...] = (EXCHANGE_NEEDS,)
"""All of them, in the order in which they are listed."""
