"""The connector as a container, for those who have testcontainers and a Docker engine."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from ..config.model import Config, Kind
from ..errors import UsageError
from .program import Program

SCRATCH = "/tmp/ordergate"
_LOOPBACK = "127.0.0.1"
_HOST_INSIDE = "host.docker.internal"


def run_image(config: Config, environment: Mapping[str, str], log: Path, *, port: int) -> Program:
    """A container of the connector's image that reaches the systems, and is reached at its port."""
    _needs_testcontainers(config)
    from .container import Wish, started

    connector = config.connector
    bridged = connector.network == "bridge"
    wish = Wish(
        connector.image, connector.command, environment, SCRATCH, network=connector.network,
        port=port if bridged else None, hosts={_HOST_INSIDE: "host-gateway"} if bridged else {},
    )  # fmt: skip
    return started(wish, log, stop_limit_s=connector.start.stop_limit_s)


def also_served_on(config: Config) -> str | None:
    """An address of this machine that the systems have to be served on too, for the connector to reach them.

    On Linux a container in a network of its own sees this machine at the gateway of that network.
    Where containers live in a virtual machine, the gateway is not here, and loopback is led through.
    """
    if config.connector.kind is not Kind.IMAGE or config.connector.network != "bridge":
        return None
    _needs_testcontainers(config)
    from .container import gateway

    return gateway(config.connector.image)


def seen_inside(config: Config, values: Mapping[str, str]) -> dict[str, str]:
    """What settings may name of a world, as it is inside of the container."""
    inside = {**values, "connector.directory": SCRATCH}
    if config.connector.network == "bridge":
        for name in (name for name in values if name.endswith(".base_url")):
            inside[name] = values[name].replace(f"//{_LOOPBACK}:", f"//{_HOST_INSIDE}:", 1)
    return inside


def _needs_testcontainers(config: Config) -> None:
    if find_spec("testcontainers") is None:
        raise UsageError(
            f"connector.image {config.connector.image} is run through testcontainers, and there is no "
            "such Python package: pip install testcontainers, or Ordergate with its extra containers"
        )
