"""What the marketplace does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy

POLICIES: tuple[Policy, ...] = ()
"""All of them, in the order in which they are listed."""
