"""Looks over the settings before anything is started: what is wrong is named with the way out."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from ..config.features import wrong_features
from ..config.model import Config, Kind
from ..config.templates import every_placeholder, filled, placeholders, unknown_in
from ..errors import UsageError
from ..world.own_apis import usable_apis
from .links import check_links
from .program import found_program
from .site import found_engine, found_factory


def check_config(config: Config) -> None:
    """UsageError for settings that fit their types and still cannot work."""
    connector = config.connector
    own_apis = tuple(api.name for api in usable_apis())
    _check_environment(config)
    check_links(config)
    if wrong := wrong_features(config.features or ()):
        raise UsageError(f"connector.features: {wrong}")
    for setting, text in _templates(config):
        if unknown := unknown_in(text, own_apis):
            raise UsageError(
                f"{setting} names {{{unknown[0]}}}, which nothing is known of; "
                f"there are: {', '.join(every_placeholder())}"
            )
    for setting, text in _addresses(config):
        if text and not _is_address(text):
            raise UsageError(f"{setting} is {text!r}; it takes an address such as http://127.0.0.1:9000")
    if connector.kind is Kind.COMMAND:
        found_program(config)
    if connector.kind is Kind.PYTHON:
        found_factory(config)
    found_engine(config)
    if connector.kind is Kind.URL:
        _check_port(config)
    if config.world.data and not (config.folder / config.world.data).exists():
        raise UsageError(f"world.data is {config.world.data!r}, and there is no such file or folder")


def _check_environment(config: Config) -> None:
    """What no operating system takes as a variable or an argument."""
    for name in config.connector.environment:
        if "=" in name or "\0" in name:
            raise UsageError(
                f"connector.environment has a variable called {name!r}; a name takes no '=' and no NUL"
            )
    arguments = enumerate(config.connector.command)
    texts = {f"connector.command[{place}]": text for place, text in arguments}
    for setting, text in (texts | dict(_templates(config))).items():
        if "\0" in text:
            raise UsageError(f"{setting} is {text!r}; it cannot hold a NUL")


def _is_address(text: str) -> bool:
    """Whether a setting will be an address, once its placeholders are filled in."""
    values = {name: "http://127.0.0.1:1" if name.endswith("url") else "1" for name in placeholders(text)}
    try:
        parts = urlsplit(filled(text, values, setting=""))
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # So it says what is wrong with a port.
        return False


def _check_port(config: Config) -> None:
    if not config.world.port:
        raise UsageError(
            "a connector of kind url was configured with the addresses of the systems, so they have to "
            "stay the same: set world.port, for example to 8400"
        )


def _templates(config: Config) -> Iterator[tuple[str, str]]:
    connector = config.connector
    for name, text in connector.environment.items():
        yield f"connector.environment.{name}", text
    yield from _addresses(config)


def _addresses(config: Config) -> Iterator[tuple[str, str]]:
    connector = config.connector
    yield "connector.url", connector.url
    yield "connector.start.probe", connector.start.probe
    yield "connector.settle.probe", connector.settle.probe
    yield "connector.settle.accounts", connector.settle.accounts
    yield "connector.settle.requeue", connector.settle.requeue
    yield "connector.reset", connector.reset
