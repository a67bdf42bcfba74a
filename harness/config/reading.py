"""Reads the settings: those of the file, under environment variables, under flags."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ..errors import UsageError
from .model import Config

FILE_NAME = "ordergate.toml"
_PREFIX = "ORDERGATE_"
_SECTIONS = frozenset(name.upper() for name in Config.model_fields if name != "file")
_IN_TOML = {"a valid tuple": 'a list, such as ["a", "b"]', "a valid dictionary": "a table"}


def read_config(file: Path, environment: Mapping[str, str], flags: Mapping[str, Any] | None = None) -> Config:
    """The settings of a run; UsageError names every key that is wrong, and the way out.

    ``ORDERGATE_RUN__SEED=7`` overrides ``seed`` of the table ``run``. ``flags`` are named like
    ``run.seed``; None is a flag that was not given.
    """
    given = _from_file(file)
    if "file" in given:
        raise UsageError(f"{file}: file is not a setting; {_known(Config, 'file')}")
    origins = _place_variables(given, environment) | _place_flags(given, flags or {})
    return _validated(str(file), {**given, "file": file}, origins)


def config_without_file(
    flags: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None
) -> Config:
    """The settings of a run without a file: the reference engine, unless a variable says otherwise."""
    given: dict[str, Any] = {}
    origins = _place_variables(given, environment or {}) | _place_flags(given, flags or {})
    return _validated("what was asked for", given, origins)


def _place_variables(given: dict[str, Any], environment: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    origins = {}
    for name, text in sorted(environment.items()):
        if (path := _path_of(name)) is not None:
            _place(given, path, text if _is_text(path) else _value(text), name)
            origins[path] = f"environment variable {name}"
    return origins


def _place_flags(given: dict[str, Any], flags: Mapping[str, Any]) -> dict[tuple[str, ...], str]:
    origins = {}
    for name, value in flags.items():
        if value is not None:
            path = tuple(name.split("."))
            _place(given, path, value, name)
            origins[path] = "given as a flag"
    return origins


def _validated(what: str, given: Mapping[str, Any], origins: Mapping[tuple[str, ...], str]) -> Config:
    try:
        return Config.model_validate(given)
    except ValidationError as error:
        raise UsageError(_in_words(what, error, origins)) from None


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError(f"there is no file {file}; `ordergate init` writes one to fill in") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{file} cannot be read: {reason.lower()}") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} is not TOML: {error}") from None


def _path_of(name: str) -> tuple[str, ...] | None:
    section, _, rest = name.removeprefix(_PREFIX).partition("__")
    if not name.startswith(_PREFIX) or section not in _SECTIONS or not rest:
        return None
    if rest.startswith("ENVIRONMENT__"):
        return section.lower(), "environment", rest.removeprefix("ENVIRONMENT__")
    return (section.lower(), *rest.lower().split("__"))


def _is_text(path: tuple[str, ...]) -> bool:
    """Whether a setting takes any text, so that a secret of digits stays as it is."""
    model = _section(path[:-1])
    if model is None:
        return path[:-1] == ("connector", "environment")
    field = model.model_fields.get(path[-1])
    return field is not None and field.annotation is str


def _value(text: str) -> Any:
    """What a variable says: a TOML value if it is one, the text itself otherwise."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _place(given: dict[str, Any], path: tuple[str, ...], value: Any, origin: str) -> None:
    for section in path[:-1]:
        inner = given.setdefault(section, {})
        if not isinstance(inner, dict):
            raise UsageError(f"{origin} sets a key of {section}, which is no table but {inner!r}")
        given = inner
    given[path[-1]] = value


def _in_words(what: str, error: ValidationError, origins: Mapping[tuple[str, ...], str]) -> str:
    wrong = [_one(found, origins) for found in error.errors(include_url=False)]
    lines = list(dict.fromkeys(wrong))
    return f"{what} cannot be used as it is:\n  " + "\n  ".join(lines)


def _one(found: ErrorDetails, origins: Mapping[tuple[str, ...], str]) -> str:
    path = tuple(str(part) for part in found["loc"])
    name = ".".join(part for part in path if part not in ("literal['all']", "tuple[constrained-str, ...]"))
    name = name.partition(".tuple[")[0].partition(".literal[")[0]
    where = f" ({origins[path]})" if path in origins else ""
    if found["type"] == "extra_forbidden":
        return f"{name} is not a setting{_near(path)}{where}"
    said = found["msg"].removeprefix("Value error, ")
    said = f"{said[0].lower()}{said[1:]}".partition(" or instance of ")[0]
    for python, toml in _IN_TOML.items():
        said = said.replace(python, toml)
    if found["type"] == "value_error":
        return f"[{name}] {said}" if name else said
    return f"{name} is {found['input']!r}: {said}{where}"


def _near(path: tuple[str, ...]) -> str:
    model = _section(path[:-1])
    return "" if model is None else f"; {_known(model, path[-1])}"


def _known(model: type[BaseModel], name: str) -> str:
    names = [known for known in model.model_fields if known != "file"]
    close = get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return f"{hint}there are: {', '.join(names)}"


def _section(path: tuple[str, ...]) -> type[BaseModel] | None:
    model: type[BaseModel] = Config
    for part in path:
        field = model.model_fields.get(part)
        inner = None if field is None else field.annotation
        candidates = [inner, *get_args(inner)]
        models = [one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)]
        if not models:
            return None
        model = models[0]
    return model
