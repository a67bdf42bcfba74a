"""Contracts as files: in a folder, or as they stood in a commit of git."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..errors import UsageError
from .published import Json, as_text

KINDS = ("openapi", "asyncapi", "canonical")


def write(folder: Path, contracts: Mapping[str, Json]) -> list[str]:
    """Put each contract into its file, and remove those of contracts that are no more; what was changed."""
    changed = []
    for name in sorted({*contracts, *_files(folder)}):
        path, contract = folder / name, contracts.get(name)
        before = path.read_text("utf-8") if path.exists() else None
        text = None if contract is None else as_text(contract)
        if before == text:
            continue
        changed.append(name)
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return changed


def read(folder: Path) -> dict[str, Json]:
    """The contracts of a folder, by the path of the file below it."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}; name one with openapi, asyncapi or canonical in it")
    found = {name: _parsed((folder / name).read_text("utf-8"), f"{folder / name}") for name in _files(folder)}
    return _any_of(found, str(folder))


def read_at(commit: str, folder: str) -> dict[str, Json]:
    """The contracts as they stood in a folder of a commit of the repository around here."""
    names = _git("ls-tree", "-r", "--name-only", commit, "--", *(f"{folder}/{kind}" for kind in KINDS))
    found = {}
    for name in names.splitlines():
        if name.endswith(".json"):
            text = _git("show", f"{commit}:{name}")
            found[name.removeprefix(f"{folder}/")] = _parsed(text, f"{commit}:{name}")
    return _any_of(found, f"{folder} of {commit}")


def _files(folder: Path) -> Iterable[str]:
    return sorted(
        f"{kind}/{path.name}" for kind in KINDS if (folder / kind).is_dir()
        for path in (folder / kind).glob("*.json")
    )  # fmt: skip


def _any_of(found: dict[str, Json], where: str) -> dict[str, Json]:
    if not found:
        raise UsageError(f"{where} holds no contracts; they stand in {', '.join(KINDS)}, as JSON")
    return found


def _parsed(text: str, where: str) -> Json:
    try:
        parsed = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{where} is no JSON: {error}") from None
    if not isinstance(parsed, dict):
        raise UsageError(f"{where} holds {type(parsed).__name__}, not a contract")
    return parsed


def _git(*words: str) -> str:
    try:
        asked = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    except OSError as error:
        raise UsageError(f"git cannot be asked: {error}; name a folder as --base instead") from None
    if asked.returncode:
        raise UsageError(f"git {' '.join(words[:3])}: {asked.stderr.strip()}; --base is a folder or a commit")
    return asked.stdout
