"""What the ERP does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy

UNDER_DELIVERY = Policy(
    "erp.under_delivery", ("close", "keep_open"),
    "what becomes of the rest of a line when people sent as much as its under-delivery tolerance asks",
)  # fmt: skip

OVER_DELIVERY = Policy(
    "erp.over_delivery", ("bill", "free"),
    "whether units delivered beyond what was ordered are billed at the line's price",
)  # fmt: skip

POLICIES: tuple[Policy, ...] = (UNDER_DELIVERY, OVER_DELIVERY)
"""All of them, in the order in which they are listed."""
