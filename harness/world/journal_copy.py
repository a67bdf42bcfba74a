"""Copies the journal of a served world to a file of our own."""

from __future__ import annotations

from pathlib import Path

import msgspec

from .control_client import ControlClient


class _JournalPage(msgspec.Struct, frozen=True):
    entries: list[msgspec.Raw]
    next: int
    at_end: bool


_PAGE = msgspec.json.Decoder(_JournalPage)


def copy_journal(control: ControlClient, world: str, path: Path) -> None:
    """Write every entry of a world's journal, one line each; ``world`` is its path below /_control."""
    path.parent.mkdir(parents=True, exist_ok=True)
    position, at_end = 0, False
    with path.open("wb") as file:
        while not at_end:
            page = _PAGE.decode(control.ask_raw(f"{world}/journal?position={position}"))
            file.writelines(bytes(entry) + b"\n" for entry in page.entries)
            position, at_end = page.next, page.at_end
