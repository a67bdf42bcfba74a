"""Places that a command is to write to, looked at before anything is done."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import UsageError


def check_place(flag: str, folder: Path) -> None:
    """UsageError when this can be no folder, or takes no files."""
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir():
        raise UsageError(f"{flag} leads to {folder}, and {nearest} is a file, not a folder; name another")
    if not os.access(nearest, os.W_OK):
        raise UsageError(f"{flag} leads to {folder}, and {nearest} cannot be written to; name another")


def make(directory: Path, flag: str = "--out", what: str = "evidence") -> None:
    """Make a folder that can be written to, or say why there is none."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe = directory / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{what} cannot be written to {directory}: {reason}; give another {flag}") from None


def check_file(flag: str, file: Path) -> None:
    """UsageError when no file can be written there."""
    if file.is_dir():
        raise UsageError(f"{flag} takes a file, and {file} is a folder")
    check_place(flag, file.absolute().parent)
