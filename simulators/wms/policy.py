"""What the warehouse does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy

ALLOCATION = Policy(
    "wms.allocation",
    ("first_come", "whole_orders"),
    "Are orders promised whatever is free, in order of arrival, or only what covers a whole order?",
)

POLICIES: tuple[Policy, ...] = (ALLOCATION,)
"""All of them, in the order in which they are listed."""
