"""``ordergate up`` in a process of its own, as a user starts it."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_S = 20.0
UP = "from pathlib import PosixPath; from ordergate.harness.commands.up import up; up({})"


class Up:
    """A server that was started with these arguments of ``up``, and what it said first."""

    def __init__(self, directory: Path, **arguments: object) -> None:
        given = ", ".join(f"{name}={value!r}" for name, value in {"port": 0, **arguments}.items())
        self.process = subprocess.Popen(
            [sys.executable, "-c", UP.format(given)], cwd=directory, env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.said = first_output(self.process.stdout)

    def json(self) -> Any:
        return json.loads(self.said)

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Its exit code after a signal, and what it wrote to stderr."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=10)
        return self.process.returncode, errors.decode()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=10)


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **(more or {})}


def first_output(output: IO[bytes]) -> str:
    """What comes first from a pipe, as far as it comes at once."""
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        assert selector.select(STARTS_WITHIN_S), "the server said nothing"
    return os.read(output.fileno(), 65_536).decode()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_running(process_id: int) -> bool:
    """Whether a process exists that is not merely waiting for its parent to notice its end."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
