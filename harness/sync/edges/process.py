"""An engine as a process of its own, with a web server for its webhooks."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import uvicorn

from ...errors import OrdergateError, UsageError
from ..engine import Engine
from ..ports import Ports
from ..settings import Settings, read_settings
from .chance import RandomJitter
from .clock import WallClock
from .http import HttpxPort, pooled_client
from .receiver import application

LISTEN_DEFAULT = "127.0.0.1:8090"
LISTEN_VARIABLE = "ORDERGATE_ENGINE_LISTEN"


@asynccontextmanager
async def engine_over_http(settings: Settings) -> AsyncIterator[Engine]:
    """A running engine that speaks to vendors over sockets and lives in real time."""
    missing = [vendor for vendor in settings.vendors if not settings.base_url(vendor)]
    if missing:
        raise UsageError(
            f"the base_url of {', '.join(missing)} is not set; "
            f"set it with ORDERGATE_ENGINE_{missing[0].upper()}__BASE_URL"
        )
    clock = WallClock(settings.clock_start_us, scale=settings.clock_scale)
    async with pooled_client(settings.timeout_s) as client:
        http = {vendor: HttpxPort(vendor, client, settings.base_url(vendor)) for vendor in settings.vendors}
        engine = Engine(settings, Ports(http, clock, RandomJitter()))
        await engine.start()
        try:
            yield engine
        finally:
            await engine.stop()


def main(environment: Mapping[str, str] | None = None) -> int:
    """Run until told to stop; returns the exit code."""
    given = dict(os.environ if environment is None else environment)
    listen = given.pop(LISTEN_VARIABLE, LISTEN_DEFAULT)
    try:
        settings = read_settings(given)
        host, port = _address(listen)
        app = application(lambda: engine_over_http(settings))
        uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)
    except OrdergateError as error:
        print(f"ordergate.harness.sync: {error}", file=sys.stderr)  # noqa: T201 - this is its terminal
        return error.exit_code
    return 0


def _address(listen: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{listen}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or port is None:
        raise UsageError(f"{LISTEN_VARIABLE} is {listen}; it takes host and port, as in {LISTEN_DEFAULT}")
    return host, port
