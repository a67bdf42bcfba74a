"""Placeholders in settings: ``{marketplace.base_url}`` becomes what it is in the world at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..errors import UsageError

_PLACEHOLDER = re.compile(r"\{([a-z0-9_.-]+)\}", re.IGNORECASE)

SYSTEMS: Mapping[str, tuple[str, ...]] = {
    "marketplace": ("base_url", "client_id", "client_secret"),
    "oms": ("base_url", "api_key"),
    "erp": ("base_url", "client_id", "client_secret"),
    "wms": ("base_url", "key_id", "secret"),
}
"""What can be named of each system."""

OF_THE_RUN: Mapping[str, tuple[str, ...]] = {
    "connector": ("port", "url", "directory"),
    "world": ("name", "topology", "seed", "links", "sites"),
}
"""What can be named of the connector itself and of its world."""


def placeholders(text: str) -> Iterator[str]:
    """The names that a text leaves open, in their order."""
    for found in _PLACEHOLDER.finditer(text):
        yield found[1]


def filled(text: str, values: Mapping[str, str], *, setting: str) -> str:
    """The text with its placeholders filled in; UsageError for one that nothing is known of."""
    for name in placeholders(text):
        if name not in values:
            raise UsageError(f"{setting} names {{{name}}}, which nothing is known of; {_known(values)}")
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def environment_of(
    templates: Mapping[str, str],
    values: Mapping[str, str],
    *,
    setting: str,
    own_apis: tuple[str, ...] = (),
) -> dict[str, str]:
    """Environment variables; one that names a system or API which the topology has not is left out."""
    made = {}
    for name, text in templates.items():
        unknown = unknown_in(text, own_apis)
        absent = [one for one in placeholders(text) if one not in values and one not in unknown]
        if not absent:
            made[name] = filled(text, values, setting=f"{setting}.{name}")
    return made


def is_known(name: str) -> bool:
    """Whether some world fills in this placeholder."""
    what, _, part = name.partition(".")
    return part in {**SYSTEMS, **OF_THE_RUN}.get(what, ())


def unknown_in(text: str, own_apis: tuple[str, ...] = ()) -> list[str]:
    """The placeholders of a text that no world fills in; ``own_apis`` are installed ones."""
    return [
        name for name in placeholders(text) if not is_known(name) and name.partition(".")[0] not in own_apis
    ]


def every_placeholder() -> tuple[str, ...]:
    """All placeholders, for a message."""
    return tuple(f"{what}.{part}" for what, parts in {**OF_THE_RUN, **SYSTEMS}.items() for part in parts)


def _known(values: Mapping[str, str]) -> str:
    return f"there are: {', '.join(sorted(values) or every_placeholder())}"
