"""What the warehouse does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy

ALLOCATION = Policy(
    "wms.allocation",
    ("first_come", "whole_orders"),
    "Are orders promised whatever is free, in order of arrival, or only what covers a whole order?",
)

UNDER_DELIVERY = Policy(
    "wms.under_delivery", ("close", "keep_open"),
    "what becomes of the rest of a line when as much has shipped as its under-delivery tolerance asks",
)  # fmt: skip

REDUCE_PICKED = Policy(
    "wms.reduce_picked",
    ("refuse", "put_back"),
    "what becomes of units that a client wants cancelled when they are picked and not packed",
)

POLICIES: tuple[Policy, ...] = (ALLOCATION, UNDER_DELIVERY, REDUCE_PICKED)
"""All of them, in the order in which they are listed."""
