"""The connector as a container, for those who have testcontainers and a Docker engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..config.model import Config
from ..errors import UsageError
from .program import Program

SCRATCH = "/tmp/ordergate"


def run_image(config: Config, environment: Mapping[str, str], log: Path) -> Program:
    """A container of the connector's image that reaches the systems."""
    try:
        from .container import started
    except ModuleNotFoundError as missing:
        raise UsageError(
            f"connector.image {config.connector.image} is run through testcontainers, and there "
            f"is no Python package {missing.name}: pip install testcontainers, the extra containers of ordergate"
        ) from None
    return started(config, environment, log, scratch=SCRATCH)


def seen_inside(values: Mapping[str, str]) -> dict[str, str]:
    """What settings may name of a world, as it is inside of the container."""
    return {**values, "connector.directory": SCRATCH}
