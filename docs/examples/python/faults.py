"""Five real bugs, off by default: FAULT=line-by-sku and so on switches one of them on.

They are here to show what Ordergate finds; a connector of your own does not need them.
"""

from __future__ import annotations

import os

NAMES = ("line-by-sku", "freight-every-time", "repeat-first-shipment", "capture-whole-order", "refund-once")
_CHOSEN = os.environ.get("FAULT", "")

if _CHOSEN and _CHOSEN not in NAMES:
    raise SystemExit(f"there is no fault {_CHOSEN}; there are: {', '.join(NAMES)}")


def fault(name: str) -> bool:
    """Whether this bug is switched on."""
    return name == _CHOSEN
