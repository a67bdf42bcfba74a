"""``kill -9`` of the engine in its own process, again and again, while orders flow: ``make kills``.

The exit code is 0 when the judge finds nothing afterwards, 1 otherwise, 130 when somebody ended it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import track

from .killing import Killed, killed

PASSED, FAILED, INTERRUPTED = 0, 1, 130


def show(console: Console, ended: Killed, seed: int) -> None:
    """What was found, and how often it was killed, and how that is repeated."""
    for finding in ended.findings:
        console.print(f"{finding.rule}: {finding.text}", highlight=False, markup=False, soft_wrap=True)
    busy = f"{ended.at_work} of them with work begun or waiting"
    console.print(f"{ended.kills} kills, {busy}, over {ended.orders} orders: {len(ended.findings)} findings")
    console.print(f"repeat: make kills ARGUMENTS='--kills {ended.kills} --seed {seed}'", soft_wrap=True)


def main() -> int:
    """Kill it so many times; the exit code."""
    parser = argparse.ArgumentParser(prog="make kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    console = Console()
    console.print(f"seed {asked.seed}")
    ended = Killed()
    try:
        with TemporaryDirectory(prefix="ordergate-") as folder:
            told = killed(asked.kills, asked.seed, Path(folder))
            for so_far in track(told, "killing", asked.kills + 1):
                ended = so_far
    except KeyboardInterrupt:
        return INTERRUPTED
    show(console, ended, asked.seed)
    return FAILED if ended.findings else PASSED


if __name__ == "__main__":
    raise SystemExit(main())
