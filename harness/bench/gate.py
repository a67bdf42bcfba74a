"""How long the gate takes with a connector, beside the reference engine in virtual time."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ..running.wall import stopwatch

_MAIN = "from ordergate.harness.cli import main; main()"


def measure_gate(connector: Path, parallel: int) -> None:
    """Print the time of the smoke tag and of all scenarios with this connector, and without."""
    print(f"the gate with {connector}, {parallel} worlds at once")
    for name, flags in (("smoke", ["--tag", "smoke"]), ("all", [])):
        with tempfile.TemporaryDirectory() as folder:
            out = ["--out", f"{folder}/run"]
            beside_s, _ = _timed(["run", *flags, *out])
            taken_s, code = _timed(
                ["run", *flags, "--connector", str(connector), "--parallel", str(parallel), *out]
            )
        print(
            f"  {name:<6} {taken_s / 60:.1f} minutes, exit code {code}; {taken_s / beside_s:.0f} times "
            f"the reference engine in virtual time ({beside_s:.1f} s)",
            flush=True,
        )


def _timed(arguments: Sequence[str]) -> tuple[float, int]:
    started = stopwatch()
    ended = subprocess.run([sys.executable, "-c", _MAIN, *arguments], capture_output=True, check=False)
    return stopwatch() - started, ended.returncode
