"""The gate as a user meets it: a file of settings, ``ordergate run`` as a process, and what it leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from ordergate.harness.world.edges import Stopwatch, wait
from tests.server.processes import is_free

ROOT = Path(__file__).resolve().parents[2]
MISBEHAVING = Path(__file__).with_name("misbehaving.py")
_MAIN = (
    # As in a terminal: who runs the tests under nohup has them ignore that it is closed.
    "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL); "
    "from ordergate.harness.cli import main; main()"
)
ENVIRONMENT = """
[connector.environment]
PORT = "{connector.port}"
SHOP_URL = "{marketplace.base_url}"
SHOP_CLIENT_ID = "{marketplace.client_id}"
SHOP_CLIENT_SECRET = "{marketplace.client_secret}"
"""
LIMITS = """
[connector.start]
probe = "{connector.url}/healthz"
limit_s = 2
stop_limit_s = 0.5
[connector.settle]
poll_every_s = 0.1
cycles = 1
limit_s = 4
probe = "{connector.url}/status"
"""


@dataclass(frozen=True)
class Ended:
    """How the command ended, and after how many seconds."""

    code: int
    out: str
    errors: str
    took_s: float

    @property
    def said(self) -> str:
        return self.out + self.errors


def ended(process: subprocess.Popen[str], waited: Stopwatch) -> Ended:
    """How a command ends."""
    with process:
        out, errors = process.communicate(timeout=120)
    return Ended(process.returncode, out, errors, waited.elapsed_s)


class Gate:
    """Runs ``ordergate`` in a folder of its own, so that whatever it starts can be found again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "ordergate.toml"
        self.out = folder / "run"
        (folder / "tmp").mkdir()

    def settings(self, text: str) -> None:
        self.file.write_text(text, "utf-8")

    def misbehaving(self, mode: str, more: str = "", *, limits: str = LIMITS) -> None:
        """Settings for a connector that goes wrong."""
        command = json.dumps([sys.executable, str(MISBEHAVING), mode, str(self.folder)])
        self.settings(f'[connector]\nkind = "command"\ncommand = {command}\n{more}{ENVIRONMENT}{limits}')

    def started(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """The command, running in a session of its own, as in a terminal."""
        return self._started("-c", _MAIN, *arguments)

    def python(self, *arguments: str | Path) -> Ended:
        """How another Python program ends."""
        waited = Stopwatch()
        return ended(self._started(*arguments), waited)

    def ordergate(self, *arguments: str | Path) -> Ended:
        waited = Stopwatch()
        return ended(self.started(*arguments), waited)

    def run(self, *arguments: str | Path) -> Ended:
        """One scenario in one topology against the connector, unless told otherwise."""
        return self.ordergate(*self.asked(*arguments))

    def asked(self, *arguments: str | Path) -> tuple[str | Path, ...]:
        chosen = arguments or ("S01", "--topology", "shop-erp")
        return ("run", *chosen, "--connector", self.file, "--out", self.out)

    def findings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.out / "findings.json").read_text("utf-8"))["findings"]
        return found

    def scenarios(self) -> list[dict[str, Any]]:
        ran: list[dict[str, Any]] = json.loads((self.out / "run.json").read_text("utf-8"))["scenarios"]
        return ran

    def noted(self, name: str) -> list[str]:
        """The lines that a connector wrote into a file of the folder."""
        file = self.folder / name
        return file.read_text("utf-8").splitlines() if file.exists() else []

    def left_behind(self) -> list[str]:
        """Processes that still run with the folder in their environment, and ports that are taken."""
        running = [f"{process.pid} {_command(process)}" for process in self.processes()]
        return running + [f"port {port}" for port in self.noted("ports") if not is_free(int(port))]

    def nothing_is_left(self) -> bool:
        waited = Stopwatch()
        while self.left_behind() and waited.elapsed_s < 5:
            wait(0.05)
        return self.left_behind() == []

    def processes(self) -> list[psutil.Process]:
        return [process for process in psutil.process_iter() if _is_of(process, str(self.folder / "tmp"))]

    def _started(self, *arguments: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *map(str, arguments)], cwd=self.folder, env=self._environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        ours = {name: text for name, text in os.environ.items() if not name.startswith("ORDERGATE_")}
        return {**ours, "PYTHONPATH": str(ROOT), "TMPDIR": str(self.folder / "tmp")}


def _is_of(process: psutil.Process, folder: str) -> bool:
    try:
        ours: bool = process.environ().get("TMPDIR") == folder
        return ours and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return "ended"
