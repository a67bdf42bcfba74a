"""What the ERP does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy

REMAINDER = Policy(
    "erp.remainder",
    ("backorder", "complete"),
    "After the first delivery that people make of a line, does the rest stay open, or is it cancelled?",
)
"""SAP's partial-delivery indicator: blank leaves the rest open, A makes the item complete.

http://help.sap.com/saphelp_46c/helpdata/en/dd/5607f4545a11d1a7020000e829fd11/content.htm
"""

POLICIES: tuple[Policy, ...] = (REMAINDER,)
"""All of them, in the order in which they are listed."""
