"""The story that finds a broken engine in the fewest steps, whatever stories the moves make just now."""

from __future__ import annotations

from functools import cache

from ordergate.harness.config.reading import config_without_file
from ordergate.harness.explore.exploring import Plan, explore

SEEDS = 14


@cache
def briefest(engine: str) -> int:
    """The seed of the shortest of the first stories that break a rule with this engine."""
    config = config_without_file({"connector.engine": engine})
    found = explore(Plan(config, seeds=SEEDS, shrink=False)).broken
    assert found, f"no story of the first {SEEDS} finds {engine}"
    return min(found, key=lambda broken: len(broken.drawn.lines)).drawn.seed
