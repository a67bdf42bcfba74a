"""``ordergate load-world``: items, customers, prices and stock from files, into a served world."""

from __future__ import annotations

from pathlib import Path

from ..world.files.loading import load_into
from ..world.files.reading import read_world_files
from .attaching import control_token


def load_world(path: Path, *, url: str, token: str | None, world: str) -> int:
    """Check the files whole, then load them; always 0."""
    files = read_world_files(path)
    load_into(url, control_token(token), world, files)
    units = sum(row.quantity for row in files.stock)
    print(
        f"world {world} has {len(files.items)} items, {len(files.customers)} customers, "
        f"{len(files.agreements)} agreed prices and {units} units of stock more"
    )
    return 0
