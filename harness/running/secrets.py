"""What must not be told of a world and its connector: their secrets by value, with a name for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ordergate.simulators.kernel.chance import Chance

from ..config.templates import placeholders
from ..evidence.fields import Kind, kind_of, words_of
from ..evidence.masked_journals import drawn, learn
from ..evidence.masking import Masker
from ..evidence.records import RunRecord
from ..world.control_client import ServedSystem

_PUBLIC = ("client_id", "key_id")
_KEYS = frozenset(("key", "sk", "pw", "pass", "passphrase", "dsn", "auth", "salt", "private", "pin"))
_NO_SECRET = frozenset(("url", "id", "name", "path", "file", "host", "port", "dir", "region", "user"))
_KEY_LIKE = re.compile(
    r"(?=.*\d)(?=.*[A-Za-z])[\w+=-]{20,}|(?:sk|pk|rk|whsec|ghp|xox[a-z])_\S+|\w+://[^/\s@]+:[^/\s@]+@\S*"
)
_FILLED = re.compile(r"\{([\w.-]+)\}")


def secrets_of(systems: Mapping[str, ServedSystem], environment: Mapping[str, str]) -> dict[str, str]:
    """The secrets of a world's systems, and of the environment that its connector is given; by value."""
    given = {f"{name}.{key}": value for name, system in systems.items()
             for key, value in system.credentials.items()}  # fmt: skip
    public = {value for name, value in given.items() if name.rpartition(".")[2] in _PUBLIC}
    secrets = {value: name for name, value in given.items() if value not in public}
    for name, template in environment.items():
        if any(each not in given for each in placeholders(template)):
            continue  # Addresses and ports; the secrets among them are known by themselves.
        value = _FILLED.sub(lambda found: given[found[1]], template)
        if value not in public and _looks_secret(name, value):
            secrets.setdefault(value, f"environment.{name}")
    return secrets


def masker_of(run: RunRecord, directory: Path, secrets: Mapping[str, str]) -> Masker:
    """A masker that knows these secrets, those drawn in the run, and the people in its journals."""
    names = [scenario.journal for scenario in run.scenarios if scenario.journal is not None]
    files = [path for name in names if (path := directory / name).is_file()]
    known = dict(secrets)
    for file in files:
        for seed, system, what, count in drawn(file):
            for number in range(1, count + 1):
                known.setdefault(_drawn(seed, system, what, number), f"{system}.{what}")
    masker = Masker(known)
    for file in files:
        learn(file, masker)
    return masker


@lru_cache(maxsize=4096)
def _drawn(seed: int, system: str, what: str, number: int) -> str:
    return Chance(seed).hexadecimal(system, what, number)


def _looks_secret(name: str, value: str) -> bool:
    words = words_of(name)
    if words and words[-1] in _NO_SECRET:
        return _KEY_LIKE.fullmatch(value) is not None and "@" in value
    if kind_of(name, in_party=False) is Kind.SECRET or not _KEYS.isdisjoint(words):
        return True
    return _KEY_LIKE.fullmatch(value) is not None
