"""What the order management system does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy

BACKORDER = Policy(
    "oms.backorder",
    ("keep", "cancel"),
    "What becomes of units that no site has (components of kits wait): kept waiting for stock, or cancelled?",
)
SHIP = Policy(
    "oms.ship",
    ("partial", "complete"),
    "Are sites asked to ship what there is, or nothing before every waiting unit of the order is there?",
)
RESOURCE_SHORT = Policy(
    "oms.resource_short",
    ("elsewhere", "wait"),
    "After a short pick, do other sites serve the units at once, or do they wait for stock at the same site?",
)
ROUTING = Policy(
    "oms.routing",
    ("whole_first", "in_order", "most_stock"),
    "Which site serves an order first: one that has all of it, the first on the list, or the best stocked?",
)

POLICIES: tuple[Policy, ...] = (BACKORDER, SHIP, RESOURCE_SHORT, ROUTING)
"""All of them, in the order in which they are listed."""
