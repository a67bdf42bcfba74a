"""Limits on what a load run measured; a breached one fails the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ordergate.loadtests.tally import SECOND_US, percentile

BREACHED = 99
"""The exit code of a run whose limits were not kept."""


@dataclass(frozen=True)
class Measured:
    """What a run measured: sorted times of orders, and requests of buyers."""

    times_us: list[int] = field(default_factory=list)
    place_order_p95_ms: float | None = None
    requests: int = 0
    errors: int = 0


def _in_erp_s(percent: int) -> Callable[[Measured], float | None]:
    def measure(measured: Measured) -> float | None:
        time_us = percentile(measured.times_us, percent)
        return None if time_us is None else time_us / SECOND_US

    return measure


def _errors_share(measured: Measured) -> float | None:
    return measured.errors / measured.requests if measured.requests else None


MEASURES: dict[str, Callable[[Measured], float | None]] = {
    "order_in_erp_p95_s": _in_erp_s(95),
    "order_in_erp_p99_s": _in_erp_s(99),
    "order_in_erp_max_s": _in_erp_s(100),
    "place_order_p95_ms": lambda measured: measured.place_order_p95_ms,
    "errors_share_max": _errors_share,
}
"""What each limit is compared with; None when there was nothing to measure."""


def rows(limits: Mapping[str, float], measured: Measured) -> Iterator[dict[str, Any]]:
    """Each limit with what was measured; ``kept`` is None when there was nothing to measure."""
    for name, allowed in limits.items():
        found = MEASURES[name](measured)
        kept = None if found is None else found <= allowed
        yield {"name": name, "allowed": allowed, "measured": found, "kept": kept}


def exit_code(judged: list[dict[str, Any]]) -> int:
    """99 when a limit was breached, 0 otherwise."""
    return BREACHED if any(row["kept"] is False for row in judged) else 0
