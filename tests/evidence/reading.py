"""What a reader gets out of a file of evidence, in whatever way it is packed."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

_PACKED = re.compile(r'class="later">([^<]+)<')


def readable(path: Path) -> Iterator[str]:
    """The text of the file, and the texts that wait in it to be opened."""
    text = path.read_text("utf-8")
    yield text
    for packed in _PACKED.findall(text):
        yield gzip.decompress(base64.b64decode(packed)).decode()
