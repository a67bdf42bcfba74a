"""What runs a foreign connector, seen from outside: a process, a container, or somebody else's service."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from ..config.model import Config
from ..errors import UsageError
from ..world.child_process import ChildProcess

_OURS = "ORDERGATE_"


class Program(Protocol):
    """A connector that runs somewhere."""

    def ended(self, within_s: float = 0.0) -> int | None:
        """The exit code, or None while it runs."""

    def last_words(self) -> str:
        """The end of what it wrote."""

    def stop(self) -> None:
        """End it and everything that it started."""


class Elsewhere:
    """A connector that was started by somebody else and is left alone."""

    def ended(self, within_s: float = 0.0) -> int | None:
        """Nobody here knows."""
        del within_s
        return None

    def last_words(self) -> str:
        """Nobody here hears them."""
        return "it is not run by Ordergate; its own log says more"

    def stop(self) -> None:
        """It is not ours to end."""


def run_command(config: Config, environment: Mapping[str, str], log: Path) -> Program:
    """The connector as a process of its own, without anything of ours in its environment."""
    connector = config.connector
    folder = folder_of(config)
    program = found_program(config)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return ChildProcess(
        [program, *connector.command[1:]], {**inherited, **environment}, log,
        directory=folder, stop_limit_s=connector.start.stop_limit_s, talks=False,
    )  # fmt: skip


def folder_of(config: Config) -> Path:
    """Where the connector's command runs."""
    folder = config.folder / config.connector.directory
    if not folder.is_dir():
        raise UsageError(
            f"connector.directory is {config.connector.directory!r}, and there is no folder {folder}; "
            "it is relative to the file of settings"
        )
    return folder


def found_program(config: Config) -> str:
    """The path of the program that the command names."""
    name = config.connector.command[0]
    folder = folder_of(config)
    found = shutil.which(str(folder / name)) if "/" in name else shutil.which(name)
    if found is None:
        where = f"in {folder}" if "/" in name else "on the PATH"
        raise UsageError(
            f"connector.command names {name!r}, and there is no such program {where}; "
            "install it, or name it by its path"
        )
    return found
