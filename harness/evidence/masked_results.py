"""Results that other tools write beside ours, such as Allure's, without personal data and secrets."""

from __future__ import annotations

import json
from pathlib import Path

from .masking import Masker


def mask_results(directory: Path, masker: Masker) -> None:
    """Rewrite every text file in a directory of results; JSON stays JSON, and what is no text stays."""
    for file in sorted(directory.iterdir()) if directory.is_dir() else ():
        if not file.is_file():
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        file.write_text(_masked(file, text, masker), encoding="utf-8")


def _masked(file: Path, text: str, masker: Masker) -> str:
    if file.suffix == ".json":
        try:
            return json.dumps(masker.nested(json.loads(text)), ensure_ascii=False)
        except (ValueError, RecursionError):
            pass
    return masker.text(text)
