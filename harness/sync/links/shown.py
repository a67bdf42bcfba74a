"""What an order of the shop has to show since this engine had units of it cancelled."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ..documents.order import Order
from ..errors import Stale
from ..run import Run

CANCELLED_UNITS = "cancelled-units"
_units_form = msgspec.json.Decoder(dict[str, int])


def expect_cancelled(run: Run, order_key: str, units: Mapping[str, int]) -> None:
    """Remember how many units of each line are cancelled by now; a reading with fewer is old."""
    told = _known(run, order_key)
    told |= {line: max(count, told.get(line, 0)) for line, count in units.items()}
    run.remember(CANCELLED_UNITS, order_key, msgspec.json.encode(told).decode())


def check_cancelled(run: Run, order: Order) -> None:
    """Stale while an order does not show every unit that was cancelled."""
    known = _known(run, order.key)
    behind = [line.id for line in order.lines if line.cancelled < known.get(line.id, 0)]
    if behind:
        raise Stale(f"order {order.key} does not show yet what was cancelled of line {', '.join(behind)}")


def _known(run: Run, order_key: str) -> dict[str, int]:
    known = run.known(CANCELLED_UNITS, order_key)
    return {} if known is None else _units_form.decode(known)
