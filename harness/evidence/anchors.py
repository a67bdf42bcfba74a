"""The addresses of scenarios inside report.html, which other files link to."""

from __future__ import annotations

import re
from collections import Counter

from .records import RunRecord


def anchors(run: RunRecord) -> tuple[str, ...]:
    """One address for each scenario of the run, in its order; the same scenario again is numbered."""
    taken: Counter[str] = Counter()
    named = []
    for scenario in run.scenarios:
        anchor = re.sub(r"[^\w-]+", "-", f"{scenario.id}-{scenario.topology}")
        taken[anchor] += 1
        named.append(anchor if taken[anchor] == 1 else f"{anchor}--{taken[anchor]}")
    return tuple(named)
