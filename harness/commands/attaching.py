"""What commands need that work on a world of a server which runs already."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

from ..errors import UsageError
from ..world.attached import AttachedWorld
from ..world.control_client import ControlClient

TOKEN_VARIABLE = "ORDERGATE_CONTROL_TOKEN"


def control_token(given: str | None) -> str:
    """The control token that was given, or that of the environment."""
    token = given or os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise UsageError(
            f"no control token was given; ordergate up shows it: give it with --token or in {TOKEN_VARIABLE}"
        )
    return token


@contextmanager
def attached(
    url: str, token: str, name: str, *, repeat: str = "", safety_stock: int = 0
) -> Iterator[AttachedWorld]:
    """A world of a server, with everything that has happened in it so far."""
    with closing(ControlClient(url.rstrip("/"), token)) as control:
        yield AttachedWorld(control, name, repeat=repeat, safety_stock=safety_stock)
