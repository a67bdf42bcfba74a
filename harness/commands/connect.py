"""``ordergate connect``: the connector under test at work in a world that is served already."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from ..config.reading import read_config
from ..connectors.checking import check_config
from ..connectors.starting import open_connector
from ..world.attached import opened_world
from ..world.control_client import ControlClient
from ..world.edges import wait
from ..world.remote import RemoteConnector
from .attaching import control_token

_LOOK_EVERY_S = 0.5


def connect(file: Path, *, url: str, token: str | None, world: str) -> NoReturn:
    """Start the connector for a world, and keep it at work until Ctrl-C or its end."""
    config = read_config(file, os.environ)
    check_config(config)
    with (
        closing(ControlClient(url.rstrip("/"), control_token(token))) as control,
        TemporaryDirectory(prefix="ordergate-") as folder,
    ):
        opened = opened_world(control, world)
        connector = open_connector(config, Path(folder))(opened)
        try:
            print(f"{config.name} is at work in world {world}; stop it with Ctrl-C", flush=True)
            _keep_at_work(connector)
        finally:
            connector.stop()


def _keep_at_work(connector: RemoteConnector) -> NoReturn:
    """Until it ends, which is ConnectorTrouble; Ctrl-C ends it too."""
    while True:
        connector.check(0)
        wait(_LOOK_EVERY_S)
