"""``ordergate init``: a file of settings to fill in."""

from __future__ import annotations

from pathlib import Path

from ..config.starting_file import schema_text, starter
from ..errors import UsageError

SCHEMA_NAME = "ordergate.schema.json"


def init(file: Path, *, force: bool) -> int:
    """Write the starter and its schema; what is there already is only replaced when that is forced."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder; name a file in it, such as {file / 'ordergate.toml'}")
    if file.exists() and not force:
        raise UsageError(f"{file} is there already; --force replaces it")
    try:
        file.write_text(starter(), "utf-8")
        (file.parent / SCHEMA_NAME).write_text(schema_text(), "utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {(error.strerror or str(error)).lower()}") from None
    print(f"wrote {file} and {file.parent / SCHEMA_NAME} (for editors)")
    print("fill in connector.command, then: ordergate doctor")
    return 0
