"""What a run was asked for, kept beside what it left, so that it can be run again."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ..errors import UsageError
from ..evidence.files import write_whole

ARGUMENTS = "arguments.json"


def keep_arguments(directory: Path) -> None:
    """Write down the command line of this process."""
    write_whole(directory / ARGUMENTS, [json.dumps({"arguments": sys.argv[1:]}), "\n"])


def kept_arguments(directory: Path) -> list[str]:
    """The command line of a run, without where its evidence went; UsageError when it is not there."""
    file = directory / ARGUMENTS
    try:
        arguments = [str(word) for word in json.loads(file.read_text("utf-8"))["arguments"]]
    except FileNotFoundError:
        raise UsageError(
            f"{directory} is no directory of a run: it has no {ARGUMENTS}; ordergate run and ordergate "
            "explore leave one, under out/"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from None
    return _without(arguments, "--out")


def _without(arguments: list[str], flag: str) -> list[str]:
    kept: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == flag:
            next(words, None)
        elif not word.startswith(f"{flag}="):
            kept.append(word)
    return kept
