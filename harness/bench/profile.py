"""Where the time goes: processor time by part of the product, from a profiled run."""

from __future__ import annotations

import cProfile
import pstats
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PARTS = (
    ("harness/sync", "engine"),
    ("harness/judge", "judge"),
    ("harness/trade", "people and trade"),
    ("harness/actors", "people and trade"),
    ("harness/world", "people and trade"),
    ("simulators/kernel", "kernel"),
    ("simulators/marketplace", "marketplace"),
    ("simulators/oms", "oms"),
    ("simulators/erp", "erp"),
    ("simulators/wms", "wms"),
    ("asyncio", "event loop"),
)


def shares(work: Callable[[], Any]) -> list[tuple[str, float]]:
    """The share of each part in the time of some work, the largest first."""
    profile = cProfile.Profile()
    profile.runcall(work)
    seconds: dict[str, float] = defaultdict(float)
    for (file, _, name), (_, _, own_s, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]  # typeshed does not know it
        seconds[_part(file, name)] += own_s
    total = sum(seconds.values()) or 1.0
    ordered = sorted(seconds.items(), key=lambda item: -item[1])
    return [(part, own_s / total) for part, own_s in ordered]


def _part(file: str, name: str) -> str:
    path = Path(file).as_posix()
    for folder, part in _PARTS:
        if f"/{folder}" in path:
            return part
    if "sqlite3" in name:
        return "engine's store"
    if "msgspec" in name or "json" in name:
        return "JSON"
    return "standard library"
