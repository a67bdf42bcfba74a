"""Journals without personal data and secrets, in the same order and form as the raw ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from .masking import Masker

_SOMEBODYS = re.compile(rb"(?i)mail|phone|mobile|street|address|company|postcode|surname|first_?name")
_BODY, _CALL, _REPLY, _WORLD = (b'"kind":"%s"' % kind for kind in (b"body", b"call", b"reply", b"world"))
_ASKED = re.compile(rb'"path":"((?:[^"\\]|\\.)*)","query":"((?:[^"\\]|\\.)*)"')
_DRAWS = {"issue_token": "token", "subscribe_webhook": "webhook_secret"}
_encode = msgspec.json.Encoder(order="deterministic").encode


def learn(journal: Path, masker: Masker) -> None:
    """Let the masker know whose data there is, so that it finds them in free text as well."""
    for line in _lines(journal):
        if _BODY in line and _SOMEBODYS.search(line):
            masker.learn(str(_entry(line).get("text", "")))


def drawn(journal: Path) -> Iterator[tuple[int, str, str, int]]:
    """How many secrets each system has drawn while it ran: (seed, system, what, how many)."""
    seed, counts = 0, Counter[tuple[str, str]]()
    for line in _lines(journal):
        if _WORLD in line:
            seed = int(_entry(line).get("seed", 0))
        elif _CALL in line and (b'"op":"issue_token"' in line or b'"op":"subscribe_webhook"' in line):
            entry = _entry(line)
            counts[str(entry.get("system")), _DRAWS[str(entry["op"])]] += 1
    for (system, what), count in counts.items():
        yield seed, system, what, count


def mask_journal(journal: Path, masker: Masker) -> None:
    """Replace a journal by a masked one; what holds nothing to hide stays as it is, byte for byte."""
    unchanged = lru_cache(maxsize=4096)(lambda asked: _shows_nothing(asked, masker))
    masked = journal.with_suffix(".masked")
    with masked.open("wb") as file:
        for line in _lines(journal):
            file.write(_masked(line, masker, unchanged))
    masked.replace(journal)


def _masked(line: bytes, masker: Masker, unchanged: Callable[[bytes], bool]) -> bytes:
    if _REPLY in line:  # Numbers, a status and a system.
        return line
    if (
        _CALL in line
        and (asked := _ASKED.search(line))
        and unchanged(asked[0])
        and b'caller":"connector"' in line
    ):
        return line
    entry = _entry(line)
    if not entry:
        return masker.text(line.decode("utf-8", "replace")).encode()
    shown = {name: _shown(name, value, entry, masker) for name, value in entry.items()}
    return line if shown == entry else _encode(shown) + b"\n"


def _shown(name: str, value: Any, entry: dict[str, Any], masker: Masker) -> Any:
    if name in ("kind", "body"):
        return value
    if not isinstance(value, str):
        return masker.nested(value) if isinstance(value, list | dict) else value
    if entry.get("kind") == "body":
        masked = masker.body(value, indent=None)
        return value if "".join(masked.split()) == "".join(value.split()) else masked
    if name in ("path", "to"):
        return masker.url(value)
    if name == "query":
        return masker.query(value)
    return masker.who(value) if name in ("who", "caller") else masker.text(value)


def _shows_nothing(asked: bytes, masker: Masker) -> bool:
    entry = _entry(b"{%s}" % asked)
    path, query = str(entry["path"]), str(entry["query"])
    return masker.url(path) == path and masker.query(query) == query


def _lines(journal: Path) -> Iterator[bytes]:
    with journal.open("rb") as file:
        yield from file


def _entry(line: bytes) -> dict[str, Any]:
    """The entry; empty for a line that was torn off while it was written."""
    try:
        entry = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return {}
    return entry if isinstance(entry, dict) else {}
